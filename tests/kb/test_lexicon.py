from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexicon import is_known, lexicon, lexicon_version, meanings
from kb.text import STEMMERS, fold, stem

SAME = [
    {"nl": "afval", "fr": "déchets", "es": "residuos", "en": "waste"},
    {"nl": "gemeente", "fr": "municipalité", "es": "municipio", "en": "municipality"},
    {"nl": "school", "fr": "école", "es": "escuela", "en": "school"},
    {"nl": "begroting", "fr": "budget", "es": "presupuesto", "en": "budget"},
    {"nl": "water", "fr": "eau", "es": "agua", "en": "water"},
]


@pytest.mark.parametrize("words", SAME, ids=lambda words: words["en"])
def test_words_of_four_languages_meet_in_their_likeliest_meaning(words: dict[str, str]) -> None:
    assert {meanings(fold(word), language)[0] for language, word in words.items()} == {stem(words["en"], "en")}


@pytest.mark.parametrize(("one", "other", "language"), [("gemeenten", "gemeente", "nl"), ("dechet", "dechets", "fr")])
def test_inflections_mean_the_same(one: str, other: str, language: str) -> None:
    assert meanings(one, language) == meanings(other, language)


@pytest.mark.parametrize("language", [*STEMMERS, "und"])
@pytest.mark.parametrize("word", ["kemopodi", "b3p", "2024", "ouinhi"])
def test_an_unknown_word_means_itself(word: str, language: str) -> None:
    assert meanings(word, language) == (stem(word, language),)


@pytest.mark.parametrize(
    ("compound", "parts"),
    [("afvalinzameling", ("afval", "inzameling")), ("gemeentebegroting", ("gemeente", "begroting"))],
)
def test_a_dutch_compound_means_its_parts(compound: str, parts: tuple[str, str]) -> None:
    assert stem(compound, "nl") not in lexicon()["nl"]
    assert meanings(compound, "nl") == tuple(meanings(part, "nl")[0] for part in parts)
    assert meanings(compound, "fr") == (stem(compound, "fr"),)


@pytest.mark.parametrize("word", ["afval", "dechets", "residuos", "waste", "afvalinzameling", "mol"])
def test_words_and_compounds_of_any_language_are_known(word: str) -> None:
    assert is_known(word)


@pytest.mark.parametrize("word", ["kemopodi", "ouinhi", "b3p", "umujyi", "tambacounda"])
def test_names_are_not_known(word: str) -> None:
    assert not is_known(word)


def test_what_is_held_is_in_stems_of_the_pivot() -> None:
    assert not lexicon()["en"]
    assert all(meant for held in lexicon().values() for meant in held.values())
    assert len(lexicon_version()) == 16


@given(st.text(max_size=30), st.sampled_from([*STEMMERS, "und"]))
def test_every_word_means_something_and_the_same_twice(text: str, language: str) -> None:
    found = meanings(fold(text), language)
    assert found == meanings(fold(text), language)
    assert len(found) >= 1
    assert len(set(found)) == len(found)
