"""XLSX and CSV: each table row by row, every cell with the name of its column."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.archive import open_archive
from ingest.blocks import Block, BlockKind, Parsed
from ingest.encoding import decode
from ingest.limits import MOST_CELLS
from ingest.office import title_and_date
from ingest.regions import Cell, Grid
from ingest.sheet_tables import grid_blocks
from ingest.workbook import Sheet, sheets
from ingest.xml import one_line
from kb.errors import ReadError

# What programs call a sheet by themselves.
_NO_NAME = re.compile(r"(?:sheet|blad|feuil(?:le)?|hoja|tabelle|tabel|worksheet|export|data)[\s\d()]*", re.IGNORECASE)
_DELIMITERS = ";,\t|"
# Excel's own way to say what divides the cells.
_STATED = re.compile(r"\A\s*sep=(.)[ \t]*\n", re.IGNORECASE)
_SAMPLE_ROWS = 100
_NUMBER = re.compile(r"[-+(]?\s*(?:[€$£]|EUR|USD)?\s*[-+]?\d[\d.,'\s]*(?:%|€|EUR|USD)?\)?")
_YEAR = re.compile(r"(?:19|20)\d\d|2100")


def read_workbook(content: bytes) -> Parsed:
    """Reads a workbook: its sheets that are not hidden, each under its name.

    Raises:
        ReadError: it is damaged, too large, or holds no text.
    """
    archive = open_archive(content)
    filled = [(sheet, found) for sheet in sheets(archive) if (found := grid_blocks(sheet.grid))]
    if not filled:
        raise ReadError("no_text")
    alone = len(filled) == 1
    blocks = [block for sheet, found in filled for block in (*_heading(sheet, alone=alone), *found)]
    title, date = title_and_date(archive)
    return Parsed(blocks=tuple(blocks), title=title, date=date)


def _heading(sheet: Sheet, *, alone: bool) -> Iterable[Block]:
    if sheet.name and not (alone and _NO_NAME.fullmatch(sheet.name)):
        yield Block(kind=BlockKind.HEADING, text=sheet.name, level=1)


def read_csv(content: bytes) -> Parsed:
    """Reads a table whose cells are divided by commas, semicolons, tabs or bars.

    Raises:
        ReadError: it has too many cells or holds no text.
    """
    rows: dict[int, dict[int, Cell]] = {}
    cells = 0
    for number, row in enumerate(_rows(decode(content))):
        rows[number] = {column: _cell(text) for column, text in enumerate(map(one_line, row)) if text}
        cells += len(rows[number])
        if cells > MOST_CELLS:
            raise ReadError("too_many_cells", most=MOST_CELLS)
    blocks = tuple(grid_blocks(Grid(rows=rows)))
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks)


def _cell(text: str) -> Cell:
    return Cell(text, is_label=not _NUMBER.fullmatch(text) or bool(_YEAR.fullmatch(text)))


def _rows(text: str) -> Iterable[Sequence[str]]:
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    delimiter = stated.group(1) if stated else _delimiter(text)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:  # a quote that is part of the text: no quote means anything then
        return csv.reader(text.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _delimiter(text: str) -> str:
    """Returns the sign that divides most rows into equally many cells, at least two; of equals the one with most."""
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE_ROWS])
    return max(_DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in rows if any(row))
    except csv.Error:
        return 0, 0
    divided = {width: count for width, count in widths.items() if width > 1}
    if not divided:
        return 0, 0
    width, count = max(divided.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()), width
