"""Tables of a Word file: those that hold data, and those that only put text beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ingest.blocks import Block
from ingest.readers.docx_body import Cell, Paragraph, Row, Table
from ingest.readers.table_cells import EMPTY, Grid, GridCell, grid_blocks

Content = Sequence[Paragraph | Table]

# A cell with more words in several paragraphs is read as text: a value of a table is shorter.
_LONGEST_VALUE = 80
# Without lines between the cells, fewer words already make it a page set in columns.
_LONGEST_UNRULED_VALUE = 40


def is_layout(table: Table) -> bool:
    """Tells whether a table only places text: a box, a row of columns, or cells that hold pieces of a document."""
    if len(table.rows) < 2 or all(len(row.cells) < 2 for row in table.rows):  # noqa: PLR2004 - a table has two of each
        return True
    longest = _LONGEST_VALUE if table.is_ruled else _LONGEST_UNRULED_VALUE
    return any(_holds_text(cell.content, longest) for row in table.rows for cell in row.cells)


def _holds_text(content: Content, longest: int) -> bool:
    """Tells whether a cell holds a piece of a document: several paragraphs, of many words or with a heading."""
    paragraphs = [item for item in content if isinstance(item, Paragraph)]
    if len(paragraphs) < 2:  # noqa: PLR2004 - a heading and its text
        return False
    headed = any(paragraph.outline for paragraph in paragraphs[:-1])
    return headed or sum(len(paragraph.text.split()) for paragraph in paragraphs) > longest


def in_reading_order(table: Table) -> Iterator[Content]:
    """Yields what the cells of a layout table hold, a row after the other; below a header each cell after its own."""
    header, *body = table.rows or [Row(cells=())]
    if not body or not all(map(_heads, header.cells)) or len({len(row.cells) for row in table.rows}) > 1:
        yield from (cell.content for row in table.rows for cell in row.cells)
        return
    for row in body:
        for name, cell in zip(header.cells, row.cells, strict=True):
            yield from (name.content, cell.content)


def data_blocks(table: Table, text_of: Callable[[Content], str]) -> Iterator[Block]:
    """Yields a block a row of a table that holds data; `text_of` gives the text of a cell."""
    headers = next((place for place, row in enumerate(table.rows) if not row.is_header), len(table.rows))
    yield from grid_blocks(_grid(table.rows, text_of), headers)


def _grid(rows: Sequence[Row], text_of: Callable[[Content], str]) -> Grid:
    grid: list[list[GridCell]] = []
    for row in rows:
        above = grid[-1] if grid else []
        line = [EMPTY] * row.before
        for cell in row.cells:
            goes_on = cell.continues and len(line) < len(above)
            found = above[len(line)] if goes_on else GridCell(text=text_of(cell.content), heads=_heads(cell))
            line += [found] * cell.across
        grid.append(line)
    return grid


def _heads(cell: Cell) -> bool:
    """Tells whether all that a cell holds is bold."""
    letters = [found for item in cell.content if isinstance(item, Paragraph) for found in item.letters if found[0]]
    return bool(letters) and all(span.look.bold for _, span in letters)
