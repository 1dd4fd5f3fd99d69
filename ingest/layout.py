"""What the places and the type of a PDF's lines tell: what is set off, what is a heading, what only runs along.

The lines stay in the order of the file's content; telling columns apart needs the boxes of the letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.cues import is_attribution
from ingest.structure import Line, begins_with_bullet, could_be_heading, ends_sentence

_PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|page|página|p\.)\s*)?\d{1,4}(?:\s*(?:/|van|of|sur|de)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")

# Running headers and footers stand in this share of the page's height, at its top and bottom, and come again.
_MARGIN = 0.1
_RUNNING_SHARE = 0.5
_RUNNING_PAGES_IN_MARGIN = 2
_RUNNING_PAGES = 3
# Type that is larger than the body's by this factor is a heading's; smaller differences are rounding.
_LARGER = 1.08
# A gap is white space when it exceeds the usual distance of lines by this factor.
_WIDE_GAP = 1.3
# Farther apart, in sizes of the type, lines are not below each other: another column or box begins.
_FAR = 4.0
# Lines whose height differs by less, in points, are one line.
_SAME_HEIGHT = 1.5
_DEEPEST_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """A line on a page: left edge and height of its base line from the page's lower left, size of type, in points."""

    text: str
    page: int
    x: float
    y: float
    size: float
    bold: bool
    page_height: float


def arrange(lines: Sequence[PlacedLine]) -> list[Line]:
    """Returns the lines that are text, with what sets them off and the level of those that are headings."""
    kept = _without_running(_joined(lines))
    if not kept:
        return []
    body = _body_size(kept)
    levels = _heading_levels(kept, body)
    leading = _leading(kept, body)
    found: list[Line] = []
    speaks = False
    for place, line in enumerate(kept):
        before = kept[place - 1] if place else None
        set_off = before is None or _is_set_off(before, line, leading) or _moves_out(before, line, found[-1])
        speaks = is_attribution(line.text) or (speaks and not set_off)  # names may run over several lines
        goes_on = before is not None and not set_off and _style(before, body) == _style(line, body)
        stands_out = found[-1].heading if goes_on else could_be_heading(line.text)
        heading = levels.get(_style(line, body), 0) if stands_out and not speaks else 0
        found.append(Line(line.text, line.page, set_off, heading=heading))
    return found


def _moves_out(before: PlacedLine, line: PlacedLine, arranged: Line) -> bool:
    """Tells whether a line begins left of the one before it, and so after an indented item.

    The second line of a paragraph whose first is indented does as well; and the first line of an item begins where its
    bullet is.
    """
    if before.page != line.page or not 0 < before.y - line.y < _FAR * line.size:
        return False
    if begins_with_bullet(before.text):
        return line.x < before.x + line.size / 2
    return not arranged.blank_before and line.x < before.x - line.size / 2


def _joined(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Joins pieces on one height, such as a bullet and its text or the cells of a row."""
    found: list[PlacedLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.page == line.page and abs(last.y - line.y) < _SAME_HEIGHT and line.x > last.x:
            text = f"{last.text} {line.text}"
            found[-1] = replace(last, text=text, size=max(last.size, line.size), bold=last.bold and line.bold)
        else:
            found.append(line)
    return found


def _without_running(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Drops what comes again at the edges of pages; a bare number only in the margin, elsewhere it may be a figure."""
    edges = _edges(lines)
    seen = Counter(mask for _, mask in {(line.page, _masked(line)) for line in edges})
    share = len({line.page for line in lines}) * _RUNNING_SHARE
    running = {
        line
        for line in edges
        if seen[_masked(line)] >= max(share, _RUNNING_PAGES_IN_MARGIN if _in_margin(line) else _RUNNING_PAGES)
        or (_in_margin(line) and _PAGE_NUMBER.fullmatch(line.text))
    }
    return [line for line in lines if line not in running]


def _edges(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Returns the lines in the margins, and the two uppermost and lowest of every page."""
    heights: dict[int, list[float]] = {}
    for line in lines:
        heights.setdefault(line.page, []).append(line.y)
    inner = {page: (sorted(found)[:2][-1], sorted(found)[-2:][0]) for page, found in heights.items()}
    return [line for line in lines if _in_margin(line) or not inner[line.page][0] < line.y < inner[line.page][1]]


def _in_margin(line: PlacedLine) -> bool:
    return not _MARGIN * line.page_height < line.y < (1 - _MARGIN) * line.page_height


def _masked(line: PlacedLine) -> str:
    return _DIGITS.sub("0", line.text)


def _body_size(lines: Sequence[PlacedLine]) -> float:
    """Returns the size of type that most letters have."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0]


def _style(line: PlacedLine, body: float) -> tuple[float, bool]:
    """Returns what tells headings of one level from another: the size above the body's, and bold type."""
    larger = line.size > _LARGER * body
    return (round(line.size, 1) if larger else 0.0, line.bold)


def _heading_levels(lines: Sequence[PlacedLine], body: float) -> dict[tuple[float, bool], int]:
    """Returns the level of each style that headings have, the largest type first."""
    letters: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        letters[_style(line, body)] += len(line.text)
    usual = letters.most_common(1)[0][0]
    plain = {(0.0, False), usual}
    styles = sorted({_style(line, body) for line in lines if could_be_heading(line.text)} - plain, reverse=True)
    return {style: min(level, _DEEPEST_LEVEL) for level, style in enumerate(styles, start=1)}


def _leading(lines: Sequence[PlacedLine], body: float) -> float:
    """Returns the usual distance between lines of the body, in sizes of the type."""
    gaps = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if before.page == line.page and round(line.size, 1) == body and 0 < before.y - line.y < _FAR * line.size
    ]
    return median(gaps) if gaps else 1.2


def _is_set_off(before: PlacedLine, line: PlacedLine, leading: float) -> bool:
    changed = before.bold != line.bold or not 1 / _LARGER < before.size / line.size < _LARGER
    gap = before.y - line.y
    if before.page != line.page or gap < 0 or gap > _FAR * line.size:
        # Text goes on from one column or page to the next unless its sentence is at its end.
        return changed or ends_sentence(before.text)
    return changed or gap > _WIDE_GAP * leading * line.size
