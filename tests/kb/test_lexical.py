from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kb.bootstrap import KnowledgeBase
from kb.lexical import LexicalIndex, Matches, query_words
from kb.types import Passage

TEXTS = {
    1: ("De gemeenten van KeMoPoDi halen afval op met driewielers.", "nl"),
    2: ("Les communes collectent les déchets avec des tricycles à Santo Tomás.", "fr"),
    3: ("El agua potable llega a los barrios de Portoviejo.", "es"),
    4: ("Participation of young people in the budget.", "en"),
    5: ("La participación de las mujeres en el presupuesto.", "es"),
}


@pytest.fixture
def index(base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]) -> LexicalIndex:
    fill([make_passage(text, language=language) for text, language in TEXTS.values()])
    return LexicalIndex(base.catalog)


def ask(index: LexicalIndex, question: str, language: str | None = None, without: int = 0, limit: int = 10) -> Matches:
    allowed = np.ones(len(TEXTS) + 1, np.bool_)
    allowed[[0, without]] = False
    return index.search(query_words(question, language), allowed, limit=limit, revision=1)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("kemopodi", [1]),
        ("KEMOPODI", [1]),
        ("santo tomas", [2]),
        ("gemeente", [1]),
        ("déchet", [2]),
        ("dechets", [2]),
        ("barrio", [3]),
        ("nothing of the kind", []),
    ],
)
def test_words_are_found_in_any_case_accent_and_inflection(
    index: LexicalIndex, question: str, found: list[int]
) -> None:
    assert ask(index, question).numbers.tolist() == found


def test_international_words_are_found_across_languages(index: LexicalIndex) -> None:
    assert set(ask(index, "participación").numbers.tolist()) >= {4, 5}


def test_scores_are_a_share_of_what_was_asked(index: LexicalIndex) -> None:
    whole, half = ask(index, "kemopodi driewielers"), ask(index, "kemopodi spaceship")
    assert 0 < half.scores[0] < whole.scores[0] <= 1


def test_what_is_not_allowed_is_not_found(index: LexicalIndex) -> None:
    assert ask(index, "kemopodi", without=1).numbers.tolist() == []


def test_fetching_widens_until_the_allowed_are_found(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    fill([make_passage(f"water {'water ' * (300 - place)} place{place}") for place in range(300)])
    allowed = np.zeros(301, np.bool_)
    allowed[300] = True  # the one that matches least
    found = LexicalIndex(base.catalog).search(query_words("water", "en"), allowed, limit=1, revision=1)
    assert found.numbers.tolist() == [300]


def test_a_question_without_words_matches_nothing(index: LexicalIndex) -> None:
    assert ask(index, "?!…").numbers.tolist() == []


@pytest.mark.parametrize("question", ['"', "water AND NOT", "NEAR(a b)", "title:water", "(((", "a*", "water^2"])
def test_the_full_text_syntax_cannot_be_reached(index: LexicalIndex, question: str) -> None:
    assert isinstance(ask(index, question), Matches)


def test_titles_and_headings_match_as_well(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    fill([make_passage("Nothing here.", context="Umujyi wanjye · 2024")])
    found = LexicalIndex(base.catalog).search(query_words("umujyi", None), np.ones(2, np.bool_), limit=1, revision=1)
    assert found.numbers.tolist() == [1]
