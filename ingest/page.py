"""A page as its letters give it: words with their boxes, and the lines and areas that are drawn on it.

PDFium and OCR both give this; `ingest/geometry.py` finds the reading order in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Word:
    """A word: its box in points from the upper left of the page as it is shown, the size of its type in points.

    `angle` is the direction it is written in, in degrees, 0 for upright text.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    angle: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """A line or filled rectangle that is drawn on the page, in the same coordinates."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True, kw_only=True)
class PageWords:
    """The words of one page in the order of its content, with what is drawn; `number` counts from 1."""

    number: int
    width: float
    height: float
    words: list[Word]
    areas: list[Area]
