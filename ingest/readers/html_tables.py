"""Tables of a web page: those that hold data, and those that only put text beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ingest.blocks import Block
from ingest.limits import MOST_CELLS
from ingest.readers.table_cells import EMPTY, Grid, GridCell, grid_blocks
from ingest.xml import Element, number

_OF_ROWS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_OF_DOCUMENTS = ("table", "h1", "h2", "h3", "h4")
_PARAGRAPHS = ("p", "div", "li")
_BOLD = ("b", "strong")
_WIDEST_SPAN = 100
_HIGHEST_SPAN = 1000
# Without rules, a cell of several paragraphs with more words is a column of a page.
_LONGEST_VALUE = 40


def is_layout(table: Element) -> bool:
    """Tells whether a table only places text: it says so, has one row or column, or cells that hold a page."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [cells_of(row) for row in rows_of(table)]
    if any(_holds(cell, _OF_DOCUMENTS) for row in rows for cell in row):
        return not _states_header(table)
    if len(rows) < 2 or all(len(row) < 2 for row in rows):  # noqa: PLR2004 - a table has two of each
        return True
    ruled = table.get("border", "0") != "0" or _states_header(table)
    return not ruled and any(_is_column(cell) for row in rows for cell in row)


def _holds(element: Element, tags: tuple[str, ...]) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _states_header(table: Element) -> bool:
    return any(child.tag in ("caption", "thead") for child in table) or any(map(_is_header, rows_of(table)))


def _is_column(cell: Element) -> bool:
    several = len(list(cell.iterdescendants(*_PARAGRAPHS))) > 1
    return several and len(cell.text_content().split()) > _LONGEST_VALUE


def rows_of(table: Element) -> list[Element]:
    """Returns the rows of a table, not those of tables inside of it."""
    parts = (child if child.tag in _OF_ROWS else (child,) for child in table)
    return [row for part in parts for row in part if row.tag == "tr"]


def cells_of(row: Element) -> list[Element]:
    """Returns the cells of a row."""
    return [cell for cell in row if cell.tag in _CELLS]


def data_blocks(table: Element, text_of: Callable[[Element], str]) -> Iterator[Block]:
    """Yields a block a row of a table that holds data; `text_of` gives the text of a cell."""
    rows = rows_of(table)
    declared = sum(row.getparent().tag == "thead" for row in rows)
    leading = next((place for place, row in enumerate(rows) if not _is_header(row)), len(rows))
    yield from grid_blocks(_grid(rows, text_of), declared or (leading if leading < len(rows) else 0))


def _is_header(row: Element) -> bool:
    cells = cells_of(row)
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _grid(rows: Sequence[Element], text_of: Callable[[Element], str]) -> Grid:
    """Returns the cells of a table by rows and columns, those over several in each."""
    cells = [cell for row in rows for cell in cells_of(row)]
    spans = {cell: (_span(cell, "colspan", _WIDEST_SPAN), _span(cell, "rowspan", _HIGHEST_SPAN)) for cell in cells}
    if sum(across * down for across, down in spans.values()) > MOST_CELLS:
        spans = dict.fromkeys(spans, (1, 1))
    grid: list[list[GridCell]] = []
    held: dict[int, tuple[GridCell, int]] = {}
    for row in rows:
        line: list[GridCell] = []
        for cell in cells_of(row):
            _take_held(line, held)
            across, down = spans[cell]
            made = GridCell(text=text_of(cell), heads=_heads(cell))
            if down > 1:
                held |= {len(line) + place: (made, down - 1) for place in range(across)}
            line += [made] * across
        while held and max(held) >= len(line):
            _take_held(line, held)
            line += [EMPTY] if held and max(held) >= len(line) else []
        grid.append(line)
    return grid


def _take_held(line: list[GridCell], held: dict[int, tuple[GridCell, int]]) -> None:
    """Adds the cells from rows above that reach into the next columns of a line."""
    while len(line) in held:
        cell, left = held.pop(len(line))
        if left > 1:
            held[len(line)] = (cell, left - 1)
        line.append(cell)


def _span(cell: Element, name: str, most: int) -> int:
    return max(1, min(number(cell.get(name), 1), most))


def _heads(cell: Element) -> bool:
    """Tells whether a cell is marked as a header, or all of it is bold."""
    if cell.tag == "th":
        return True
    text = "".join(cell.itertext()).strip()
    return bool(text) and any("".join(found.itertext()).strip() == text for found in cell.iter(*_BOLD))
