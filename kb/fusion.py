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

from kb.lexical import Matches
from kb.vectors import Neighbours, Numbers, Vector

# Share of the lexical score. nDCG@10 with the English model that ships, mean over 4 monolingual / 12 cross-lingual
# pairs: .3 gives .493/.209 and .855/.347 (two sets), .5 gives .510/.223 and .868/.365, .6 .508/.225 and .870/.373.
LEXICAL_SHARE = 0.5
# Matrix products of float32 differ beyond this by where a row lies in memory; equal texts must score equally.
_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that a retriever brought up; ranks start at 1, None where the retriever did not bring it."""

    number: int
    score: float
    similarity: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates by fused score, best first, ties by number: parallel arrays, and what each retriever found."""

    numbers: Numbers
    scores: npt.NDArray[np.float64]
    similarities: Vector
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
        )


def candidate_numbers(dense: Neighbours, lexical: Matches) -> Numbers:
    """Returns the numbers of all candidates, ascending, each once."""
    return np.union1d(dense.numbers, lexical.numbers)


def fuse(dense: Neighbours, lexical: Matches, numbers: Numbers, similarities: Vector) -> Ranking:
    """Ranks the candidates.

    Args:
        dense: what dense search found.
        lexical: what lexical search found.
        numbers: all candidates, ascending, shape (n,).
        similarities: of every candidate, shape (n,); NaN where similarity plays no part.
    """
    shares = np.zeros(len(numbers))
    shares[np.searchsorted(numbers, lexical.numbers)] = lexical.scores
    fused = (1 - LEXICAL_SHARE) * similarities.astype(np.float64) + LEXICAL_SHARE * shares
    scores = np.round(np.where(np.isnan(similarities), shares, fused), _DIGITS).astype(np.float64)
    order = np.lexsort((numbers, -scores))
    return Ranking(
        numbers=numbers[order],
        scores=scores[order],
        similarities=similarities[order],
        dense=dense,
        lexical=lexical,
    )


def _rank(numbers: Numbers, number: int) -> int | None:
    places = np.flatnonzero(numbers == number)
    return int(places[0]) + 1 if len(places) else None
