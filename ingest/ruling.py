"""Ruling lines of a page: which of them form a grid, and which of those part columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import numpy.typing as npt

from ingest.fragments import Fragment
from ingest.page import Area

# In points: a line is no thicker; lines that come this near to each other meet; a rule is at least so long.
_THICK = 2.5
MEET = 4.0
_SHORTEST = 12.0
# More are those of a drawing; no page of the sample corpus has 400.
_MOST_RULES = 4000
# Lines between columns run along this share of the table's height, and this share of its text may lie across them.
_RULED_SHARE, _ACROSS = 0.35, 0.1


@dataclass(slots=True)
class Rule:
    """A straight line; `at` is where it lies, `start` and `end` how far it reaches."""

    at: float
    start: float
    end: float


class Edge:
    """Lines down at about the same place, one below the other, which may part columns."""

    def __init__(self, at: float, down: Sequence[Rule]) -> None:
        self.at = at
        self._rules = [rule for rule in down if abs(rule.at - at) <= MEET]

    def passes(self, y: float) -> bool:
        """Tells whether a line of it passes the height `y`."""
        return any(rule.start - _THICK <= y <= rule.end + _THICK for rule in self._rules)

    def parts_columns(self, inside: Sequence[Fragment], height: float) -> bool:
        """Tells whether it parts the columns of a table: long enough, and hardly any text lies across it."""
        left, right = self.at - MEET, self.at + MEET
        across = sum(f.left < left and f.right > right and self.passes(f.middle) for f in inside)
        length = sum(rule.end - rule.start for rule in self._rules)
        return length > _RULED_SHARE * height and across <= _ACROSS * len(inside)


def grids(areas: Sequence[Area]) -> list[tuple[list[Rule], list[Rule]]]:
    """Returns the groups of lines that cross or meet each other."""
    across, down = _rules(areas)
    if not across or not down or len(across) + len(down) > _MOST_RULES:
        return []
    meet = _meetings(across, down)
    groups: list[tuple[list[Rule], list[Rule]]] = []
    free = np.ones(len(down), bool)
    while free.any():
        group_across, group_down = np.zeros(len(across), bool), np.zeros(len(down), bool)
        new_down = np.arange(len(down)) == free.argmax()
        while new_down.any():
            group_down |= new_down
            new_across = meet[:, new_down].any(axis=1) & ~group_across
            group_across |= new_across
            new_down = meet[new_across].any(axis=0) & ~group_down
        free &= ~group_down
        if group_across.any():
            groups.append(([*compress(across, group_across)], [*compress(down, group_down)]))
    return groups


def positions(places: Sequence[float]) -> list[float]:
    """Returns the different places, lines drawn twice or next to each other taken as one."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > MEET:
            kept.append(place)
    return kept


def _rules(areas: Sequence[Area]) -> tuple[list[Rule], list[Rule]]:
    """Returns the lines across and the lines down; a rectangle has two of each."""
    across: list[Rule] = []
    down: list[Rule] = []
    for area in areas:
        flat, thin = area.bottom - area.top <= _THICK, area.right - area.left <= _THICK
        if not thin and area.right - area.left > _SHORTEST:
            heights = {(area.top + area.bottom) / 2} if flat else {area.top, area.bottom}
            across.extend(Rule(y, area.left, area.right) for y in heights)
        if not flat and area.bottom - area.top > _SHORTEST / 2:
            places = {(area.left + area.right) / 2} if thin else {area.left, area.right}
            down.extend(Rule(x, area.top, area.bottom) for x in places)
    return across, down


def _meetings(across: Sequence[Rule], down: Sequence[Rule]) -> npt.NDArray[np.bool_]:
    """Returns, for each line across, which of the lines down it meets."""
    y, left, right = np.array([(rule.at, rule.start, rule.end) for rule in across]).T[:, :, None]
    x, top, bottom = np.array([(rule.at, rule.start, rule.end) for rule in down]).T[:, None, :]
    found: npt.NDArray[np.bool_] = (left - MEET <= x) & (x <= right + MEET) & (top - MEET <= y) & (y <= bottom + MEET)
    return found
