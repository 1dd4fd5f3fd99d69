from __future__ import annotations

import pytest

from kb.language import language_of_passage, language_of_question


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("samenwerking rond drinkwater", "nl"),
        ("gestion des déchets dans la commune", "fr"),
        ("participación de las mujeres en el presupuesto", "es"),
        ("how do young people take part in planning?", "en"),
    ],
)
def test_questions_tell_their_language(text: str, language: str) -> None:
    assert language_of_question(text) == language


def test_a_name_tells_no_language() -> None:
    assert language_of_question("Tambacounda") is None


def test_a_short_passage_is_in_the_language_around_it() -> None:
    assert language_of_passage("Results", "nl") == "nl"
    assert language_of_passage("The committee meets every second Tuesday of the month.", "nl") == "en"
