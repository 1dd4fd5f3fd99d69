from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.fulltext import NO_MATCHES, Matches
from kb.fusion import LEXICAL_SHARE, NAME_AMONG_OTHERS, Candidate, Ranking, candidate_numbers, fuse
from kb.lexical import NO_EVIDENCE, LexicalEvidence
from kb.vectors import Neighbours

DENSE = Neighbours(np.array([7, 3, 5]), np.array([0.8, 0.6, 0.4], np.float32))
NO_NEIGHBOURS = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))
MATCHES = Matches(numbers=np.array([5, 9]), scores=np.array([0.9, 0.5]))
LEXICAL = LexicalEvidence(matches=MATCHES, names=NO_MATCHES)
NUMBERS = np.array([3, 5, 7, 9])
SIMILARITIES = np.array([0.6, 0.4, 0.8, 0.1], np.float32)


def candidates(ranking: Ranking) -> list[Candidate]:
    return [ranking.candidate(place) for place in range(len(ranking.numbers))]


def named(shares: dict[int, float], matches: Matches = MATCHES, *, by_name: bool = True) -> LexicalEvidence:
    names = Matches(numbers=np.array(list(shares), np.int64), scores=np.array(list(shares.values()), np.float64))
    return LexicalEvidence(matches=matches, names=names, by_name=by_name)


def test_every_candidate_is_there_once() -> None:
    assert candidate_numbers(DENSE, LEXICAL).tolist() == NUMBERS.tolist()
    assert candidate_numbers(DENSE, named({4: 1.0, 5: 0.5})).tolist() == [3, 4, 5, 7, 9]


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
    assert found.named == 0


def test_the_order_is_by_score_then_number() -> None:
    tied = fuse(DENSE, NO_EVIDENCE, np.array([3, 5, 7]), np.array([0.5, 0.9, 0.5], np.float32))
    assert tied.numbers.tolist() == [5, 3, 7]


def test_without_similarity_the_lexical_score_decides() -> None:
    unknown = np.full(2, np.nan, np.float32)
    found = fuse(NO_NEIGHBOURS, LEXICAL, np.array([5, 9]), unknown)
    assert [(c.number, c.score, c.similarity) for c in candidates(found)] == [(5, 0.9, None), (9, 0.5, None)]


def test_what_is_asked_by_name_counts_names_as_much_as_all_other_evidence() -> None:
    found = {c.number: c for c in candidates(fuse(DENSE, named({9: 1.0, 3: 0.5}), NUMBERS, SIMILARITIES))}
    plain = {c.number: c.score for c in candidates(fuse(DENSE, LEXICAL, NUMBERS, SIMILARITIES))}
    shares = {9: 1.0, 3: 0.5, 5: 0, 7: 0}
    assert {number: c.named for number, c in found.items()} == shares
    for number, share in shares.items():
        assert found[number].score == pytest.approx((plain[number] + share) / 2, abs=1e-5)


def test_names_among_other_words_add_a_little_and_are_not_beyond_doubt() -> None:
    found = {c.number: c for c in candidates(fuse(DENSE, named({9: 1.0}, by_name=False), NUMBERS, SIMILARITIES))}
    plain = {c.number: c.score for c in candidates(fuse(DENSE, LEXICAL, NUMBERS, SIMILARITIES))}
    for number, share in {9: 1.0, 3: 0, 5: 0, 7: 0}.items():
        expected = (plain[number] + NAME_AMONG_OTHERS * share) / (1 + NAME_AMONG_OTHERS)
        assert found[number].score == pytest.approx(expected, abs=1e-5)
        assert found[number].named == 0


def test_evidence_is_the_best_score_without_names() -> None:
    plain = fuse(DENSE, LEXICAL, NUMBERS, SIMILARITIES)
    assert plain.evidence == pytest.approx(max(plain.scores), abs=1e-5)
    among_others = replace(named({9: 1.0}), by_name=False)
    assert fuse(DENSE, among_others, NUMBERS, SIMILARITIES).evidence == plain.evidence
    assert fuse(NO_NEIGHBOURS, NO_EVIDENCE, NUMBERS[:0], SIMILARITIES[:0]).evidence == 0


def test_who_asks_by_a_name_that_is_there_has_an_answer_and_for_one_that_is_not_none() -> None:
    assert fuse(DENSE, replace(named({9: 1.0}), by_name=True), NUMBERS, SIMILARITIES).evidence == 1
    assert fuse(DENSE, replace(named({9: 0.5}), by_name=True), NUMBERS, SIMILARITIES).evidence < 1
    assert fuse(DENSE, replace(LEXICAL, absent=("guelmim",)), NUMBERS, SIMILARITIES).evidence == 0


def test_names_alone_rank_where_similarity_plays_no_part() -> None:
    unknown = np.full(2, np.nan, np.float32)
    found = fuse(NO_NEIGHBOURS, named({8: 1.0}, NO_MATCHES), np.array([5, 8]), unknown)
    assert [(c.number, c.score) for c in candidates(found)] == [(8, 0.5), (5, 0.0)]


@given(
    similarities=st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=8),
    words=st.lists(st.floats(0, 1), min_size=8, max_size=8),
    holds=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_who_holds_all_names_comes_before_who_holds_none_and_no_score_exceeds_one(
    similarities: list[float], words: list[float], holds: list[bool]
) -> None:
    numbers = np.arange(len(similarities), dtype=np.int64)
    matches = Matches(numbers=numbers, scores=np.array(words[: len(numbers)]))
    lexical = named({number: 1.0 for number in range(len(numbers)) if holds[number]}, matches)
    found = fuse(NO_NEIGHBOURS, lexical, numbers, np.array(similarities, np.float32))
    assert (found.scores <= 1).all()
    assert found.scores.tolist() == sorted(found.scores, reverse=True)
    if any(holds[: len(numbers)]):
        assert (found.scores >= 0).all()
    # Equal scores (all that can be against nothing at all) go by number.
    for before, after, score, next_score in zip(
        found.named, found.named[1:], found.scores, found.scores[1:], strict=False
    ):
        assert before >= after or score == next_score
