"""A dossier as a Word file: a heading an item, what it says, who says it, the note, and a footnote a reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.dossier_entries import Entry, Section, Text
from kb.messages import message
from kb.references import told
from kb.word_files import Paragraph, Style, word_file


def word(title: str, entries: Sequence[Entry], language: str, at: str) -> bytes:
    """Returns a dossier as a Word file.

    Args:
        title: the dossier's.
        entries: what is in it.
        language: the reader's.
        at: when it was last changed, in UTC.
    """
    head = Paragraph(style=Style.TITLE, text=title, language=language)
    body = [paragraph for entry in entries for paragraph in _entry(entry, language)]
    return word_file(title, language, [head, *body], at[: len("2026-03-31T12:00:00")])


def _entry(entry: Entry, language: str) -> Iterator[Paragraph]:
    yield Paragraph(style=Style.HEADING, text=entry.heading, language=entry.language)
    for section in entry.sections:
        yield from _section(section, language)
    if entry.speaker:
        yield Paragraph(style=Style.SPEAKER, text=f"— {entry.speaker}", language=language)
    if entry.remark:
        yield Paragraph(style=Style.REMARK, text=entry.remark, language=language)
    for place, line in enumerate(entry.note):
        label = "" if place else message("dossier_note_label", language)
        yield Paragraph(style=Style.NOTE, text=line, language=language, label=label)


def _section(section: Section, language: str) -> Iterator[Paragraph]:
    if section.label:
        yield Paragraph(style=Style.SUBHEADING, text=section.label, language=language)
    for text in section.texts:
        yield from _text(text, language)


def _text(text: Text, language: str) -> Iterator[Paragraph]:
    style = Style.QUOTE if text.is_quote else Style.TEXT
    notes = tuple(told(one, language) for one in text.references)
    # What has nothing to say is still to be found by its footnotes.
    lines = text.lines or ("",)
    for line in lines[:-1]:
        yield Paragraph(style=style, text=line, language=text.language)
    yield Paragraph(style=style, text=lines[-1], language=text.language, footnotes=notes)
