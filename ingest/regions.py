"""The cells of a sheet, and the regions of it that empty rows and columns set apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Cell(NamedTuple):
    """A cell that holds something; a label is text, a year or a date: what can head a column."""

    text: str
    is_label: bool = True
    bold: bool = False


class Merge(NamedTuple):
    """Cells that are shown as one, which stands in the first of them; the last row and column belong to it."""

    top: int
    left: int
    bottom: int
    right: int


Row: TypeAlias = Mapping[int, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The filled cells of a sheet by row and column, and those that are shown as one by their first row."""

    rows: Mapping[int, Row]
    merges: Mapping[int, Sequence[Merge]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Rows without an empty one between them, from one column to another; `numbers` are their places on the sheet."""

    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    left: int
    right: int


def regions(grid: Grid) -> Iterator[Region]:
    """Yields the regions of a sheet from the top down, those beside each other from left to right."""
    for band in _runs([number for number in sorted(grid.rows) if grid.rows[number]]):
        for left, right in _columns(grid, band):
            rows = {number: _part(grid.rows[number], left, right) for number in band}
            for numbers in _runs([number for number in band if rows[number]]):
                held = tuple(rows[number] for number in numbers)
                yield Region(numbers=tuple(numbers), rows=held, left=left, right=right)


def _part(row: Row, left: int, right: int) -> Row:
    return {column: row[column] for column in sorted(row) if left <= column <= right}


def _columns(grid: Grid, band: Sequence[int]) -> list[tuple[int, int]]:
    """Returns the first and last column of each table that stands beside others in a band of rows."""
    used = {column for number in band for column in grid.rows[number]}
    last = max(used)
    for merge in (merge for number in band for merge in grid.merges.get(number, ())):
        used.update(range(merge.left, min(merge.right, last) + 1))
    tables: list[tuple[int, int]] = []
    for run in _runs(sorted(used)):
        if tables and not _divides(grid, band, tables[-1], (run[0], run[-1])):
            tables[-1] = (tables[-1][0], run[-1])
        else:
            tables.append((run[0], run[-1]))
    return tables


def _divides(grid: Grid, band: Sequence[int], before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Tells whether an empty column ends a table: what stands after it names its own rows.

    Else it is white space between labels and numbers, or before a column of notes.
    """
    if before[0] == before[1] or after[0] == after[1]:
        return False
    names = [cell for number in band[1:] if (cell := grid.rows[number].get(after[0]))]
    return bool(names) and all(cell.is_label for cell in names)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Returns ascending numbers cut where one is missing."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
