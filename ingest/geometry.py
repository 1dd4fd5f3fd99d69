"""Reading order: columns are told by the gutters between them, and read one after the other.

A gutter is a strip without text that runs down between lines on both its sides. Text that lies across it ends it:
what is above is read first, then the columns from left to right, then what is below, each by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

# In sizes of the type: the narrowest gutter, and one that is plain between fewer lines.
_GUTTER = 0.75
_PLAIN_GUTTER = 1.6
# A column has so many lines; two lines beside others are columns when the gutter is plain.
_LINES = 2.6
_FEWEST_LINES = 1.6
# Beside so many lines that all end before the gutter, one line is enough of a column.
_LONG_COLUMN = 12
# A column is at least this wide, in sizes of the type: bullets, numbers of steps and prices are none.
_COLUMN = 5.0
# Text that leans over a gutter by less, in points, does not lie across it.
_TOLERANCE = 1.0
# In heights of a line: columns stand beside each other for so long; lines farther apart than this from their column,
# in its usual distance, begin something else.
_BESIDE = 1.5
_APART = 1.35
_SAME_LINE = 0.5
# A heading below a column has so many lines, in larger or bolder type.
_HEADING_LINES = 2
_LARGER = 1.08
_CANDIDATES = 24
# Among fewer lines than this a strip may be a river of word spaces; those of its own lines are then nearly as wide.
_RIVER_LINES = 6
_AS_WIDE = 0.75

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Placed(Protocol):
    """What stands on a page, a line's fragment or a box, in points from the upper left; `size` is of its type."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Column(Generic[P]):
    """Rows from top to bottom, each from left to right, and the left and right edge of the column."""

    rows: tuple[tuple[P, ...], ...]
    edges: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Cut(Generic[P]):
    above: list[P]
    left: list[P]
    right: list[P]
    below: list[P]


def reading_order(items: Sequence[P]) -> list[Column[P]]:
    """Returns the columns that the items form, in the order in which they are read."""
    if not items:
        return []
    cut = _best_cut(items) if len(items) > _HEADING_LINES else None
    if cut is None:
        edges = min(item.left for item in items), max(item.right for item in items)
        return [Column(rows(items), edges)]
    parts = (cut.above, cut.left, cut.right, cut.below)
    return [column for part in parts for column in reading_order(part)]


def rows(items: Sequence[P]) -> tuple[tuple[P, ...], ...]:
    """Returns items of one column as rows from top to bottom, each from left to right."""
    found: list[list[P]] = []
    for item in sorted(items, key=lambda item: (item.top + item.bottom, item.left)):
        if found and _share_line(found[-1][0], item):
            found[-1].append(item)
        else:
            found.append([item])
    return tuple(tuple(sorted(row, key=lambda item: item.left)) for row in found)


def _share_line(one: Placed, other: Placed) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _SAME_LINE * min(one.bottom - one.top, other.bottom - other.top)


class _Region:
    """The sides of all items of a region as arrays of shape (n,), and its usual line."""

    def __init__(self, items: Sequence[Placed]) -> None:
        sides = np.array([(item.left, item.top, item.right, item.bottom, item.size) for item in items])
        self.left, self.top, self.right, self.bottom, sizes = sides.T
        widths = np.maximum(self.right - self.left, 1.0)
        order = np.argsort(sizes)
        half = np.searchsorted(np.cumsum(widths[order]), widths.sum() / 2)
        self.size = float(sizes[order][min(half, len(order) - 1)]) or 1.0
        self.height = float(np.median(self.bottom - self.top)) or 1.0
        self.middle = (self.top + self.bottom) / 2
        self.gap, self.next = self._right_neighbours()

    def _right_neighbours(self) -> tuple[Array, npt.NDArray[np.int64]]:
        """Returns, for each item, how far the nearest item right of it stands, infinity for none, and which it is."""
        beside = np.minimum(self.bottom[:, None], self.bottom[None, :]) > np.maximum(
            self.top[:, None], self.top[None, :]
        )
        gaps = self.left[None, :] - self.right[:, None]
        gaps = np.where(beside & (gaps > -_TOLERANCE), gaps, np.inf)
        nearest = gaps.argmin(axis=1)
        return gaps[np.arange(len(gaps)), nearest], nearest

    def lines(self, chosen: Mask) -> float:
        """Returns how many lines the chosen items cover, measured by their height."""
        order = np.argsort(self.top[chosen])
        top, bottom = self.top[chosen][order], self.bottom[chosen][order]
        reached = np.maximum.accumulate(bottom)
        before = np.concatenate(([-np.inf], reached[:-1]))
        return float(np.maximum(bottom - np.maximum(top, before), 0).sum() / self.height)

    def width(self, chosen: Mask) -> float:
        return float(self.right[chosen].max() - self.left[chosen].min())


def _best_cut(items: Sequence[P]) -> _Cut[P] | None:
    region = _Region(items)
    found = [cut for x in _candidates(region) for cut in _cuts(region, x)]
    if not found:
        return None
    _, x, start, end = max(found)
    return _parted(items, x, start, end, region)


def _candidates(region: _Region) -> list[float]:
    """Returns where gutters may run: just left of what stands right of something, the most frequent places first."""
    wide = np.isfinite(region.gap) & (region.gap > _GUTTER * region.size)
    places, counts = np.unique(np.round(region.left[region.next[wide]] - _TOLERANCE), return_counts=True)
    return [float(x) for x in places[np.argsort(-counts, kind="stable")][:_CANDIDATES]]


def _cuts(region: _Region, x: float) -> Iterator[tuple[float, float, float, float]]:
    """Yields the stretches of height on which `x` is a gutter, as (score, x, start, end)."""
    across = (region.left < x - _TOLERANCE) & (region.right > x + _TOLERANCE)
    order = np.argsort(region.top[across])
    starts = np.concatenate(([-np.inf], region.bottom[across][order]))
    starts = np.maximum.accumulate(starts)
    ends = np.concatenate((region.top[across][order], [np.inf]))
    for start, end in zip(starts, ends, strict=True):
        inside = ~across & (region.middle > start) & (region.middle < end)
        if score := _score(region, inside & (region.right <= x + _TOLERANCE), inside & (region.left >= x - _TOLERANCE)):
            yield score, x, float(start), float(end)


def _score(region: _Region, left: Mask, right: Mask) -> float:
    """Returns how plainly two sides are columns, 0 where they are not."""
    if not left.any() or not right.any():
        return 0.0
    gutter = (region.left[right].min() - region.right[left].max()) / region.size
    if gutter < _GUTTER or min(region.width(left), region.width(right)) < _COLUMN * region.size:
        return 0.0
    beside = min(region.bottom[left].max(), region.bottom[right].max()) - max(
        region.top[left].min(), region.top[right].min()
    )
    lines = region.lines(left), region.lines(right)
    fewest = _FEWEST_LINES if gutter > _PLAIN_GUTTER else _LINES
    if max(lines) >= _LONG_COLUMN and (left | right).all() and beside > 0:
        return float(min(lines) + sum(lines) / 4)  # the last lines of a text that ends in the next column
    if beside < _BESIDE * region.height or min(lines) < fewest or max(lines) < _LINES:
        return 0.0
    if min(lines) < _RIVER_LINES and _is_river(region, left, right, gutter * region.size):
        return 0.0
    return float(min(lines) + sum(lines) / 4 + min(gutter, 4.0) / 10)


def _is_river(region: _Region, left: Mask, right: Mask, gutter: float) -> bool:
    """Tells whether the strip is only the wide word spaces of a few justified lines, which have others as wide."""
    crossing = left & right[region.next] & np.isfinite(region.gap)
    others = ((left & left[region.next]) | (right & right[region.next])) & (region.gap > _AS_WIDE * gutter)
    others &= np.isfinite(region.gap)
    heights = region.middle[others]
    lines = [bool((np.abs(heights - middle) < region.height / 2).any()) for middle in region.middle[crossing]]
    return bool(lines) and sum(lines) >= len(lines) / 2


def _parted(items: Sequence[P], x: float, start: float, end: float, region: _Region) -> _Cut[P]:
    above: list[P] = []
    left: list[P] = []
    right: list[P] = []
    below: list[P] = []
    for item in items:
        middle = (item.top + item.bottom) / 2
        if middle <= start:
            above.append(item)
        elif middle >= end:
            below.append(item)
        elif item.left >= x - _TOLERANCE:
            right.append(item)
        else:
            left.append(item)
    if below:
        for side, other in ((left, right), (right, left)):
            heading = _heading_below(side, other, region)
            below.extend(heading)
            side[:] = [item for item in side if item not in heading]
    return _Cut(above, left, right, below)


def _heading_below(side: Sequence[P], other: Sequence[P], region: _Region) -> list[P]:
    """Returns the heading of what follows below both columns, where it stands under one of them."""
    found = rows(side)
    if len(found) <= _HEADING_LINES:
        return []
    gaps = [after[0].top - before[0].top for before, after in pairwise(found)]
    usual = float(np.median(gaps))
    ends = max(item.bottom for item in other)
    for count in range(1, _HEADING_LINES + 1):
        tail = found[-count:]
        stands_out = all(item.size > _LARGER * region.size or item.bold for row in tail for item in row)
        if stands_out and tail[0][0].top > ends and gaps[-count] > _APART * usual:
            return [item for row in tail for item in row]
    return []
