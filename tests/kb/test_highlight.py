from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.highlight import highlights
from kb.types import LANGUAGES
from kb.wording import query_words


def marked(text: str, language: str, question: str, asked_in: str | None) -> list[str]:
    offsets, _ = highlights(text, language, query_words(question, asked_in))
    return [text[start:end] for start, end in offsets]


def test_inflections_are_marked() -> None:
    text = "De gemeenten werken samen; elke gemeente betaalt."
    assert marked(text, "nl", "gemeente die samenwerkt", "nl") == ["gemeenten", "gemeente"]


def test_accents_and_case_do_not_matter() -> None:
    assert marked("L’équipe de SANTO TOMÁS", "fr", "santo tomas", None) == ["SANTO", "TOMÁS"]


def test_elisions_are_left_out_of_the_mark() -> None:
    assert marked("Le prix de l’eau", "fr", "eau", "fr") == ["eau"]


def test_function_words_are_not_marked() -> None:
    assert marked("Het water van de stad", "nl", "water van de stad", "nl") == ["water", "stad"]


def test_words_are_told_once() -> None:
    _, written = highlights("Water, water, Water", "en", query_words("water", "en"))
    assert written == ("Water", "water")


def test_a_stem_that_is_cut_too_far_still_marks() -> None:
    assert marked("La mujer y las mujeres", "es", "mujeres", "es") == ["mujer", "mujeres"]
    assert marked("La mujer y las mujeres", "es", "mujer", "es") == ["mujer", "mujeres"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("La commune collecte les déchets.", "fr", ["déchets"]),
        ("Los residuos del barrio", "es", ["residuos"]),
        ("Tricycles collect the waste.", "en", ["waste"]),
        ("Le prix de l’eau", "fr", []),
    ],
)
@pytest.mark.parametrize("asked_in", ["nl", None])
def test_translations_are_marked(text: str, language: str, expected: list[str], asked_in: str | None) -> None:
    assert marked(text, language, "afval", asked_in) == expected


def test_a_translation_is_marked_without_its_elision() -> None:
    assert marked("Le prix de l’eau, l'eau et L’EAU", "fr", "water", "nl") == ["eau", "eau", "EAU"]


def test_in_the_questions_own_language_only_the_word_itself_is_marked() -> None:
    text = "Les ordures et les déchets"
    assert marked(text, "fr", "déchets", "fr") == ["déchets"]


def test_names_are_marked_in_any_language() -> None:
    for language in LANGUAGES:
        assert marked("Ouinhi, KeMoPoDi", language, "kemopodi ouinhi", "nl") == ["Ouinhi", "KeMoPoDi"]


@given(
    st.lists(st.sampled_from(["afval", "l’eau", "déchets,", "waste", "de", "Santo", "—", "\n", "2024"]), max_size=20),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["afval en water in 2024", "déchets et eau", "?", "waste"]),
    st.sampled_from([*LANGUAGES, None]),
)
def test_marks_are_in_order_apart_and_within_the_text(
    words: list[str], language: str, question: str, asked_in: str | None
) -> None:
    text = " ".join(words)
    offsets, written = highlights(text, language, query_words(question, asked_in))
    assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert all(left[1] <= right[0] for left, right in pairwise(offsets))
    assert list(written) == list(dict.fromkeys(text[start:end] for start, end in offsets))
