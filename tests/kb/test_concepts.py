from __future__ import annotations

import pytest

from kb.concepts import concepts_in, in_common


@pytest.mark.parametrize(
    ("question", "language", "concept"),
    [
        ("Hoe betalen we de drinkwatervoorziening?", "nl", "water-supply"),
        ("Comment payer l'eau potable ?", "fr", "water-supply"),
        ("¿Cómo se paga el agua potable?", "es", "water-supply"),
        ("How is drinking water paid for?", "en", "water-supply"),
        ("latrines", None, "latrines"),
    ],
)
def test_a_question_names_concepts_in_its_language_or_in_any(question: str, language: str | None, concept: str) -> None:
    assert concept in concepts_in(question, language)


def test_a_question_may_name_none() -> None:
    assert concepts_in("What did they say then?", "en") == frozenset()


@pytest.mark.parametrize(
    ("asked", "themes", "common"),
    [
        ({"water-supply"}, ("water-supply", "youth"), ("water-supply",)),
        ({"water-supply"}, ("water-committees",), ("water-committees",)),
        ({"water-committees"}, ("water-supply",), ("water-supply",)),
        ({"water-committees"}, ("water-tariffs",), ()),
        (set(), ("water-supply",), ()),
        ({"no-concept"}, ("no-concept-either",), ()),
    ],
)
def test_narrower_and_broader_themes_are_in_common_and_sisters_are_not(
    asked: set[str], themes: tuple[str, ...], common: tuple[str, ...]
) -> None:
    assert in_common(frozenset(asked), themes) == common
