"""What a document's type tells: the size of its body, the styles of its headings, the distance of its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.pagelayout import PlacedLine
from ingest.structure import could_be_heading, ends_sentence

# Type that is larger than the body's by this factor is a heading's; smaller differences are rounding.
LARGER = 1.08
# A gap is white space when it exceeds the usual distance of lines by this factor.
WIDE_GAP = 1.3
# Farther apart, in sizes of the type, lines are not below each other: another column or box begins.
FAR = 4.0
# In sizes of the type: the usual distance of lines, and the widest that is believed of few lines.
_USUAL_LEADING, _WIDEST_LEADING = 1.2, 1.5
# From so many lines that go on with a sentence their distance is known.
_ENOUGH_LINES = 5
# After so many breaks by white space it is white space that parts paragraphs here, and a short line says nothing.
_ENOUGH_BREAKS = 2
_DEEPEST_LEVEL = 6
# The file's own headings are believed if they name this share of the lines that look like headings.
_TAGGED_SHARE = 0.5
_TAGGED_TEXT = 0.3

Style = tuple[float, bool]


class Typography:
    """The type of a document's lines.

    Attributes:
        levels: the level from 1 of each style that headings have, the largest type first.
        leading: the usual distance between lines of the body, in sizes of the type.
        spaced: whether white space parts paragraphs.
        tagged: whether the file's own structure names the headings.
    """

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        self._body = _body_size(lines)
        self.levels = _heading_levels(lines, self._body)
        self.leading = _leading(lines, self._body)
        self.spaced = _is_spaced(lines, self._body, self.leading)
        self.tagged = _has_good_tags(lines, self.levels, self._body)

    def style(self, line: PlacedLine) -> Style:
        """Returns what tells headings of one level from another: the size above the body's, and bold type."""
        return _style(line, self._body)


def _body_size(lines: Sequence[PlacedLine]) -> float:
    """Returns the size of type that most letters have."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 1.0


def _style(line: PlacedLine, body: float) -> Style:
    """Returns what tells headings of one level from another: the size above the body's, and bold type."""
    larger = line.size > LARGER * body
    return (round(line.size, 1) if larger else 0.0, line.bold)


def _heading_levels(lines: Sequence[PlacedLine], body: float) -> dict[Style, int]:
    """Returns the level of each style that headings have, the largest type first."""
    letters: Counter[Style] = Counter()
    for line in lines:
        letters[_style(line, body)] += len(line.text)
    usual = letters.most_common(1)[0][0] if letters else (0.0, False)
    plain = {(0.0, False), usual}
    styles = sorted({_style(line, body) for line in lines if could_be_heading(line.text)} - plain, reverse=True)
    return {style: min(level, _DEEPEST_LEVEL) for level, style in enumerate(styles, start=1)}


def _leading(lines: Sequence[PlacedLine], body: float) -> float:
    """Returns the usual distance between lines of the body, in sizes of the type."""
    pairs = [
        ((line.top - before.top) / line.size, line.text[:1].islower())
        for before, line in pairwise(lines)
        if before.page == line.page and round(line.size, 1) == body and 0 < line.top - before.top < FAR * line.size
    ]
    within = [gap for gap, goes_on in pairs if goes_on]
    if len(within) >= _ENOUGH_LINES:
        return median(within)
    return min(median([gap for gap, _ in pairs] or [_USUAL_LEADING]), _WIDEST_LEADING)


def _is_spaced(lines: Sequence[PlacedLine], body: float, leading: float) -> bool:
    """Tells whether white space parts the paragraphs of the body."""
    breaks = sum(
        before.page == line.page
        and before.column == line.column
        and round(before.size, 1) == round(line.size, 1) == body
        and before.bold == line.bold
        and WIDE_GAP * leading * line.size < line.top - before.top < FAR * line.size
        and ends_sentence(before.text)
        for before, line in pairwise(lines)
    )
    return breaks >= _ENOUGH_BREAKS


def _has_good_tags(lines: Sequence[PlacedLine], levels: dict[Style, int], body: float) -> bool:
    """Tells whether the file's own structure names the headings: many of those that look like one, and no text."""
    tagged = [line for line in lines if line.tag]
    looks = [line for line in lines if could_be_heading(line.text) and levels.get(_style(line, body))]
    share = sum(bool(line.tag) for line in looks) / len(looks) if looks else 1.0
    text = sum(len(line.text) for line in tagged) / max(sum(len(line.text) for line in lines), 1)
    return bool(tagged) and share >= _TAGGED_SHARE and text < _TAGGED_TEXT
