from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Het werkt.", "Wie betaalt?", "Niemand!"],
        ["“Het werkt.”", "Zo zei hij het."],
        ["¿Quién paga?", "Los vecinos.", "¡Todos!"],
        ["In 2024.", "Daarna niet meer."],
        ["Dhr. Peeters van art. 5 kwam.", "De anderen niet."],
        ["Vanaf nr. 12 telt het, o.a. in Pout.", "École ouverte."],
    ],
)
def test_sentences_end_where_readers_end_them(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_lines_end_a_sentence_and_the_numbers_of_lists_do_not() -> None:
    assert cut("1. Begin klein\n2. Betaal vooraf. Pas dan.\n\n• Wacht") == [
        "1. Begin klein",
        "2. Betaal vooraf.",
        "Pas dan.",
        "• Wacht",
    ]


def test_small_letters_go_on() -> None:
    assert cut("Het kost 3.5 euro (ca. 2.000 frank) … en meer.") == ["Het kost 3.5 euro (ca. 2.000 frank) … en meer."]


@given(st.text())
def test_all_but_spaces_is_in_a_sentence_once_and_in_order(text: str) -> None:
    assert "".join("".join(one.split()) for one in cut(text)) == "".join(text.split())
