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


def candidate_numbers(dense: Neighbours, lexical: Matches) -> Numbers:
    """Returns the numbers of all candidates, ascending, each once."""
    return np.union1d(dense.numbers, lexical.numbers)


def fuse(dense: Neighbours, lexical: Matches, numbers: Numbers, similarities: Vector) -> list[Candidate]:
    """Returns the candidates by fused score, best first, ties by number.

    Args:
        dense: what dense search found.
        lexical: what lexical search found.
        numbers: all candidates, shape (n,).
        similarities: of every candidate, shape (n,); NaN where similarity plays no part.
    """
    dense_ranks = _ranks(dense.numbers)
    lexical_ranks = _ranks(lexical.numbers)
    shares = dict(zip(lexical.numbers.tolist(), lexical.scores.tolist(), strict=True))
    found = [
        _candidate(number, similarity, shares.get(number), dense_ranks.get(number), lexical_ranks.get(number))
        for number, similarity in zip(numbers.tolist(), similarities.tolist(), strict=True)
    ]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.number))


def _candidate(
    number: int, similarity: float, lexical: float | None, dense_rank: int | None, lexical_rank: int | None
) -> Candidate:
    known = None if np.isnan(similarity) else similarity
    share = lexical or 0.0
    score = share if known is None else (1 - LEXICAL_SHARE) * known + LEXICAL_SHARE * share
    return Candidate(
        number=number,
        score=round(score, _DIGITS),
        similarity=known,
        dense_rank=dense_rank,
        lexical=lexical,
        lexical_rank=lexical_rank,
    )


def _ranks(numbers: npt.NDArray[np.int64]) -> dict[int, int]:
    return {number: rank for rank, number in enumerate(numbers.tolist(), start=1)}
