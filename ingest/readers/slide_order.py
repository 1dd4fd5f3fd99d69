"""The order in which a person reads the boxes of a slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

# Neighbours overlap by their margins: a tenth of a box still counts as beside each other.
_MARGIN = 0.1
# Boxes that share half the height of the lower one stand in one row.
_SAME_ROW = 0.5
# A grid whose boxes are about as high holds cards, read row by row; a low row above a high one holds headings.
_ALIKE = 0.6
# Labels take less than half the width of what they label.
_LABELS = 0.5
_TWO = 2


class Frame(NamedTuple):
    """A rectangle, in the units of its slide or group."""

    left: int
    top: int
    right: int
    bottom: int


def reading_order(frames: Sequence[Frame]) -> list[int]:
    """Returns the places of frames in reading order: columns where white space sets them apart, else rows."""
    return _ordered(frames, range(len(frames)))


def _ordered(frames: Sequence[Frame], places: Sequence[int]) -> list[int]:
    if len(places) < _TWO:
        return list(places)
    columns, rows = _columns(frames, places), _rows(frames, places)
    if len(columns) > 1:
        parts = rows if len(rows) > 1 and _is_read_by_rows(frames, columns, rows) else columns
    elif len(rows) > 1:
        parts = _bands(frames, rows)
    else:
        return _by_rows(frames, places)
    return [place for part in parts for place in _ordered(frames, part)]


def _columns(frames: Sequence[Frame], places: Sequence[int]) -> list[list[int]]:
    return _apart(places, lambda place: (frames[place].left, frames[place].right))


def _rows(frames: Sequence[Frame], places: Sequence[int]) -> list[list[int]]:
    return _apart(places, lambda place: (frames[place].top, frames[place].bottom))


def _bands(frames: Sequence[Frame], rows: Sequence[list[int]]) -> list[list[int]]:
    """Returns rows put together as long as columns run through them; a title over all of them ends a band."""
    bands: list[list[int]] = []
    for row in rows:
        if bands and len(_columns(frames, [*bands[-1], *row])) > 1:
            bands[-1] += row
        else:
            bands.append(row)
    return bands


def _apart(places: Sequence[int], extent: Callable[[int], tuple[int, int]]) -> list[list[int]]:
    """Returns groups of frames with white space between them, along one direction."""
    groups: list[list[int]] = []
    reach = 0
    for place in sorted(places, key=extent):
        start, end = extent(place)
        if groups and start < reach - _MARGIN * (end - start):
            groups[-1].append(place)
            reach = max(reach, end)
        else:
            groups.append([place])
            reach = end
    return groups


def _is_read_by_rows(frames: Sequence[Frame], columns: Sequence[list[int]], rows: Sequence[list[int]]) -> bool:
    """Tells whether boxes form a grid of cards, or labels with what they label."""
    if any(len(row) != len(columns) for row in rows):
        return False
    heights = [frames[place].bottom - frames[place].top for row in rows for place in row]
    widths = [max(frames[place].right - frames[place].left for place in column) for column in columns]
    return min(heights) >= _ALIKE * max(heights) or (len(columns) == _TWO and widths[0] < _LABELS * widths[1])


def _by_rows(frames: Sequence[Frame], places: Sequence[int]) -> list[int]:
    """Returns frames that overlap in both directions: those at about one height from left to right."""
    rows: list[list[int]] = []
    for place in sorted(places, key=lambda place: frames[place].top):
        if rows and _share_row(frames[rows[-1][0]], frames[place]):
            rows[-1].append(place)
        else:
            rows.append([place])
    return [place for row in rows for place in sorted(row, key=lambda place: frames[place].left)]


def _share_row(first: Frame, other: Frame) -> bool:
    shared = min(first.bottom, other.bottom) - other.top
    return shared >= _SAME_ROW * min(first.bottom - first.top, other.bottom - other.top)
