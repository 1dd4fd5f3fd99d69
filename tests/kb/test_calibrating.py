from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.bootstrap import KnowledgeBase
from kb.calibrating import FEWEST_QUESTIONS, calibrate
from kb.errors import NotReadyError, UsageError
from kb.questions import Expected, JudgedQuestion
from kb.types import Passage, Query, SearchMode

THEMES = [f"theme{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def untold(_done: int, _all: int) -> None:
    """Takes progress and tells nobody."""


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]) -> KnowledgeBase:
    fill([make_passage(f"The works of {theme} were finished in spring.") for theme in THEMES])
    return base


def questions(base: KnowledgeBase, themes: list[str]) -> list[JudgedQuestion]:
    title = base.catalog.documents()[0].title
    return [
        JudgedQuestion(
            id=theme,
            language="en",
            text=f"what of {theme}?",
            expected=(Expected(document=title, quote=f"The works of {theme} were finished"),),
        )
        for theme in themes
    ]


def test_a_threshold_is_kept_with_the_model_and_holds_from_then_on(filled: KnowledgeBase) -> None:
    assert not filled.searcher.search(Query(text="zzz")).abstained  # not calibrated: it answers what it can
    found = calibrate(filled, questions(filled, THEMES), untold)
    stamp = filled.catalog.stamp()
    assert stamp is not None
    facts = filled.catalog.model_facts(stamp)
    assert facts is not None
    assert facts.calibration == found
    assert found["questions"] == len(THEMES)
    searcher = filled.open_serving().searcher
    unknown, known = searcher.search(Query(text="zzz")), searcher.search(Query(text="what of themea?"))
    assert (unknown.abstained, unknown.hits, unknown.total) == (True, (), 0)
    assert unknown.nearest
    assert unknown.facets["language"]
    assert not known.abstained
    assert known.hits
    assert not known.nearest


@pytest.mark.parametrize("mode", [SearchMode.DENSE, SearchMode.LEXICAL])
def test_only_hybrid_search_abstains_for_want_of_evidence(filled: KnowledgeBase, mode: SearchMode) -> None:
    calibrate(filled, questions(filled, THEMES), untold)
    assert not filled.open_serving().searcher.search(Query(text="works", mode=mode)).abstained


def test_a_name_that_no_passage_holds_has_no_answer(filled: KnowledgeBase) -> None:
    calibrate(filled, questions(filled, THEMES), untold)
    searcher = filled.open_serving().searcher
    assert searcher.search(Query(text="what works of themea in Cochabamba?")).abstained
    assert not searcher.search(Query(text="what works of themea in spring?")).abstained


def test_too_few_questions_measure_nothing(filled: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match=str(FEWEST_QUESTIONS)):
        calibrate(filled, questions(filled, THEMES[: FEWEST_QUESTIONS - 1]), untold)


def test_an_empty_base_cannot_be_calibrated(base: KnowledgeBase) -> None:
    with pytest.raises(NotReadyError):
        calibrate(base, [], untold)
