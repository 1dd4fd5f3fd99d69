"""Boxes and side bars: text on a coloured or framed area of its own is read for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from ingest.fragments import Fragment
from ingest.geometry import P
from ingest.page import Area, PageWords

# Of the page: a smaller area is a bullet or a button, a larger one its background.
_SMALLEST, _LARGEST = 0.01, 0.65
# An area is at least this high and wide, in sizes of the type.
_HIGH, _WIDE = 3.0, 8.0
# A box has so many lines, and at least so many in the usual type: a band behind a heading is none.
_LINES = 3
_USUAL_LINES = 2
_LARGER = 1.2
# A box that holds more of the page's words is its frame.
_MOST_OF_PAGE = 0.8
_INSIDE = 2.0


@dataclass(slots=True)
class Aside(Generic[P]):
    """The items of one box, and its sides."""

    items: list[P]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False


def boxes(page: PageWords, found: Sequence[Fragment], size: float) -> list[Area]:
    """Returns the areas that are boxes with text of their own, none inside another.

    Args:
        page: what is drawn.
        found: the page's fragments.
        size: the usual size of type, in points.
    """
    kept: list[Area] = []
    for area in sorted(page.areas, key=_surface, reverse=True):
        if any(_holds(box, area) for box in kept) or not _has_size_of_box(area, page, size):
            continue
        if _has_text_of_box([fragment for fragment in found if inside(area, fragment)], found, size):
            kept.append(area)
    return kept


def inside(area: Area, item: P) -> bool:
    """Tells whether an item lies in an area."""
    middle = (item.top + item.bottom) / 2
    return (
        area.left - _INSIDE <= item.left
        and item.right <= area.right + _INSIDE
        and area.top - _INSIDE <= middle <= area.bottom + _INSIDE
    )


def _surface(area: Area) -> float:
    return (area.right - area.left) * (area.bottom - area.top)


def _holds(box: Area, area: Area) -> bool:
    return (
        box.left - _INSIDE <= area.left
        and area.right <= box.right + _INSIDE
        and box.top - _INSIDE <= area.top
        and area.bottom <= box.bottom + _INSIDE
    )


def _has_size_of_box(area: Area, page: PageWords, size: float) -> bool:
    share = _surface(area) / (page.width * page.height)
    return (
        _SMALLEST < share < _LARGEST and area.bottom - area.top > _HIGH * size and area.right - area.left > _WIDE * size
    )


def _has_text_of_box(held: Sequence[Fragment], found: Sequence[Fragment], size: float) -> bool:
    lines = len({round(fragment.middle / size) for fragment in held})
    usual = [fragment for fragment in held if fragment.size <= _LARGER * size]
    share = sum(len(fragment.text) for fragment in held) / max(sum(len(fragment.text) for fragment in found), 1)
    return lines >= _LINES and len(usual) >= _USUAL_LINES and share < _MOST_OF_PAGE
