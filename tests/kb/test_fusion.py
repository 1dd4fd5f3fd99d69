from __future__ import annotations

import numpy as np
import pytest

from kb.fusion import LEXICAL_SHARE, Candidate, Ranking, candidate_numbers, fuse
from kb.lexical import NO_MATCHES, Matches
from kb.vectors import Neighbours

DENSE = Neighbours(np.array([7, 3, 5]), np.array([0.8, 0.6, 0.4], np.float32))
LEXICAL = Matches(numbers=np.array([5, 9]), scores=np.array([0.9, 0.5]))
NUMBERS = np.array([3, 5, 7, 9])
SIMILARITIES = np.array([0.6, 0.4, 0.8, 0.1], np.float32)


def candidates(ranking: Ranking) -> list[Candidate]:
    return [ranking.candidate(place) for place in range(len(ranking.numbers))]


def test_every_candidate_is_there_once() -> None:
    assert candidate_numbers(DENSE, LEXICAL).tolist() == NUMBERS.tolist()


@pytest.mark.parametrize(
    ("number", "dense_rank", "lexical_rank", "similarity", "lexical"),
    [(7, 1, None, 0.8, None), (3, 2, None, 0.6, None), (5, 3, 1, 0.4, 0.9), (9, None, 2, 0.1, 0.5)],
)
def test_scores_and_ranks(
    number: int, dense_rank: int | None, lexical_rank: int | None, similarity: float, lexical: float | None
) -> None:
    found = {c.number: c for c in candidates(fuse(DENSE, LEXICAL, NUMBERS, SIMILARITIES))}[number]
    assert (found.dense_rank, found.lexical_rank, found.lexical) == (dense_rank, lexical_rank, lexical)
    expected = (1 - LEXICAL_SHARE) * similarity + LEXICAL_SHARE * (lexical or 0)
    assert found.score == pytest.approx(expected, abs=1e-6)


def test_the_order_is_by_score_then_number() -> None:
    tied = fuse(DENSE, NO_MATCHES, np.array([3, 5, 7]), np.array([0.5, 0.9, 0.5], np.float32))
    assert tied.numbers.tolist() == [5, 3, 7]


def test_without_similarity_the_lexical_score_decides() -> None:
    unknown = np.full(2, np.nan, np.float32)
    none = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
    found = fuse(none, LEXICAL, np.array([5, 9]), unknown)
    assert [(c.number, c.score, c.similarity) for c in candidates(found)] == [(5, 0.9, None), (9, 0.5, None)]
