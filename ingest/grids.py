"""Tables on a page: by their ruling lines, or by cells that stand in line with each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.fragments import Fragment, fragments
from ingest.geometry import rows
from ingest.page import Area, Word
from ingest.ruling import MEET, Edge, grids, positions

# A table has at least two rows and two columns.
_FEWEST = 2
# Without ruling lines it must have so many rows of short cells to be told from columns of text.
_ROWS_UNRULED = 3
_WORDS_OF_CELL = 5
_COLUMNS_PLAIN = 3
# In sizes of the type: cells in line begin, or end, this near to each other; and stand so far apart.
_IN_LINE = 0.8
_CELL_GAP = 1.2
# In heights of a line, rows follow each other no farther.
_NEXT_ROW = 3.0
_NEXT_LINE = 1.4
# This share of the cells must be numbers for two columns to be a table.
_NUMBERS = 0.6
_RUNNING_ON = 0.25
_NUMBER = re.compile(r"[^\w\s]*\d[\d.,\s%€$/-]*+[^\w\s]*")
_WHOLE_NUMBER = re.compile(r"[.\s]*\d{1,4}")


@dataclass(slots=True)
class Cell:
    """Lines of a cell, from top to bottom."""

    lines: list[list[Fragment]]


@dataclass(slots=True)
class Table:
    """Rows of cells, and the box around them."""

    rows: list[list[Cell]]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False


def tables(found: Sequence[Fragment], areas: Sequence[Area], size: float) -> tuple[list[Table], list[Fragment]]:
    """Returns the tables among the fragments of a page, and the other fragments.

    Args:
        found: the fragments.
        areas: what is drawn on the page.
        size: the usual size of type, in points.
    """
    ruled, rest = _ruled(found, areas, size)
    aligned, rest = _aligned(rest, size)
    return [*ruled, *aligned], rest


# --- by ruling lines ------------------------------------------------------------------------------------------


def _ruled(found: Sequence[Fragment], areas: Sequence[Area], size: float) -> tuple[list[Table], list[Fragment]]:
    made: list[Table] = []
    rest = list(found)
    for across, down in grids(areas):
        left, right = min(rule.start for rule in across), max(rule.end for rule in across)
        top, bottom = min(rule.at for rule in across), max(rule.at for rule in across)
        inside = [f for f in rest if left - MEET < (f.left + f.right) / 2 < right + MEET and top < f.middle < bottom]
        edges = [Edge(x, down) for x in positions([rule.at for rule in down])] if inside else []
        edges = [edge for edge in edges if edge.parts_columns(inside, bottom - top)]
        ys = positions([rule.at for rule in across])
        if len(edges) <= _FEWEST or len(ys) <= _FEWEST:
            continue
        table = _table_of([word for fragment in inside for word in fragment.words], edges, ys, size)
        if table:
            made.append(table)
            used = {id(fragment) for fragment in inside}
            rest = [fragment for fragment in rest if id(fragment) not in used]
    return made, rest


def _table_of(words: Sequence[Word], edges: Sequence[Edge], ys: Sequence[float], size: float) -> Table | None:
    """Returns the table of words in a grid, without its empty rows and columns; None where one cell has all.

    A row whose cells no line parts has only one.
    """
    xs = [edge.at for edge in edges]
    cells: dict[tuple[int, int], list[Word]] = {}
    bounds: dict[int, list[int]] = {}
    for word in words:
        row = _between((word.top + word.bottom) / 2, ys)
        if row not in bounds:
            middle = (ys[row] + ys[row + 1]) / 2
            bounds[row] = [at for at in range(1, len(xs) - 1) if edges[at].passes(middle)]
        reached = _between((word.left + word.right) / 2, xs)
        column = max((at for at in bounds[row] if at <= reached), default=0)
        cells.setdefault((row, column), []).append(word)
    used_rows = sorted({row for row, _ in cells})
    used_columns = sorted({column for _, column in cells})
    if len(used_rows) < _FEWEST or len(used_columns) < _FEWEST:
        return None
    made = [
        [_cell(cells.get((row, column), [])) for column in (used_columns if bounds[row] else [0])] for row in used_rows
    ]
    return Table(made, xs[0], ys[0], xs[-1], ys[-1], size)


def _between(value: float, bounds: Sequence[float]) -> int:
    return min(max(sum(bound <= value for bound in bounds) - 1, 0), len(bounds) - 2)


def _cell(words: Sequence[Word]) -> Cell:
    return Cell([list(row) for row in rows(fragments(words))])


# --- by cells in line -----------------------------------------------------------------------------------------


def _aligned(found: Sequence[Fragment], size: float) -> tuple[list[Table], list[Fragment]]:
    made: list[Table] = []
    used: set[int] = set()
    for run in _runs_of_rows(rows(found), size):
        columns = _columns(run, size)
        if columns and _is_table(run, columns):
            made.append(_aligned_table(run, columns, size))
            used |= {id(fragment) for row in run for fragment in row}
    return made, [fragment for fragment in found if id(fragment) not in used]


def _runs_of_rows(found: Sequence[tuple[Fragment, ...]], size: float) -> list[list[tuple[Fragment, ...]]]:
    """Returns the runs of rows near each other that have several cells each, well apart."""
    runs: list[list[tuple[Fragment, ...]]] = [[]]
    for row in found:
        if runs[-1] and _wraps(runs[-1][-1], row):
            runs[-1][-1] = (*runs[-1][-1], *row)
            continue
        apart = all(after.left - before.right > _CELL_GAP * size for before, after in pairwise(row))
        near = not runs[-1] or row[0].top - runs[-1][-1][-1].top < _NEXT_ROW * (row[0].bottom - row[0].top)
        if len(row) < _FEWEST or not apart:
            runs.append([])
            continue
        if not near:
            runs.append([])
        runs[-1].append(row)
    return [run for run in runs if len(run) >= _ROWS_UNRULED]


def _wraps(before: Sequence[Fragment], row: Sequence[Fragment]) -> bool:
    """Tells whether a row holds the second lines of some cells of the row before it."""
    near = row[0].top - before[-1].top < _NEXT_LINE * (row[0].bottom - row[0].top)
    over = [any(cell.left < part.right and part.left < cell.right for cell in before) for part in row]
    return near and len(row) < len({round(cell.left) for cell in before}) and all(over)


def _columns(run: Sequence[Sequence[Fragment]], size: float) -> list[float] | None:
    """Returns where the columns end, if all cells of a run fall into columns that keep apart."""
    spans = sorted((fragment.left, fragment.right) for row in run for fragment in row)
    columns: list[list[float]] = []
    for left, right in spans:
        if columns and left < columns[-1][1] + _IN_LINE * size / 2:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    ends = [right for _, right in columns]
    full = sum(len({_column_of(fragment, ends) for fragment in row}) for row in run) / (len(run) * len(columns))
    return ends if len(columns) >= _FEWEST and full > _NUMBERS else None


def _is_table(run: Sequence[Sequence[Fragment]], columns: Sequence[float]) -> bool:
    """Tells whether rows are those of a table: short cells that do not run on from line to line."""
    texts: list[list[str]] = [[] for _ in columns]
    for row in run:
        for fragment in row:
            texts[_column_of(fragment, columns)].append(fragment.text)
    cells = [text for column in texts for text in column]
    if sum(len(text.split()) for text in cells) > _WORDS_OF_CELL * len(cells):
        return False
    later = [text for column in texts for text in column[1:]]
    if sum(text[:1].islower() for text in later) > _RUNNING_ON * len(later):
        return False
    if all(_WHOLE_NUMBER.fullmatch(text) for text in texts[-1][1:]) and len(columns) == _FEWEST:
        return False  # a table of contents
    numbers = max(sum(_NUMBER.fullmatch(text) is not None for text in column) / len(column) for column in texts)
    return len(columns) >= _COLUMNS_PLAIN or numbers >= _NUMBERS


def _column_of(fragment: Fragment, columns: Sequence[float]) -> int:
    return min(sum(right < fragment.left for right in columns), len(columns) - 1)


def _aligned_table(run: Sequence[Sequence[Fragment]], columns: Sequence[float], size: float) -> Table:
    made = []
    for row in run:
        cells: list[list[Fragment]] = [[] for _ in columns]
        for fragment in row:
            cells[_column_of(fragment, columns)].append(fragment)
        made.append([Cell([list(line) for line in rows(cell)]) for cell in cells])
    flat = [fragment for row in run for fragment in row]
    return Table(
        made,
        min(fragment.left for fragment in flat),
        min(fragment.top for fragment in flat),
        max(fragment.right for fragment in flat),
        max(fragment.bottom for fragment in flat),
        size,
    )
