"""Newest first: of the hits that are relevant, those of the latest year before those of earlier ones."""

from __future__ import annotations

import numpy as np

from kb.breadth import LEAST_SHARE, WINDOW
from kb.filters import Snapshot
from kb.fusion import Ranking
from kb.vectors import Numbers

_YEAR_UNKNOWN = 0


def newest_first(places: Numbers, ranking: Ranking, snapshot: Snapshot) -> Numbers:
    """Returns the places of hits among the candidates, the relevant ones by year, the newest first.

    What is less relevant than `LEAST_SHARE` of the best, and what lies behind the first `WINDOW` hits, follows by
    relevance: else the newest passages that have little to do with the question came first. Hits of one year, and those
    of none behind them, stay in the order of their relevance.

    Args:
        places: those of the hits, the most relevant first, shape (n,).
        ranking: the candidates.
        snapshot: tells the years of passages.
    """
    window = places[:WINDOW]
    scores = ranking.scores[window]
    relevant = scores >= LEAST_SHARE * scores.max(initial=0.0)
    years = years_of(ranking.numbers[window], snapshot)
    order = np.lexsort((np.arange(len(window)), np.where(relevant, -years, 0), ~relevant))
    return np.concatenate([window[order], places[WINDOW:]])


def years_of(numbers: Numbers, snapshot: Snapshot) -> Numbers:
    """Returns the years of passages, nought where none is known."""
    found = np.full(len(numbers), _YEAR_UNKNOWN, np.int64)
    for year, carriers in snapshot.labelled.get("year", {}).items():
        found[carriers[numbers]] = int(year)
    return found
