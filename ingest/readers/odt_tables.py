"""The tables of an OpenDocument text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.readers.odt_text import cell_text, repeated
from ingest.xml import Element, local

# A cell or row may say that it stands there often; no page is wider or longer than this.
_MOST_REPEATED = 100
_GROUPS = ("table-header-rows", "table-row-group", "table-rows")


def layout_cells(table: Element) -> list[Element] | None:
    """Returns the cells of a table that only places text: no two stand beside each other. None for one of data."""
    found: list[Element] = []
    for row, _ in _rows(table):
        filled = [cell for cell in row.iterchildren("{*}table-cell") if cell_text(cell)]
        if len(filled) > 1:
            return None
        found += filled
    return found


def data_rows(table: Element) -> list[list[str]]:
    """Returns the texts of a table's cells, its header rows as one.

    A merged cell heads all its columns and stands in all its rows, but stands once a row.
    """
    header: list[list[str]] = []
    body: list[list[str]] = []
    open_cells: dict[int, tuple[int, str]] = {}
    for row, is_header in _rows(table):
        first = not header and not body
        cells = _cells(row, open_cells, heads=is_header or first)
        (header if is_header else body).extend([cells] * _times(row, cells))
    return [*([_joined(header)] if header else []), *body]


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    for child in table.iterchildren():
        if local(child) == "table-row":
            yield child, False
        elif local(child) in _GROUPS:
            is_header = local(child) == "table-header-rows"
            yield from ((row, is_header or inner) for row, inner in _rows(child))


def _times(row: Element, cells: Sequence[str]) -> int:
    return repeated(row, "number-rows-repeated", _MOST_REPEATED) if any(cells) else 1


def _cells(row: Element, open_cells: dict[int, tuple[int, str]], *, heads: bool) -> list[str]:
    """Returns a row's texts; `open_cells` holds, by column, how many rows more a cell reaches down and its text."""
    texts: list[str] = []
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        for _ in range(repeated(cell, "number-columns-repeated", _MOST_REPEATED)):
            column = len(texts)
            rows, text = open_cells.pop(column, (0, ""))
            if local(cell) == "table-cell":
                rows, text = repeated(cell, "number-rows-spanned", _MOST_REPEATED), cell_text(cell)
            elif not rows and heads and texts:
                text = texts[-1]
            if rows > 1:
                open_cells[column] = rows - 1, text
            texts.append(text)
    return texts


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Returns several header rows as one: a name over several columns goes before the name of each."""
    width = max(map(len, rows))
    columns = [dict.fromkeys(row[place] for row in rows if place < len(row)) for place in range(width)]
    return [" ".join(filter(None, names)) for names in columns]
