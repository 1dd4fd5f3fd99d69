"""What is written of a dossier, whatever it is written to: its items in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.dossiers import ItemKind, Shown, ShownDossier, ShownPassage, ShownPractice
from kb.messages import message
from kb.plain import lines_of, one_line
from kb.practice_states import STATE_LABELS
from kb.practices import FIELD_LABELS, FIELDS, Citation, PracticeRecord, PracticeState, Statement
from kb.references import Reference, speaker_told
from kb.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in lines, none of them blank, with where it comes from; `is_quote` tells that a document says it."""

    lines: tuple[str, ...]
    language: str
    references: tuple[Reference, ...] = ()
    is_quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an item, with a label if there are several."""

    label: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item as it is written.

    Attributes:
        kind: a passage or a practice record.
        heading: one line; `language` is that of it and of the texts.
        sections: what it says.
        speaker: who says it, empty if that is not known.
        remark: what a reader must know before they use it; empty if nothing.
        note: the collector's own, in lines.
    """

    kind: ItemKind
    heading: str
    language: str
    sections: tuple[Section, ...]
    speaker: str = ""
    remark: str = ""
    note: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[Text, ...]:
        """All that it says."""
        return tuple(text for section in self.sections for text in section.texts)

    @property
    def references(self) -> tuple[Reference, ...]:
        """All that it rests on, each once."""
        return tuple(dict.fromkeys(one for text in self.texts for one in text.references))


def entries_of(dossier: ShownDossier, registry: Registry, language: str) -> tuple[Entry, ...]:
    """Returns the items of a dossier as they are written in a language."""
    return tuple(_entry(item, registry, language) for item in dossier.items)


def _entry(item: Shown, registry: Registry, language: str) -> Entry:
    if isinstance(item, ShownPassage):
        return _passage(item, registry, language)
    return _practice(item, language)


def _passage(item: ShownPassage, registry: Registry, language: str) -> Entry:
    passage = item.passages[0].passage
    text = Text(
        lines=lines_of(item.text), language=passage.language, references=(item.reference,), is_quote=True
    )  # fmt: skip
    headings = [heading for heading in map(one_line, passage.headings) if heading]
    return Entry(
        kind=ItemKind.PASSAGE,
        heading=headings[-1] if headings else item.reference.title,
        language=passage.language,
        sections=(Section(label="", texts=(text,)),),
        speaker=one_line(speaker_told(passage.speaker, registry, language)) if passage.speaker else "",
        remark=message("dossier_changed", language) if item.is_changed else "",
        note=lines_of(item.note),
    )


def _practice(item: ShownPractice, language: str) -> Entry:
    record = item.practice.record
    return Entry(
        kind=ItemKind.PRACTICE,
        heading=one_line(record.title) or message("dossier_practice", language),
        language=record.language,
        sections=tuple(_sections(item, language)),
        remark=_state(record, language),
        note=lines_of(item.note),
    )


def _sections(item: ShownPractice, language: str) -> Iterator[Section]:
    record = item.practice.record
    for field in FIELDS:
        if said := tuple(_statement(one, item, language) for one in getattr(record, field)):
            yield Section(label=message(FIELD_LABELS[field], language), texts=said)
    if record.evidence:
        quoted = tuple(_evidence(one, item) for one in record.evidence)
        yield Section(label=message(FIELD_LABELS["evidence"], language), texts=quoted)


def _statement(statement: Statement, item: ShownPractice, language: str) -> Text:
    by = one_line(statement.by)
    signed = (f"({message('practice_own_words', language, who=by)})",) if by else ()
    return Text(
        lines=(*lines_of(statement.text), *signed),
        language=item.practice.record.language,
        references=tuple(item.references[one] for one in statement.evidence),
    )


def _evidence(citation: Citation, item: ShownPractice) -> Text:
    found = item.references[citation]
    language = found.language or item.practice.record.language
    return Text(lines=lines_of(citation.quote), language=language, references=(found,), is_quote=True)


def _state(record: PracticeRecord, language: str) -> str:
    """Returns the state of a record that nobody stands for, or not any more."""
    if record.state is PracticeState.VALIDATED:
        return ""
    state = message(STATE_LABELS[record.state], language)
    reason = one_line(record.withdrawn_reason)
    return message("dossier_state", language, state=f"{state} ({reason})" if reason else state)
