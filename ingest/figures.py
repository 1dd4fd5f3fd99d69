"""Key figures: a number in large type, and the label beside or below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fragments import Fragment, same_line
from ingest.geometry import rows

_FIGURE = re.compile(r"[+±><≥≤~]?\s?[€$]?\s?\d[\d.,\s]*(?:%|€|\$|x|k|m|mln|mio|mld|ha|km|m²|°c|\+)?", re.IGNORECASE)
_FIGURE_CHARACTERS = 14
# In sizes of the page's usual type.
_LARGE = 1.6
_LABEL_AT_MOST = 1.35
# In sizes of the figure: how far its label may stand beside it, and below it.
_BESIDE = 3.0
_BELOW = 0.9
# In heights of a line: the lines of a label follow each other.
_NEXT_LINE = 1.8
_LABEL_LINES = 6


@dataclass(slots=True)
class KeyFigure:
    """A figure and the lines of its label, as one item of the page."""

    figure: Fragment
    label: list[Fragment]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def lines(self) -> list[Fragment]:
        """The figure first, then its label from top to bottom."""
        return [self.figure, *self.label]


def key_figures(found: Sequence[Fragment], usual: float) -> tuple[list[KeyFigure], list[Fragment]]:
    """Returns the key figures among the fragments, and the other fragments.

    Args:
        found: the fragments of a page.
        usual: the size of type that most letters of the page have.
    """
    figures = [fragment for fragment in found if _is_figure(fragment, usual)]
    rest = [fragment for fragment in found if not _is_figure(fragment, usual)]
    made: list[KeyFigure] = []
    for figure in figures:
        others = [other for other in figures if other is not figure]
        label = _label(figure, rest, others, usual)
        if label:
            rest = [fragment for fragment in rest if not any(fragment is part for part in label)]
            made.append(_joined(figure, label))
        else:
            rest.append(figure)
    return made, rest


def _is_figure(fragment: Fragment, usual: float) -> bool:
    text = fragment.text
    return fragment.size > _LARGE * usual and len(text) <= _FIGURE_CHARACTERS and _FIGURE.fullmatch(text) is not None


def _label(figure: Fragment, rest: Sequence[Fragment], others: Sequence[Fragment], usual: float) -> list[Fragment]:
    small = [fragment for fragment in rest if fragment.size < _LABEL_AT_MOST * usual]
    return _beside(figure, small, others) or _below(figure, small, others)


def _beside(figure: Fragment, small: Sequence[Fragment], others: Sequence[Fragment]) -> list[Fragment]:
    limit = min((o.left for o in others if o.left > figure.right and same_line(o, figure)), default=float("inf"))
    near = [
        fragment
        for fragment in small
        if figure.right <= fragment.left < min(figure.right + _BESIDE * figure.size, limit)
        and same_line(fragment, figure)
    ]
    return _followed(near, small) if near else []


def _below(figure: Fragment, small: Sequence[Fragment], others: Sequence[Fragment]) -> list[Fragment]:
    near = [
        fragment
        for fragment in small
        if 0 <= fragment.top - figure.bottom + figure.size / 4 < _BELOW * figure.size
        and fragment.left < figure.right
        and fragment.right > figure.left
        and not any(
            other.left < fragment.right and other.right > fragment.left for other in others if same_line(other, figure)
        )
    ]
    return _followed(near, small) if near else []


def _followed(near: Sequence[Fragment], small: Sequence[Fragment]) -> list[Fragment]:
    """Returns the first lines of a label with those that follow closely below."""
    used = list(near)
    last = max(near, key=lambda fragment: fragment.bottom)
    while len(used) <= _LABEL_LINES:
        below = [
            fragment
            for fragment in small
            if not any(fragment is part for part in used)
            and 0 < fragment.top - last.top < _NEXT_LINE * (last.bottom - last.top)
            and fragment.left < last.right
            and fragment.right > last.left
            and fragment.bold == last.bold
        ]
        if not below:
            break
        last = min(below, key=lambda fragment: fragment.top)
        used.append(last)
    return used if len(used) <= _LABEL_LINES else []


def _joined(figure: Fragment, label: Sequence[Fragment]) -> KeyFigure:
    ordered = [part for row in rows(label) for part in row]
    parts = [figure, *ordered]
    return KeyFigure(
        figure,
        ordered,
        min(part.left for part in parts),
        min(part.top for part in parts),
        max(part.right for part in parts),
        max(part.bottom for part in parts),
        ordered[0].size,
    )
