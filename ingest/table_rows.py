"""Tables of a page as blocks: a row each, named by its header or title, with the places of its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, Place
from ingest.pagelayout import PlacedLine, Rows
from ingest.structure import Line, join_lines, paragraph_of
from ingest.tables import row_block, table_blocks

_NUMBER = re.compile(r"[^\w\s]*\d[\d.,\s%€$/-]*+[^\w\s]*")
_LABEL_AND_VALUE = 2


def plain(line: PlacedLine) -> Line:
    """Returns a line as one of a block."""
    return Line(line.text, line.page, blank_before=False, box=line.box)


def row_texts(row: Sequence[Sequence[PlacedLine]]) -> list[str]:
    """Returns the text of each cell of a row."""
    return [join_lines(line.text for line in cell) for cell in row]


def table_rows(table: Rows) -> list[Block]:
    """Returns a block a row, with the places of its own cells and of the header that it repeats."""
    filled = [row for row in table.cells if any(row)]
    made: list[Block] = []
    begin = 0
    while begin < len(filled):
        title = filled[begin] if _is_title(filled[begin]) else None
        first = begin + (title is not None)
        end = next((at for at in range(first, len(filled)) if _is_title(filled[at])), len(filled))
        made.extend(_part_of_table(title, filled[first:end]) if end > first else [_title_block(filled[begin])])
        begin = max(end, first)
    return made


def _is_title(row: Sequence[list[PlacedLine]]) -> bool:
    """Tells whether one cell lies across the whole row, as the title of the rows below it."""
    return len(row) == 1 or (len(row) > _LABEL_AND_VALUE and sum(bool(cell) for cell in row) == 1)


def _title_block(row: Sequence[list[PlacedLine]]) -> Block:
    return paragraph_of([plain(line) for cell in row for line in cell])


def _part_of_table(title: Sequence[list[PlacedLine]] | None, cells: Sequence[list[list[PlacedLine]]]) -> list[Block]:
    """Returns the rows below one title, each named by the header, or where there is none by the title."""
    texts = [row_texts(row) for row in cells]
    above = [_title_block(title)] if title else []
    if len(texts[0]) == _LABEL_AND_VALUE and not _has_header(cells, texts):
        return above + [
            _placed(row_block([(label, value) if value else ("", label)], _page_of(row)), _with_header([], row))
            for (label, value), row in zip(texts, cells, strict=True)
        ]
    if title and not _is_bold(cells[0]):
        name = "".join(row_texts(title))
        return [
            _placed(row_block([(name, "; ".join(filter(None, text)))], _page_of(row)), _with_header(title, row))
            for text, row in zip(texts, cells, strict=True)
        ]
    made = table_blocks(texts, page=_page_of(cells[0]))
    own = cells[len(cells) - len(made) :]
    header = cells[0] if len(own) < len(cells) else []
    return above + [_placed(block, _with_header(header, row)) for block, row in zip(made, own, strict=True)]


def _is_bold(row: Sequence[list[PlacedLine]]) -> bool:
    return all(line.bold for cell in row for line in cell)


def _page_of(row: Sequence[list[PlacedLine]]) -> int:
    return next(line.page for cell in row for line in cell)


def _has_header(cells: Sequence[Sequence[list[PlacedLine]]], texts: Sequence[Sequence[str]]) -> bool:
    """Tells whether the first of two columns' rows names them: it alone is bold, or stands above numbers."""
    first = [bool(row[0]) and all(line.bold for line in row[0]) for row in cells]
    alone = _is_bold(cells[0]) and not all(first[1:])
    numbers = sum(_NUMBER.fullmatch(row[1]) is not None for row in texts[1:])
    return alone or (not _NUMBER.fullmatch(texts[0][1]) and 2 * numbers > len(texts) - 1)


def _with_header(header: Sequence[list[PlacedLine]], row: Sequence[list[PlacedLine]]) -> list[PlacedLine]:
    """Returns the lines of a row in the order of its text: of each cell that has any, first those of its header."""
    pages = {line.page for cell in row for line in cell}
    heads = [*header, *[[]] * (len(row) - len(header))]
    lines = [line for head, cell in zip(heads, row, strict=False) if cell for line in (*head, *cell)]
    return [line for line in lines if line.page in pages]


def _placed(block: Block, lines: Sequence[PlacedLine]) -> Block:
    """Returns a block with the places of its lines, each where its words stand in the text."""
    places: list[Place] = []
    reached = 0
    for line in lines:
        begin = block.text.find(line.text.rstrip("-\u00ad"), reached)
        if begin >= 0 and (not places or begin > places[-1].start):
            places.append(Place(begin if places else 0, line.box))
            reached = begin + 1
    page = places[0].box.page if places else block.page
    return replace(block, page=page, places=tuple(places))
