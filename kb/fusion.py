"""Fusion: one order out of what dense and lexical search found.

Both scores are absolute (cosine similarity; share of the question's weight that a passage carries), so a
passage's place does not depend on how many candidates were fetched, and a question in another language than
the passage, which shares no words with it, falls back to similarity by itself.

Source: S. Bruch, S. Gai and A. Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.fulltext import Matches
from kb.lexical import LexicalEvidence
from kb.vectors import Neighbours, Numbers, Vector

# Share of the lexical score. nDCG@10 with the bundled model, 4 monolingual / 12 cross-lingual pairs / worst pair, osg:
# .25 .583/.518/.470, .3 .587/.521/.475, .35 .588/.520/.474, .4 .587/.517/.462; gnome:
# .3 .907/.850/.801, .35 .910/.851/.800, .4 .910/.848/.798.
LEXICAL_SHARE = 0.35
# What holding all of a question's names adds. A question of names and at most a word more asks for who holds them, and
# gets them first. In a longer one they are part of what is asked: over the 160 answerable questions of `tests/quality`,
# the example questions and the seed, .1 gives a mean reciprocal rank of .636, none .624, .5 .627.
ASKED_BY_NAME = 1.0
NAME_AMONG_OTHERS = 0.1
# Matrix products of float32 differ beyond this by where a row lies in memory; equal texts must score equally.
_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that a retriever brought up; ranks start at 1, None where the retriever did not bring it.

    `named` is the share of the question's names that it holds, where they are what is asked for; `reranked` is the
    cross-encoder's score, if it read the passage.
    """

    number: int
    score: float
    similarity: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None
    named: float
    reranked: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates by fused score, best first, ties by number: parallel arrays, and what each retriever found.

    `named` are the shares of the names that they hold, to a question asked by name; `fused` are the scores without
    names, and `evidence` the best of them.
    """

    evidence: float
    numbers: Numbers
    scores: npt.NDArray[np.float64]
    fused: npt.NDArray[np.float64]
    similarities: Vector
    named: npt.NDArray[np.float64]
    dense: Neighbours
    lexical: Matches

    def candidate(self, place: int) -> Candidate:
        """Returns what is known of the candidate in that place, from 0."""
        number = int(self.numbers[place])
        similarity = float(self.similarities[place])
        lexical_rank = _rank(self.lexical.numbers, number)
        return Candidate(
            number=number,
            score=float(self.scores[place]),
            similarity=None if np.isnan(similarity) else similarity,
            dense_rank=_rank(self.dense.numbers, number),
            lexical=float(self.lexical.scores[lexical_rank - 1]) if lexical_rank else None,
            lexical_rank=lexical_rank,
            named=float(self.named[place]),
        )


def candidate_numbers(dense: Neighbours, lexical: LexicalEvidence) -> Numbers:
    """Returns the numbers of all candidates, ascending, each once."""
    return np.union1d(dense.numbers, np.union1d(lexical.matches.numbers, lexical.names.numbers))


def fuse(dense: Neighbours, lexical: LexicalEvidence, numbers: Numbers, similarities: Vector) -> Ranking:
    """Ranks the candidates; to a question asked by name, those that hold its names come before those that hold none.

    Args:
        dense: what dense search found.
        lexical: what lexical search found.
        numbers: all candidates, ascending, shape (n,).
        similarities: of every candidate, shape (n,); NaN where similarity plays no part.
    """
    shares = _scores_of(lexical.matches, numbers)
    fused = (1 - LEXICAL_SHARE) * similarities.astype(np.float64) + LEXICAL_SHARE * shares
    evidence = np.where(np.isnan(similarities), shares, fused)
    named = _scores_of(lexical.names, numbers)
    weight = ASKED_BY_NAME if lexical.by_name else NAME_AMONG_OTHERS
    # Evidence of less than nothing would put who holds a name behind who does not.
    judged = (np.maximum(evidence, 0) + weight * named) / (1 + weight) if named.any() else evidence
    scores = np.round(judged, _DIGITS).astype(np.float64)
    order = np.lexsort((numbers, -scores))
    return Ranking(
        evidence=_evidence(evidence, named, lexical),
        numbers=numbers[order],
        scores=scores[order],
        fused=evidence[order],
        similarities=similarities[order],
        named=named[order] if lexical.by_name else np.zeros(len(numbers)),
        dense=dense,
        lexical=lexical.matches,
    )


def _evidence(fused: npt.NDArray[np.float64], named: npt.NDArray[np.float64], lexical: LexicalEvidence) -> float:
    """Returns the best fused score; who asks for a name that is there has an answer, for one that is not there none."""
    if lexical.absent:
        return 0.0
    if lexical.by_name and named.max(initial=0.0) == 1.0:
        return 1.0
    return float(fused.max(initial=0.0))


def _scores_of(matches: Matches, numbers: Numbers) -> npt.NDArray[np.float64]:
    scores = np.zeros(len(numbers))
    scores[np.searchsorted(numbers, matches.numbers)] = matches.scores
    return scores


def _rank(numbers: Numbers, number: int) -> int | None:
    places = np.flatnonzero(numbers == number)
    return int(places[0]) + 1 if len(places) else None
