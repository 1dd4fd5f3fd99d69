"""Regions of a sheet as a person reads them: titles, tables, forms and notes.

An empty row ends a table, or only lets it breathe: rows after one go on under the header above them, unless they bring
their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, BlockKind
from ingest.regions import Grid, Region, Row, regions
from ingest.structure import could_be_heading
from ingest.tables import row_block
from kb.text import word_count

# Of a title over a table; that of the sheet is 1.
_TITLE_LEVEL = 2
_TWO = 2
# A header holds at least this share of the labels that the fullest row has, and half of its cells are labels. It
# stands among the first rows.
_HEADER_SHARE = 2 / 3
_LABEL_SHARE = 1 / 2
_HEADER_WITHIN = 15
# What so many words stand beside is a question of a form, not a column.
_ANSWER_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The names of columns, and the first and last column that they hold for."""

    names: Mapping[int, str]
    left: int
    right: int

    def covers(self, region: Region) -> bool:
        return self.left <= region.left and region.right <= self.right

    def is_beside(self, region: Region) -> bool:
        return self.right < region.left or region.right < self.left


def grid_blocks(grid: Grid) -> list[Block]:
    """Returns what a sheet says, in reading order; each row of a table names its columns."""
    headers: list[_Header] = []
    blocks: list[Block] = []
    for region in regions(grid):
        header = next((held for held in headers if held.covers(region)), None)
        found, own = _region_blocks(region, grid, header)
        if own:
            headers = [own, *(held for held in headers if held.is_beside(region))]
        blocks += found
    return _headings_apart(blocks)


def _region_blocks(region: Region, grid: Grid, header: _Header | None) -> tuple[list[Block], _Header | None]:
    """Returns the blocks of a region, and the header that it brings."""
    widest = max(len(row) for row in region.rows)
    titles = 0 if widest > 1 else len(region.rows)
    while widest > 1 and len(region.rows[titles]) == 1:
        titles += 1
    blocks = [_note(row, may_head=widest > 1 or header is None) for row in region.rows[:titles]]
    body = region.rows[titles:]
    if not body or _is_form(body, under_header=header is not None):
        return [*blocks, *map(_answer, body)], None
    if header and not _brings_header(body, titled=bool(titles)):
        return [*blocks, *(_named(row, header.names) for row in body)], None
    found, own = _table(body, region.numbers[titles:], region, grid)
    return [*blocks, *found], own


def _note(row: Row, *, may_head: bool) -> Block:
    """Returns a row of one cell: a heading by its looks, else text."""
    (cell,) = row.values()
    if (may_head or cell.bold) and could_be_heading(cell.text) and ": " not in cell.text:
        return Block(kind=BlockKind.HEADING, text=cell.text, level=_TITLE_LEVEL)
    return Block(kind=BlockKind.PARAGRAPH, text=cell.text)


def _is_form(rows: Sequence[Row], *, under_header: bool) -> bool:
    """Tells whether rows are questions with their answers beside them; under a header the questions must show it."""
    pairs = [list(row.values()) for row in rows if len(row) == _TWO]
    if not pairs or any(len(row) > _TWO for row in rows):
        return False
    asked = [question.text.endswith((":", "?")) for question, _ in pairs]
    if sum(asked) * _TWO >= len(asked):
        return asked[0] or not all(asked[1:])  # else the first row heads the questions and their answers
    first = pairs[0][1]
    alone = len(rows) == 1 or not first.is_label or word_count(first.text) > _ANSWER_WORDS
    looks = all(question.bold for question, _ in pairs) and not any(answer.bold for _, answer in pairs)
    return looks or (alone and not under_header)


def _answer(row: Row) -> Block:
    name, *answers = (cell.text for cell in row.values())
    if not answers or name.endswith("?"):
        return Block(kind=BlockKind.PARAGRAPH, text=" ".join([name, "; ".join(answers)]).rstrip())
    return row_block([(name.rstrip(": "), "; ".join(answers))])


def _brings_header(rows: Sequence[Row], *, titled: bool) -> bool:
    """Tells whether the first row says what those below it hold: by its type, by numbers below, or by a title above."""
    first, *below = rows
    if not below or not all(cell.is_label for cell in first.values()):
        return False
    set_off = _is_bold(first) and not _is_bold(below[0])
    counts = any(not cell.is_label for row in below for column, cell in row.items() if column in first)
    return set_off or counts or titled


def _is_bold(row: Row) -> bool:
    return all(cell.bold for cell in row.values())


def _table(
    rows: Sequence[Row], numbers: Sequence[int], region: Region, grid: Grid
) -> tuple[list[Block], _Header | None]:
    """Returns the rows of a table under its header, with what stands above that."""
    place = _header_place(rows)
    if place is None:
        return [_named(row, {}) for row in rows], None
    size = 2 if _has_second_row(rows, place, numbers, grid) else 1
    names = _names(rows[place : place + size], numbers[place], region, grid)
    blocks = [*map(_answer, rows[:place]), *(_named(row, names) for row in rows[place + size :])]
    if place + size == len(rows):  # rows may follow after an empty one
        blocks.append(Block(kind=BlockKind.PARAGRAPH, text=" – ".join(dict.fromkeys(names.values()))))
    return blocks, _Header(names=names, left=region.left, right=region.right)


def _header_place(rows: Sequence[Row]) -> int | None:
    """Returns the place of the first row that names most columns, None where no row names any."""
    labels = [sum(cell.is_label for cell in row.values()) for row in rows[:_HEADER_WITHIN]]
    most = max(labels)
    for place, count in enumerate(labels):
        names_most = _TWO <= count >= _HEADER_SHARE * most and count >= _LABEL_SHARE * len(rows[place])
        if names_most and _numbers_head(rows[place], rows[place + 1 :]):
            return place
    return None


def _numbers_head(row: Row, below: Sequence[Row]) -> bool:
    """Tells whether something stands below each number of a row; else it is a number and no name."""
    columns = [column for column, cell in row.items() if not cell.is_label]
    return all(any(column in other for other in below) for column in columns)


def _has_second_row(rows: Sequence[Row], place: int, numbers: Sequence[int], grid: Grid) -> bool:
    """Tells whether the row under a header is of the header: below names of several columns, or set as boldly."""
    if place + 1 == len(rows) or not all(cell.is_label for cell in rows[place + 1].values()):
        return False
    if any(merge.top == merge.bottom and merge.left in rows[place] for merge in grid.merges.get(numbers[place], ())):
        return True
    return _is_bold(rows[place]) and _is_bold(rows[place + 1]) and not all(map(_is_bold, rows[place:]))


def _names(header: Sequence[Row], number: int, region: Region, grid: Grid) -> dict[int, str]:
    """Returns the name of each column; a name over several columns is the name of each, before its own."""
    over = {column: cell.text for column, cell in header[0].items()}
    for merge in grid.merges.get(number, ()):
        if merge.left in header[0]:
            spanned = range(merge.left, min(merge.right, region.right) + 1)
            over |= dict.fromkeys(spanned, header[0][merge.left].text)
    under = {column: cell.text for row in header[1:] for column, cell in row.items()}
    columns = sorted({*over, *under})
    parts = {column: dict.fromkeys(filter(None, [over.get(column), under.get(column)])) for column in columns}
    return {column: " ".join(names) for column, names in parts.items()}


def _named(row: Row, names: Mapping[int, str]) -> Block:
    return row_block([(names.get(column, ""), cell.text) for column, cell in row.items()])


def _headings_apart(blocks: list[Block]) -> list[Block]:
    """Returns blocks in which no heading is lost: one right below another is a level deeper, the last heads nothing."""
    found: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and found and found[-1].kind is BlockKind.HEADING:
            found.append(replace(block, level=found[-1].level + 1))
        else:
            found.append(block)
    last = len(found)
    while last and found[last - 1].kind is BlockKind.HEADING:
        last -= 1
        found[last] = replace(found[last], kind=BlockKind.PARAGRAPH, level=0)
    return found
