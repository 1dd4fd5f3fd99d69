"""Tables as text: every row says what its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.blocks import Block, BlockKind


def table_blocks(rows: Sequence[Sequence[str]], page: int | None = None) -> list[Block]:
    """Returns a block a row, each cell with its column's header; a table of one row or column gives paragraphs.

    Args:
        rows: the cells' texts, the header first.
        page: the page that the table is on.
    """
    filled = [[cell.strip() for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if len(filled) < 2 or max(len(row) for row in filled) < 2:  # noqa: PLR2004 - a table has two of each
        texts = [" – ".join(cell for cell in row if cell) for row in filled]
        return [Block(kind=BlockKind.PARAGRAPH, text=text, page=page) for text in texts]
    header, *body = filled
    return [row_block(_named(header, row), page) for row in body]


def row_block(cells: Iterable[tuple[str, str]], page: int | None = None) -> Block:
    """Returns a row of a table whose cells are given with the names of their columns; empty cells are left out."""
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)
    return Block(kind=BlockKind.TABLE_ROW, text=text, page=page)


def _named(header: Sequence[str], row: Sequence[str]) -> Iterable[tuple[str, str]]:
    return zip([*header, *[""] * (len(row) - len(header))], row, strict=False)
