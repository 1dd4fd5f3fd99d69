"""A dossier as a table for spreadsheets, a row an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.dossier_entries import Entry, Section
from kb.dossiers import ItemKind
from kb.messages import message
from kb.references import Reference, told
from kb.spreadsheets import table_text

_KINDS = {ItemKind.PASSAGE: "dossier_passage", ItemKind.PRACTICE: "dossier_practice"}
_BETWEEN_LINES, _BETWEEN = "\n", "; "


def table(entries: Sequence[Entry], language: str) -> str:
    """Returns a dossier as the text of a CSV file, with a header in a language and cells that no spreadsheet runs."""
    columns = message("dossier_columns", language).split(_BETWEEN)
    rows = (_cells(number, entry, language) for number, entry in enumerate(entries, start=1))
    return table_text(columns, (dict(zip(columns, cells, strict=True)) for cells in rows))


def _cells(number: int, entry: Entry, language: str) -> tuple[str, ...]:
    references = entry.references
    return (
        str(number),
        message(_KINDS[entry.kind], language),
        entry.heading,
        _BETWEEN_LINES.join(line for section in entry.sections for line in _lines(section)),
        entry.language,
        entry.speaker,
        _BETWEEN_LINES.join(entry.note),
        entry.remark,
        _joined(one.title for one in references),
        _joined(one.section for one in references),
        _joined(_pages(one) for one in references),
        _joined("" if one.year is None else str(one.year) for one in references),
        _joined(name for one in references for name in one.partnerships),
        _joined(one.source for one in references),
        _BETWEEN_LINES.join(told(one, language) for one in references),
    )


def _lines(section: Section) -> list[str]:
    label = [f"{section.label}:"] if section.label else []
    return [*label, *(line for text in section.texts for line in text.lines)]


def _joined(values: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(filter(None, values)))


def _pages(reference: Reference) -> str:
    return reference.label_range or reference.page_range
