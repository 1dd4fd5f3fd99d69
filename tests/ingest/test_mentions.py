from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.mentions import Mention, Names, Token, name_of, tokens


def _never(*_: object) -> bool:
    return False


def _found(text: str, *written: str, hidden: str = "") -> list[str]:
    """Returns the quotes of names that stand for themselves."""
    names = [name_of(name, "facet", name, capital=name[0].isupper()) for name in written]
    if hidden:
        names.append(name_of(hidden, "facet", ""))
    return [text[one.start : one.end] for one in Names(names, _never).find(text)]


@pytest.mark.parametrize(
    ("text", "written", "quotes"),
    [
        ("Sint Joris, Sint-Joris, SintJoris", "Sint Joris", ["Sint Joris", "Sint-Joris", "SintJoris"]),
        ("St. Louis et St Louis", "St Louis", ["St. Louis", "St Louis"]),
        ("N’Djamena, N'Djamena, Ndjamena", "N'Djamena", ["N’Djamena", "N'Djamena", "Ndjamena"]),
        ("Togo, to go, To go", "Togo", ["Togo"]),
        ("Sint. Later Joris", "Sint Joris", []),
        ("Sint, Joris", "Sint Joris", []),
        ("Vandaag-\nJoris", "Vandaagjoris", []),
        ("Zuid-\nafrika", "Zuid-Afrika", ["Zuid-\nafrika"]),
        ("les Béninoises, une béninoise", "béninois*", ["Béninoises", "béninoise"]),
        ("South Africans", "South African*", ["South Africans"]),
        ("Southern", "South African*", []),
        ("Sint", "Sint Joris", []),
    ],
)
def test_a_name_in_its_spellings(text: str, written: str, quotes: list[str]) -> None:
    assert _found(text, written) == quotes


def test_of_names_inside_each_other_the_longest_counts() -> None:
    assert _found("Sint Joris Weert en Joris", "Sint Joris", "Joris", "Sint Joris Weert") == [
        "Sint Joris Weert",
        "Joris",
    ]


def test_a_name_that_stands_for_nothing_hides_those_inside_it() -> None:
    assert _found("Sint Joris Weert, Sint Joris", "Sint Joris", hidden="Sint Joris Weert") == ["Sint Joris"]


def test_names_of_another_facet_are_not_hidden() -> None:
    names = Names([name_of("Club van Benin", "partnership", "club"), name_of("Benin", "country", "BJ")], _never)

    assert names.find("de Club van Benin") == (
        Mention("partnership", "club", 3, 17),
        Mention("country", "BJ", 12, 17),
    )


def test_what_means_something_else_is_no_mention() -> None:
    def after_a_digit(words: Sequence[Token], first: int, _last: int) -> bool:
        return first > 0 and words[first - 1].folded.isdigit()

    names = Names([name_of("Pout", "facet", "pout")], after_a_digit)
    assert [one.start for one in names.find("12 Pout, en Pout")] == [12]


def test_offsets_are_those_of_the_text_as_it_is_written() -> None:
    text = "œuvre de To\u0301mas\u00adito ﬁn"

    assert _found(text, "Tomasito") == ["To\u0301mas\u00adito"]


def test_words_know_what_stands_before_them() -> None:
    first, second, third, fourth = tokens("Ab-\ncd, Ef gh")

    assert (first.joined, second.broken, third.joined, fourth.joined) == (False, True, False, True)
    assert (first.capital, second.capital) == (True, False)
