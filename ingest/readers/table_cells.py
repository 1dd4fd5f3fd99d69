"""Tables of any format as blocks: cells over several columns or rows, several rows of header, rows that need none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.tables import table_blocks

_BETWEEN_HEADERS = " – "


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridCell:
    """A cell's text; `heads` where it is marked as what names others."""

    text: str
    heads: bool = False


EMPTY = GridCell(text="")
# A row has an entry for each column; a cell stands in every place that it covers.
Grid = Sequence[Sequence[GridCell]]


def grid_blocks(grid: Grid, headers: int = 0) -> Iterator[Block]:
    """Yields a block a row, its cells named by their columns or by the first of them.

    Args:
        grid: the cells.
        headers: how many rows the file says are header; else the first is taken for it.
    """
    width = max(map(len, grid), default=0)
    rows = [[*row, *[EMPTY] * (width - len(row))] for row in grid if any(cell.text for cell in row)]
    titles = _titles(rows)
    yield from (Block(kind=BlockKind.CAPTION, text=row[0].text) for row in rows[:titles])
    rows = rows[titles:]
    if not headers and _name_themselves(rows):
        yield from (_named_row(row) for row in rows)
    elif titles and not headers and not (rows and all(cell.heads for cell in rows[0])):
        yield from (Block(kind=BlockKind.TABLE_ROW, text="; ".join(_once(row, filled=True))) for row in rows)
    else:
        yield from _headed(rows, max(headers - titles, 1))


def _titles(rows: Grid) -> int:
    """Returns how many rows at the top are one cell over all columns: a title of the table."""
    return next((place for place, row in enumerate(rows) if not _is_one_cell(row)), 0)


def _is_one_cell(row: Sequence[GridCell]) -> bool:
    return len(row) > 1 and all(cell is row[0] for cell in row)


def _name_themselves(rows: Grid) -> bool:
    """Tells whether the rows of two columns are each a name and a value, the first as well."""
    if not rows or len(rows[0]) != 2:  # noqa: PLR2004 - a name and a value
        return False
    marked = all(name.heads or not name.text for name, _ in rows) and not any(value.heads for _, value in rows)
    return marked or all(name.text.endswith(":") for name, _ in rows)


def _named_row(row: Sequence[GridCell]) -> Block:
    name, value = row[0].text.rstrip(": "), row[-1].text
    return Block(kind=BlockKind.TABLE_ROW, text=f"{name}: {value}" if name and value else name or value)


def _headed(rows: Grid, headers: int) -> Iterator[Block]:
    names = [
        _BETWEEN_HEADERS.join(_distinct(cell.text for cell in column)) for column in zip(*rows[:headers], strict=True)
    ]
    body = [_once(row) for row in rows[headers:]]
    plain = [cell.text for cell in rows[0]] if rows else []
    # A header that a program repeated on every page is none of the rows.
    yield from table_blocks([names, *(row for row in body if row != plain)])


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _once(row: Sequence[GridCell], *, filled: bool = False) -> list[str]:
    """Returns the texts of a row; the value of a cell over several columns stands once."""
    texts = ["" if place and cell is row[place - 1] else cell.text for place, cell in enumerate(row)]
    return [text for text in texts if text] if filled else texts


def text_of_cell(blocks: Iterable[Block]) -> str:
    """Returns the blocks of a cell as its text; several bullets keep their marks, which part them."""
    held = list(blocks)
    several = sum(block.kind is BlockKind.BULLET for block in held) > 1
    return " ".join(f"• {block.text}" if several and block.kind is BlockKind.BULLET else block.text for block in held)
