from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from kb.grouping import by_partnership, linked_to_none
from kb.types import Filters, Order, Query, SearchMode
from tests.conftest import Fill, MakePassage

LAARNE, BUGESERA = "laarne-ouinhi", "bugesera"
TEXTS = {
    "Water pumps of Ouinhi.": (LAARNE,),
    "Water pumps of Bugesera.": (BUGESERA,),
    "Water pumps of both of them.": (LAARNE, BUGESERA),
    "Water pumps of nobody.": (),
    "Water pumps of nobody at all.": (),
}


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    fill([make_passage(text, partnerships=partnerships) for text, partnerships in TEXTS.items()])
    fill([make_passage("Water pumps of nobody.")], "a copy")
    return base


@pytest.mark.parametrize("mode", list(SearchMode))
def test_hits_stand_under_each_of_their_partnerships_and_those_of_none_last(
    filled: KnowledgeBase, mode: SearchMode
) -> None:
    result = filled.searcher.search(Query(text="water pumps", mode=mode, order=Order.RELEVANCE))
    groups = by_partnership(result)
    assert {group.partnership: group.total for group in groups} == {LAARNE: 2, BUGESERA: 2, None: 2}
    assert groups[-1].partnership is None
    assert [len(group.hits) for group in groups] == [2, 2, 2]
    assert result.total == 5
    first = result.hits[0].passage.partnerships
    assert not first or groups[0].partnership in first


def test_totals_count_the_hits_of_all_pages(filled: KnowledgeBase) -> None:
    pages = [filled.searcher.search(Query(text="water pumps", limit=1, offset=n)) for n in range(5)]
    found = [group for page in pages for group in by_partnership(page)]
    assert {group.total for group in found} == {2}
    assert sum(len(group.hits) for group in found) == 6  # that of both of them counts twice
    assert by_partnership(filled.searcher.search(Query(text="water pumps", limit=1, offset=5))) == ()


def test_a_filter_leaves_the_groups_that_it_names(filled: KnowledgeBase) -> None:
    [group] = by_partnership(filled.searcher.search(Query(text="water pumps", filters=Filters(partnership=(LAARNE,)))))
    assert (group.partnership, group.total, len(group.hits)) == (LAARNE, 2, 2)


def test_lexical_totals_count_what_matches(filled: KnowledgeBase) -> None:
    result = filled.searcher.search(Query(text="Bugesera nobody", mode=SearchMode.LEXICAL))
    assert {group.partnership: group.total for group in by_partnership(result)} == {BUGESERA: 1, None: 2}


def test_what_is_linked_to_none_is_live(filled: KnowledgeBase) -> None:
    snapshot = filled.catalog.snapshot()
    assert linked_to_none(snapshot).sum() == 3
    assert not (linked_to_none(snapshot) & ~snapshot.live).any()
