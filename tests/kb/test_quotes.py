from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.quotes import Texts

QUOTE = "Het tijdstip van een vergadering bepaalt wie er zit, dus verplaatsten wij ze naar na de markt."
OTHER = "De technische dienst houdt per kwartaal een fiche bij over wie het woord nam."


def test_a_quote_stands_where_its_words_are_whatever_their_case_and_spaces() -> None:
    assert Texts([OTHER, QUOTE.upper().replace(" ", "\n"), OTHER]).saying(QUOTE) == [1]


def test_equal_words_go_before_alike_ones() -> None:
    assert Texts([f"{QUOTE} En meer.", QUOTE]).saying(QUOTE) == [1]


def test_a_passage_that_was_cut_in_two_is_found_in_both_parts() -> None:
    assert Texts([QUOTE[:50], OTHER, QUOTE[50:]]).saying(QUOTE) == [0, 2]


def test_a_passage_that_was_joined_to_others_is_found_in_the_whole() -> None:
    assert Texts([f"{OTHER} {QUOTE} {OTHER}"]).saying(QUOTE) == [0]


def test_a_corrected_word_does_not_lose_it() -> None:
    assert Texts([OTHER, QUOTE.replace("markt", "misviering")]).saying(QUOTE) == [1]


def test_what_says_something_else_is_not_found() -> None:
    assert Texts([OTHER, ""]).saying(QUOTE) == []
    assert Texts([OTHER]).saying("") == []


@given(st.text(min_size=1), st.lists(st.text(), max_size=4))
def test_a_text_that_is_there_is_always_found(quote: str, others: list[str]) -> None:
    places = Texts([*others, quote]).saying(quote)
    assert not any(c.isalnum() for c in quote) or len(others) in places
