"""The sheets of an XLSX file: what each cell shows, as it was when the file was last calculated.

Read from its XML rather than by openpyxl, whose reading of large files knows no merged cells, and which refuses a whole
workbook for one colour or date that it does not expect. Row by row, so that a million cells fit in memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from ingest.archive import Archive
from ingest.cells import Marks, builtin_format, is_date, marks_of, shown
from ingest.limits import MOST_CELLS
from ingest.office import main_part, related, relation_id, relations
from ingest.regions import Cell, Grid, Merge
from ingest.xml import Element, attribute, local, number, one_line, stream
from kb.errors import ReadError

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_HIDDEN = ("hidden", "veryHidden")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")
# Whole numbers of these are years, which may head a column.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# Text enough to tell the language from.
_SAMPLE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that is not hidden."""

    name: str
    grid: Grid


@dataclass(frozen=True, slots=True)
class _Style:
    code: str = "General"
    bold: bool = False


@dataclass(slots=True, kw_only=True)
class _Book:
    """What the sheets of a workbook share; `cells` counts those that were read."""

    strings: list[str]
    styles: list[_Style]
    from_1904: bool
    marks: Marks
    cells: int = field(default=0)

    def count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise ReadError("too_many_cells", most=MOST_CELLS)


def sheets(archive: Archive) -> Iterator[Sheet]:
    """Yields the sheets of a workbook in their order; hidden ones and those that hold charts are left out.

    Raises:
        ReadError: it is damaged, or has more cells than the limits allow.
    """
    main = main_part(archive, "xl/workbook.xml")
    root, linked = archive.xml(main), relations(archive, main)
    book = _book(archive, main, root)
    for mark in root.iterfind("{*}sheets/{*}sheet"):
        found = linked.get(relation_id(mark))
        if found and found.kind == "worksheet" and attribute(mark, "state") not in _HIDDEN:
            yield Sheet(name=one_line(attribute(mark, "name")), grid=_grid(archive.read(found.target), book))


def _book(archive: Archive, main: str, root: Element) -> _Book:
    shared, styled = related(archive, main, "sharedStrings"), related(archive, main, "styles")
    strings = [_text(item) for item in stream(archive.read(shared), "si")] if shared else []
    facts = root.find("{*}workbookPr")
    return _Book(
        strings=strings,
        styles=_styles(archive, styled) if styled else [],
        from_1904=facts is not None and attribute(facts, "date1904") in ("1", "true"),
        marks=marks_of(" ".join(strings)[:_SAMPLE]),
    )


def _styles(archive: Archive, name: str) -> list[_Style]:
    """Returns the format and weight of each style; damaged styles leave numbers plain, and no text is lost."""
    try:
        root = archive.xml(name)
    except ReadError:
        return []
    codes = {
        attribute(mark, "numFmtId"): attribute(mark, "formatCode") for mark in root.iterfind("{*}numFmts/{*}numFmt")
    }
    bold = [_is_bold(font) for font in root.iterfind("{*}fonts/{*}font")]
    styles = []
    for mark in root.iterfind("{*}cellXfs/{*}xf"):
        font, code = number(attribute(mark, "fontId"), -1), attribute(mark, "numFmtId")
        styles.append(
            _Style(codes.get(code) or builtin_format(number(code)), bold=font in range(len(bold)) and bold[font])
        )
    return styles


def _is_bold(font: Element) -> bool:
    mark = font.find("{*}b")
    return mark is not None and attribute(mark, "val", "1") not in ("0", "false")


def _grid(content: bytes, book: _Book) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    merges: dict[int, list[Merge]] = {}
    last = 0
    for element in stream(content, "row", "mergeCell"):
        if local(element) == "row":
            last = number(attribute(element, "r"), last + 1)
            if cells := dict(_cells(element, book)):
                rows[last] = cells
                book.count(len(cells))
        elif merge := _merge(attribute(element, "ref")):
            merges.setdefault(merge.top, []).append(merge)
    for merge in (merge for held in merges.values() for merge in held):
        _repeat_below(merge, rows, book)
    return Grid(rows=rows, merges={top: [m for m in held if m.right > m.left] for top, held in merges.items()})


def _cells(row: Element, book: _Book) -> Iterator[tuple[int, Cell]]:
    column = 0
    for element in row.iterchildren("{*}c"):
        place = _place(element.get("r", ""))
        column = place[1] if place else column + 1
        if cell := _cell(element, book):
            yield column, cell


def _cell(element: Element, book: _Book) -> Cell | None:
    kind, style = element.get("t", "n"), _style(element, book)
    written = element.findtext("{*}v") or ""
    if kind == "n":
        return _number(written, style, book)
    if kind == "s":
        place = number(written, -1)
        text = book.strings[place] if place in range(len(book.strings)) else ""
    elif kind == "inlineStr":
        text = _text(element.find("{*}is"))
    elif kind == "b":
        text = book.marks.true if written.strip() in ("1", "true") else book.marks.false
    else:
        text = "" if kind == "e" else one_line(_MIDNIGHT.sub("", written))
    return Cell(text, bold=style.bold) if text else None


def _style(element: Element, book: _Book) -> _Style:
    place = number(element.get("s"), -1)
    return book.styles[place] if place in range(len(book.styles)) else _Style()


def _number(written: str, style: _Style, book: _Book) -> Cell | None:
    try:
        value = float(written)
    except ValueError:
        return Cell(one_line(written), bold=style.bold) if written.strip() else None
    if not math.isfinite(value):
        return None
    text = one_line(shown(value, style.code, book.marks, from_1904=book.from_1904))
    is_year = _FIRST_YEAR <= value <= _LAST_YEAR and text == str(int(value))
    is_label = is_year or is_date(style.code)
    return Cell(text, is_label, style.bold) if text else None


def _text(item: Element | None) -> str:
    """Returns the text of a string, without the reading aid of other scripts."""
    runs = () if item is None else item.iterfind("{*}r/{*}t")
    alone = None if item is None else item.findtext("{*}t")
    return one_line(alone if alone is not None else "".join(run.text or "" for run in runs))


def _place(reference: str) -> tuple[int, int] | None:
    """Returns row and column of "B12"."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    return int(found.group(2)), _column(found.group(1))


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last)
    return Merge(*start, *end) if start and end else None


def _repeat_below(merge: Merge, rows: dict[int, dict[int, Cell]], book: _Book) -> None:
    """Puts what stands in a cell over several rows into each that holds more: it says of all what they are."""
    cell = rows.get(merge.top, {}).get(merge.left)
    if cell is None or merge.bottom == merge.top:
        return
    below = range(merge.top + 1, merge.bottom + 1)
    held = [row for row in (below if len(below) < len(rows) else rows) if row in rows and row in below]
    book.count(len(held))
    for row in held:
        rows[row].setdefault(merge.left, cell)
