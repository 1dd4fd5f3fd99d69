"""A page as its letters give it: words with their boxes, and what is drawn on it.

PDFium and OCR both give this; `ingest/geometry.py` finds the reading order in it. All coordinates are points from the
upper left of the page, turned so that most of its text is upright; `PageWords.place` gives the page as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from kb.types import Box

Sides = tuple[float, float, float, float]


@dataclass(slots=True)
class Word:
    """A word with its box and the size of its type, in points.

    `angle` is the direction it is written in, in degrees clockwise, 0 for upright text; `tag` the level of the heading
    that the file's own structure says it belongs to, 0 for none, None where the file says nothing.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    angle: int = 0
    tag: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A line, a rectangle or a picture that is drawn on the page; `filled` with a colour that is not white."""

    left: float
    top: float
    right: float
    bottom: float
    filled: bool = False


@dataclass(slots=True, kw_only=True)
class PageWords:
    """The words of one page in the order of its content, with what is drawn; `number` counts from 1.

    `turn` tells by how many degrees clockwise the upright page must be turned to be as it is shown: 0, 90, 180 or 270.
    `unread` counts letters of which the file does not say what they are.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    areas: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    turn: int = 0
    unread: int = 0

    def place(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Returns a box of the upright page as a box of the page as it is shown."""
        sides = turned((left, top, right, bottom), self.turn, self.width, self.height)
        return Box(self.number, *(_tenth(round(10 * side)) for side in sides))


@cache
def _tenth(count: int) -> float:
    """Returns so many tenths of a point: one number for all boxes that have it, of which there may be millions."""
    return count / 10


def turned(sides: Sides, turn: int, width: float, height: float) -> Sides:
    """Returns the sides of a box after its page of that size was turned clockwise by 0, 90, 180 or 270 degrees."""
    left, top, right, bottom = sides
    if turn == 90:  # noqa: PLR2004 - a quarter turn
        return height - bottom, left, height - top, right
    if turn == 180:  # noqa: PLR2004 - as above
        return width - right, height - bottom, width - left, height - top
    if turn == 270:  # noqa: PLR2004 - as above
        return top, width - right, bottom, width - left
    return sides
