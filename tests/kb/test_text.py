from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text import fold, is_found_under, places_where, stem, stop_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bénin", "benin"),
        ("Santo Tomás", "santo tomas"),
        ("KeMoPoDi", "kemopodi"),
        ("ﬁnanciële", "financiele"),
        ("Œuvre", "oeuvre"),
        ("STRAẞE", "strasse"),
    ],
)
def test_folding_takes_case_accents_and_ligatures_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(word.folded == fold(text[word.start : word.end]).replace("'", "").replace("’", "") for word in found)


def test_french_elisions_count_as_their_second_part() -> None:
    assert [word.folded for word in words("l’eau d'Ouinhi, aujourd’hui")] == ["eau", "ouinhi", "aujourdhui"]


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [
        ("gemeenten", "gemeente", "nl"),
        ("déchets", "déchet", "fr"),
        ("vecinas", "vecina", "es"),
        ("committees", "committee", "en"),
    ],
)
def test_inflections_share_their_stem(first: str, second: str, language: str) -> None:
    assert stem(fold(first), language) == stem(fold(second), language)


def test_dutch_gemeenten_does_not_become_meen() -> None:
    assert stem("gemeenten", "nl") == "gemeent"


@pytest.mark.parametrize(("language", "word"), [("nl", "van"), ("fr", "où"), ("es", "según"), ("en", "the")])
def test_stop_words_are_folded(language: str, word: str) -> None:
    assert fold(word) in stop_words(language)


def test_each_word_is_looked_at_once_however_often_it_stands() -> None:
    seen: list[str] = []
    text = "Water, water en l’eau; Water"
    found = places_where(text, lambda written: not seen.append(written) and written != "en")  # type: ignore[func-returns-value]
    assert seen == ["Water", "water", "en", "l’eau"]
    assert [text[word.start : word.end] for word in found] == ["Water", "water", "eau", "Water"]


@given(st.lists(st.sampled_from(["Gemeenten", "gemeente", "L’eau", "eau", "wég", "-", "\n"]), max_size=20))
def test_the_words_found_under_a_token_are_those_whose_folded_form_or_stem_it_is(written: list[str]) -> None:
    text = " ".join(written)
    tokens = frozenset({"gemeent", "eau", "weg"})
    expected = [word for word in words(text) if {word.folded, stem(word.folded, "nl")} & tokens]
    assert places_where(text, is_found_under(tokens, "nl")) == expected
