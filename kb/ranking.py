"""From candidates to the hits of a page: identical text is shown once, with all its sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.filters import Snapshot
from kb.fusion import Candidate, Ranking


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates with the same text: the best one, and the others."""

    best: Candidate
    others: tuple[Candidate, ...]


def collapse(ranking: Ranking, snapshot: Snapshot, *, offset: int, limit: int) -> list[Group]:
    """Groups candidates of identical text, in the order of each group's best, and returns one page of the groups."""
    keys = snapshot.text_keys[ranking.numbers]
    _, firsts = np.unique(keys, return_index=True)
    return [_group(ranking, keys, int(first)) for first in np.sort(firsts)[offset : offset + limit]]


def _group(ranking: Ranking, keys: npt.NDArray[np.int64], first: int) -> Group:
    best, *others = (ranking.candidate(int(place)) for place in np.flatnonzero(keys == keys[first]))
    return Group(best, tuple(others))
