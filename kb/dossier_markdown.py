"""A dossier as Markdown, with a footnote for each reference. Nothing that a document says becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.dossier_entries import Entry, Text
from kb.messages import message
from kb.plain import one_line
from kb.references import Reference, told

# All that means something within a line, to CommonMark or to what is built on it: HTML, tables, footnotes, formulas.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&#|~$^!])")
# What makes a list, a rule or a definition where a line begins.
_BEGINNING = re.compile(r"^(?:(\d+)(?=[.)])|(?=[-+=:]))")


def markdown(title: str, entries: Sequence[Entry], language: str) -> str:
    """Returns a dossier as Markdown."""
    writing = _Writing(language)
    blocks = [f"# {_escaped(one_line(title))}", *(block for entry in entries for block in writing.entry(entry))]
    notes = [f"[^{number}]: {note}" for number, note in enumerate(writing.notes, start=1)]
    return "\n\n".join((*blocks, *notes)) + "\n"


class _Writing:
    """Writes entries and numbers their footnotes."""

    def __init__(self, language: str) -> None:
        self.notes: list[str] = []
        self._language = language

    def entry(self, entry: Entry) -> Iterator[str]:
        yield f"## {_escaped(entry.heading)}"
        for section in entry.sections:
            if section.label:
                yield f"### {_escaped(section.label)}"
            yield from map(self._text, section.texts)
        if entry.speaker:
            yield f"— {_escaped(entry.speaker)}"
        if entry.remark:
            yield f"*{_escaped(entry.remark)}*"
        if entry.note:
            label = message("dossier_note_label", self._language)
            yield f"**{_escaped(label)}** " + "\n\n".join(map(_escaped, entry.note))

    def _text(self, text: Text) -> str:
        lines = [_escaped(line) for line in text.lines]
        marked = "\n\n".join(lines) + "".join(map(self._mark, text.references))
        if not text.is_quote:
            return marked
        return "\n".join(f"> {line}".rstrip() for line in marked.split("\n"))

    def _mark(self, reference: Reference) -> str:
        self.notes.append(_escaped(told(reference, self._language)))
        return f"[^{len(self.notes)}]"


def _escaped(line: str) -> str:
    return _BEGINNING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", line))
