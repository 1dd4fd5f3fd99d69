from __future__ import annotations

from dataclasses import replace

import pytest

from kb.bootstrap import KnowledgeBase
from kb.errors import NotReadyError, UnknownError
from kb.similar import Comparison, compare
from kb.types import Filters, PracticeKind
from tests.conftest import Fill, MakePassage

HERE = "Residents vote on the budget of the town in each village."
SAME = "In each village residents vote on the budget."
LIKE = "Residents vote each year on a part of the town budget."
OTHER = "The pumps of the water service were repaired in spring."


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    ouinhi = {"partnerships": ("laarne-ouinhi",), "countries": ("BJ",)}
    karongi = {"partnerships": ("karongi",), "countries": ("RW",), "year": 2025, "kind": PracticeKind.LESSON}
    fill([make_passage(HERE, **ouinhi), make_passage(OTHER, **ouinhi)], "ouinhi")
    fill([make_passage(SAME, **ouinhi)], "ouinhi-again")
    fill(
        [
            make_passage(LIKE, **karongi, headings=("Budget",)),
            make_passage(
                "Participation rose from 41 to 68.",
                **(karongi | {"kind": PracticeKind.RESULT}),
                headings=("Budget", "Results"),
            ),
            make_passage(
                "The road was closed.", **(karongi | {"kind": PracticeKind.RESULT}), headings=("Roads", "Results")
            ),
        ],
        "karongi",
    )
    fill([make_passage("Residents vote on the budget of Pout.", partnerships=("pout",), countries=("SN",))], "pout")
    return base


def comparison(base: KnowledgeBase, text: str = HERE, **changes: object) -> Comparison:
    [passage_id] = [
        stored.passage.id
        for document in base.catalog.documents()
        for stored in base.catalog.passages_of(document.id)
        if stored.passage.text == text
    ]
    return compare(base.searcher, passage_id, **changes)  # type: ignore[arg-type]


def test_the_nearest_of_each_other_partnership_comes_first_and_none_of_its_own(filled: KnowledgeBase) -> None:
    found = comparison(filled).elsewhere
    names = [one.hit.passage.partnerships for one in found]
    assert {names[0], names[1]} == {("pout",), ("karongi",)}
    assert ("laarne-ouinhi",) not in names
    assert next(one.hit.passage.text for one in found if one.hit.passage.partnerships == ("karongi",)) == LIKE


def test_what_differs_is_told_and_what_does_not_is_not(filled: KnowledgeBase) -> None:
    [karongi] = [one for one in comparison(filled).elsewhere if one.hit.passage.text == LIKE]
    told = {one.facet: (one.here, one.there) for one in karongi.differences}
    assert told == {
        "partnership": (("laarne-ouinhi",), ("karongi",)),
        "country": (("BJ",), ("RW",)),
        "year": (("2024",), ("2025",)),
        "kind": (("context",), ("lesson",)),
    }


def test_what_came_of_it_is_told_by_its_own_section(filled: KnowledgeBase) -> None:
    [karongi] = [one for one in comparison(filled).elsewhere if one.hit.passage.text == LIKE]
    assert [passage.text for passage in karongi.results] == ["Participation rose from 41 to 68."]


def test_filters_limit_what_is_found(filled: KnowledgeBase) -> None:
    found = comparison(filled, filters=Filters(country=("SN",))).elsewhere
    assert [one.hit.passage.partnerships for one in found] == [("pout",)]
    assert comparison(filled, filters=Filters(country=("NI",))).elsewhere == ()
    assert len(comparison(filled, limit=1).elsewhere) == 1


def test_a_passage_of_no_partnership_is_compared_with_other_documents(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    fill([make_passage(HERE), make_passage(SAME)], "first")
    fill([make_passage(LIKE)], "second")
    assert [one.hit.passage.text for one in comparison(base).elsewhere] == [LIKE]


def test_the_same_text_in_another_report_is_not_elsewhere(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    ours, theirs = make_passage(HERE, partnerships=("a",)), make_passage(LIKE, partnerships=("b",))
    fill([ours], "first")
    fill([replace(ours, partnerships=()), theirs], "second")
    first = next(d for d in base.catalog.documents() if d.title == "first")
    [stored] = base.catalog.passages_of(first.id)
    assert [one.hit.passage.text for one in compare(base.searcher, stored.passage.id).elsewhere] == [LIKE]


def test_what_is_not_there_is_told(filled: KnowledgeBase) -> None:
    with pytest.raises(UnknownError) as error:
        compare(filled.searcher, "nothing")
    assert error.value.key == "passage_unknown"


def test_a_passage_without_a_vector_is_told(filled: KnowledgeBase) -> None:
    searcher = filled.searcher
    searcher.stamp = "another/1"
    with pytest.raises(NotReadyError) as error:
        compare(searcher, filled.catalog.passages_of(filled.catalog.documents()[0].id)[0].passage.id)
    assert error.value.key == "not_embedded"
