"""Breadth first: the best evidence of each partnership before more of the same.

The most relevant hits come first, as ever. After them a passage of a partnership that was not shown yet gains `GAIN`:
it comes before more of the same partnerships unless it is that much worse, or has little to do with the question.

Source: J. Carbonell and J. Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and
Producing Summaries" (1998), with partnerships in place of the similarity of texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.filters import PassageSet, Snapshot
from kb.fusion import Ranking
from kb.vectors import Numbers

# Measured together on the 20 questions of `tests/quality/breadth`, whose passages are graded, and the 80 answerable
# ones of the calibration sets: loss of nDCG@10, and how many times as many partnerships stand in the first ten.
# Gain .06: .012 and 1.4, .016 and 1.4; .09: .021 and 1.5, .026 and 1.5; .12: .039 and 1.6, .029 and 1.5.
GAIN = 0.09
# Who asks for a fact finds it among the first; from the first on, the loss is .005 to .01 larger.
BY_RELEVANCE = 3
# What is less relevant than this share of the best is not brought forward. With .5 the 24 questions of the examples,
# which ask for single facts, lose .03 in place of .06, but then the 20 questions gain just half as many partnerships.
LEAST_SHARE = 0.4
# Hits that are spread; what lies behind follows by relevance. So the order of a page never depends on its size.
WINDOW = 100

Belonging = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How partnerships take turns: `gain` for one that was not shown yet, after the first `by_relevance` hits."""

    gain: float = GAIN
    by_relevance: int = BY_RELEVANCE


SOFT = Turns()
# Each partnership's best before a second of any.
STRICT = Turns(gain=1.0, by_relevance=0)


def spread(scores: npt.NDArray[np.float64], belonging: Belonging, turns: Turns = SOFT) -> Numbers:
    """Returns an order of hits in which every partnership has its turn, as far as scores allow.

    Args:
        scores: of the hits, falling, shape (n,).
        belonging: which hit is of which partnership, shape (n, partnerships); one may be of several or of none.
        turns: how they take turns.

    Returns:
        The places of the hits in their new order, shape (n,).
    """
    relevant = scores >= LEAST_SHARE * scores.max(initial=0.0)
    shown = np.zeros(belonging.shape[1], dtype=np.bool_)
    left = scores.copy()
    order = np.empty(len(scores), dtype=np.int64)
    for place in range(len(scores)):
        is_new = relevant & (belonging & ~shown).any(axis=1) & (place >= turns.by_relevance)
        order[place] = np.argmax(left + turns.gain * is_new)
        left[order[place]] = -np.inf
        shown |= belonging[order[place]]
    return order


def in_breadth(places: Numbers, ranking: Ranking, belonging: Belonging, turns: Turns = SOFT) -> Numbers:
    """Returns the places of hits among the candidates, the first of them spread over partnerships.

    Args:
        places: those of the hits, the most relevant first, shape (n,).
        ranking: the candidates; that a cross-encoder ordered some anew changes which hit has a score, not the scores.
        belonging: which candidate is of which partnership.
        turns: how partnerships take turns.
    """
    window = places[:WINDOW]
    scores = np.sort(ranking.scores[window])[::-1]
    return np.concatenate([window[spread(scores, belonging[window], turns)], places[WINDOW:]])


def belonging_of(numbers: Numbers, snapshot: Snapshot, allowed: PassageSet) -> Belonging:
    """Returns which numbered passage is of which partnership, by itself or in a version of it.

    Args:
        numbers: of passages, shape (n,).
        snapshot: the passages there are.
        allowed: the passages that an answer may name.

    Returns:
        Shape (n, partnerships), in the order of the snapshot's labels.
    """
    carriers = snapshot.labelled.get("partnership", {})
    versions, places = np.unique(snapshot.version_keys[numbers], return_inverse=True)
    members = np.flatnonzero(np.isin(snapshot.version_keys, versions) & allowed)
    of_version = np.searchsorted(versions, snapshot.version_keys[members])
    found = np.zeros((len(versions), len(carriers)), dtype=np.bool_)
    for column, carried in enumerate(carriers.values()):
        found[of_version[carried[members]], column] = True
    return found[places]
