from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.breadth import LEAST_SHARE, WINDOW
from kb.filters import Snapshot
from kb.fusion import Ranking
from kb.lexical import NO_EVIDENCE
from kb.newest import newest_first
from kb.types import Order, Query, SearchMode
from kb.vectors import Neighbours
from kb.versions import NO_KIN
from tests.conftest import Fill, MakePassage

HITS = st.lists(st.tuples(st.floats(0, 1), st.sampled_from([None, 2019, 2020, 2024])), max_size=WINDOW + 20).map(
    lambda rows: sorted(rows, key=lambda row: -row[0])
)


def snapshot_of(years: list[int | None]) -> Snapshot:
    known = {year for year in years if year}
    numbers = np.arange(len(years))
    return Snapshot(
        revision=1,
        live=np.ones(len(years), np.bool_),
        text_keys=numbers,
        version_keys=numbers,
        kin=NO_KIN,
        labelled={"year": {str(year): np.array([one == year for one in years]) for year in known}},
    )


def ordered(hits: list[tuple[float, int | None]]) -> list[int]:
    scores = np.array([score for score, _ in hits])
    numbers = np.arange(len(hits))
    ranking = Ranking(
        evidence=0.0,
        numbers=numbers,
        scores=scores,
        fused=scores,
        similarities=scores.astype(np.float32),
        named=np.zeros(len(hits)),
        dense=Neighbours(numbers, scores.astype(np.float32)),
        lexical=NO_EVIDENCE.matches,
    )
    return newest_first(numbers, ranking, snapshot_of([year for _, year in hits])).tolist()


def test_relevant_hits_come_by_year_and_the_others_after_them_by_relevance() -> None:
    hits = [(1.0, 2019), (0.9, None), (0.8, 2024), (0.7, 2019), (0.6, 2024), (0.3, 2024), (0.2, 2024)]
    assert ordered(hits) == [2, 4, 0, 3, 1, 5, 6]


@given(HITS)
def test_every_hit_keeps_a_place_and_the_relevant_ones_fall_by_year(hits: list[tuple[float, int | None]]) -> None:
    places = ordered(hits)
    assert sorted(places) == list(range(len(hits)))
    assert places[WINDOW:] == list(range(WINDOW, len(hits)))
    best = hits[0][0] if hits else 0
    relevant = [place for place in places[:WINDOW] if hits[place][0] >= LEAST_SHARE * best]
    assert places[: len(relevant)] == relevant
    assert relevant == sorted(relevant, key=lambda place: (-(hits[place][1] or 0), place))


@pytest.mark.parametrize("mode", list(SearchMode))
def test_pages_of_the_newest_follow_each_other(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage, mode: SearchMode
) -> None:
    texts = {f"Water pumps, report {chr(97 + n)}.": 2015 + n for n in range(6)}
    fill([make_passage(text, year=year) for text, year in texts.items()])
    pages = [
        base.searcher.search(Query(text="water pumps", mode=mode, order=Order.NEWEST, limit=2, offset=2 * n))
        for n in range(3)
    ]
    assert [hit.passage.year for page in pages for hit in page.hits] == [2020, 2019, 2018, 2017, 2016, 2015]
    assert {page.total for page in pages} == {6}
