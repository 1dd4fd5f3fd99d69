"""What filters and facets promise, held for whole answers over a real catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.asking import CHOICES
from kb.bootstrap import KnowledgeBase
from kb.filters import FACETS
from kb.types import DocumentKind, Filters, Hit, Passage, PracticeKind, Query, Result, SearchMode, Voice
from tests.kb.small_thesaurus import SMALL

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]

QUESTIONS = ("water committee", "waste in tricycles", "pumps", "women in the budget", "spaceship")
TOLD = (
    "Water committees look after the pumps of {}.",
    "Tricycles collect waste in {}.",
    "Women decide on the budget of {}.",
    "The committee of {} met on water and waste.",
)
PLACES = ("Pout", "Ouinhi", "Mol", "Portoviejo", "Pout")
THEMES = (("water-points",), ("waste",), ("women-in-committees", "waste"), (), ("water-supply", "gender"), ("water",))
POSSIBLE = {
    **CHOICES,
    "country": ("SN", "BJ", "NI"),
    "partnership": ("mol", "pout", "nobody"),
    "theme": (*SMALL.concepts, "unheard-of"),
    "year": ("2023", "2024", "1999"),
}
checked = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def passages(make: Make) -> Iterator[Passage]:
    """Yields passages of all sorts; one place comes twice, so that texts repeat with other values."""
    kinds, voices, themes = cycle(PracticeKind), cycle(Voice), cycle(THEMES)
    countries, partnerships = cycle((("SN",), ("BJ",), ("BJ", "SN"), ())), cycle((("mol",), ("mol", "pout"), ()))
    languages, years, documents = cycle(("nl", "fr", "en")), cycle((2023, None, 2024, 2025, 2024)), cycle(DocumentKind)
    for place in PLACES:
        for told in TOLD:
            yield make(
                told.format(place),
                kind=next(kinds),
                voice=next(voices),
                themes=next(themes),
                countries=next(countries),
                partnerships=next(partnerships),
                language=next(languages),
                year=next(years),
                document_kind=next(documents),
            )


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    monkeypatch.setattr("kb.rows.thesaurus", lambda: SMALL)
    every = list(passages(make_passage))
    fill(every[:12], "first")
    fill(every[12:], "second")
    minutes = " ".join(f"water{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60))
    fill([make_passage(minutes, year=2023, themes=("water",))], "minutes")
    fill([make_passage(minutes.replace("waterbb", "changed"), year=2024, themes=("waste",))], "minutes, corrected")
    return base


def asked(base: KnowledgeBase, question: str, mode: SearchMode, chosen: Filters) -> Result:
    return base.searcher.search(Query(text=question, mode=mode, filters=chosen, limit=100))


def chosen_in(result: Result, data: st.DataObject) -> dict[str, Any]:
    """Draws a value of an answer's facets, as a change of filters."""
    counted = {facet: [one.value for one in values] for facet, values in result.facets.items() if values}
    facet = data.draw(st.sampled_from(sorted(counted)))
    return {facet: (data.draw(st.sampled_from(counted[facet])),)}


def narrowed(base: KnowledgeBase, question: str, mode: SearchMode, data: st.DataObject) -> tuple[Filters, Result]:
    """Asks a question with up to two filters, as a reader chooses them: out of the facets of the answer before."""
    chosen = Filters()
    result = asked(base, question, mode, chosen)
    for _ in range(data.draw(st.integers(0, 2))):
        if any(result.facets.values()):
            chosen = replace(chosen, **chosen_in(result, data))
            result = asked(base, question, mode, chosen)
    return chosen, result


def test_every_facet_has_values(filled: KnowledgeBase) -> None:
    result = asked(filled, "water", SearchMode.HYBRID, Filters())
    assert set(result.facets) == set(FACETS)
    assert all(len(values) > 1 for values in result.facets.values())
    themes = {one.value: one.count for one in result.facets["theme"]}
    assert themes["water"] > themes["water-supply"] > themes["water-points"]


@checked
@given(question=st.sampled_from(QUESTIONS), mode=st.sampled_from(SearchMode), data=st.data())
def test_choosing_a_value_gives_the_total_that_was_counted(
    filled: KnowledgeBase, question: str, mode: SearchMode, data: st.DataObject
) -> None:
    chosen, result = narrowed(filled, question, mode, data)
    for facet, values in result.facets.items():
        for one in values:
            change: dict[str, Any] = {facet: (one.value,)}
            again = asked(filled, question, mode, replace(chosen, **change))
            assert (again.total, len(again.hits)) == (one.count, one.count), (facet, one)


@checked
@given(question=st.sampled_from(QUESTIONS), mode=st.sampled_from(SearchMode), data=st.data())
def test_what_is_not_counted_is_not_there(
    filled: KnowledgeBase, question: str, mode: SearchMode, data: st.DataObject
) -> None:
    chosen, result = narrowed(filled, question, mode, data)
    for facet, known in CHOICES.items():
        counted = {one.value for one in result.facets[facet]}
        for value in set(known) - counted:
            change: dict[str, Any] = {facet: (value,)}
            again = asked(filled, question, mode, replace(chosen, **change))
            assert (again.total, again.hits, again.abstained) == (0, (), True)


@checked
@given(question=st.sampled_from(QUESTIONS), mode=st.sampled_from(SearchMode), data=st.data())
def test_another_filter_never_adds_to_an_answer(
    filled: KnowledgeBase, question: str, mode: SearchMode, data: st.DataObject
) -> None:
    chosen, result = narrowed(filled, question, mode, data)
    facet = data.draw(st.sampled_from([facet for facet in FACETS if not getattr(chosen, facet)]))
    values = data.draw(st.lists(st.sampled_from(POSSIBLE[facet]), min_size=1, max_size=2))
    change: dict[str, Any] = {facet: tuple(values)}
    both = asked(filled, question, mode, replace(chosen, **change))
    assert both.total <= result.total
    shown = {place for hit in result.hits for place in places(hit)}
    assert {hit.passage.id for hit in both.hits} <= shown


def places(hit: Hit) -> set[str]:
    """Returns the passages that a hit stands for."""
    return {hit.passage.id, *(one.passage_id for one in (*hit.also_in, *hit.related))}


@pytest.mark.parametrize("mode", SearchMode)
@pytest.mark.parametrize("change", [{"theme": ("unheard-of",)}, {"sdg": ("17",)}, {"year": ("1999",)}])
def test_a_filter_that_matches_nothing_gives_nothing(
    filled: KnowledgeBase, change: dict[str, Any], mode: SearchMode
) -> None:
    result = asked(filled, "water", mode, Filters(**change))
    assert (result.hits, result.nearest, result.total, result.abstained) == ((), (), 0, True)
