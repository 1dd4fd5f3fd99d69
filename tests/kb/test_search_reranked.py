from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kb.bootstrap import KnowledgeBase
from kb.nearest import DenseIndex
from kb.rerank import Scores
from kb.search import Searcher
from kb.types import Query, SearchMode
from tests.conftest import Fill, MakePassage


class ByNumber:
    """Prefers passages with the higher number in their text."""

    depth = 6

    def scores(self, question: str, texts: Sequence[str]) -> Scores:  # noqa: ARG002 - the order is fixed
        return np.array([float(text.split()[-1]) for text in texts], np.float64)


WORDS = ("dam", "well", "pump", "tank", "pipe", "tap", "river", "lake", "rain", "ditch", "canal", "spring")


@pytest.fixture
def searchers(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> tuple[Searcher, Searcher]:
    fill([make_passage(f"water {word} {word} number {number}") for number, word in enumerate(WORDS)])
    dense = DenseIndex(base.index_root, base.catalog, base.embedder.stamp)
    return Searcher(base.catalog, dense, base.embedder), Searcher(
        base.catalog, dense, base.embedder, reranker=ByNumber()
    )


def texts(searcher: Searcher, **changes: object) -> list[str]:
    hits = searcher.search(Query(text="water number", **changes)).hits  # type: ignore[arg-type]
    return [hit.passage.text for hit in hits]


def test_the_first_hits_come_in_the_rerankers_order(searchers: tuple[Searcher, Searcher]) -> None:
    plain, reranked = (texts(searcher, limit=12) for searcher in searchers)
    numbers = [int(text.split()[-1]) for text in reranked]
    assert sorted(plain[:6]) == sorted(reranked[:6])
    assert numbers[:6] == sorted(numbers[:6], reverse=True)
    assert plain[6:] == reranked[6:]
    assert plain != reranked


@pytest.mark.parametrize("size", [1, 2, 4, 5, 7, 12])
def test_pages_go_on_where_the_last_one_ended(searchers: tuple[Searcher, Searcher], size: int) -> None:
    _, reranked = searchers
    pages = [texts(reranked, limit=size, offset=offset) for offset in range(0, 12, size)]
    assert [text for page in pages for text in page] == texts(reranked, limit=12)


def test_totals_stay_and_why_tells_the_score(searchers: tuple[Searcher, Searcher]) -> None:
    plain, reranked = (searcher.search(Query(text="water number")) for searcher in searchers)
    assert (plain.total, plain.facets, plain.abstained) == (reranked.total, reranked.facets, reranked.abstained)
    assert all(hit.why.reranked is None for hit in plain.hits)
    for place, hit in enumerate(reranked.hits):
        expected = float(hit.passage.text.split()[-1]) if place < 6 else None
        assert hit.why.reranked == expected


@pytest.mark.parametrize("changes", [{"mode": SearchMode.DENSE}, {"mode": SearchMode.LEXICAL}, {"rerank": False}])
def test_other_modes_are_left_alone(searchers: tuple[Searcher, Searcher], changes: dict[str, object]) -> None:
    plain, reranked = searchers
    assert texts(reranked, **changes) == texts(plain, **changes)


def test_what_holds_the_name_that_was_asked_for_stays_first(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    others = [make_passage(f"water {word} number {number + 1}") for number, word in enumerate(WORDS)]
    fill([make_passage("The water of Ouinhi number 0"), *others])
    dense = DenseIndex(base.index_root, base.catalog, base.embedder.stamp)
    hits = Searcher(base.catalog, dense, base.embedder, reranker=ByNumber()).search(Query(text="water ouinhi")).hits
    assert hits[0].passage.text == "The water of Ouinhi number 0"
    assert hits[0].why.reranked is None
    numbers = [float(hit.passage.text.split()[-1]) for hit in hits[1:6]]
    assert [hit.why.reranked for hit in hits[1:6]] == numbers == sorted(numbers, reverse=True)


def test_the_cross_encoder_of_the_settings_answers_people(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill([make_passage(f"water {word} {word} number {number}") for number, word in enumerate(WORDS)])
    plain = texts(base.open_serving().searcher, limit=12)
    monkeypatch.setattr("kb.bootstrap.configured_reranker", lambda _config: ByNumber())
    assert texts(base.open_serving().searcher, limit=12) != plain
