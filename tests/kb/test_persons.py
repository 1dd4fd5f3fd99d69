"""A text names a person if the folded words of the name stand in it in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import suppression
from kb.errors import UsageError
from kb.persons import MARK, Persons, without
from kb.text import words

WORDS = st.sampled_from(["jan", "Jan", "JAN", "peeters", "Peeters", "Péeters", "van", "den", "broeck", "en", "d'Hondt"])
BETWEEN = st.sampled_from([" ", ", ", "-", "\n", " (", "; "])


def text_of(parts: list[tuple[str, str]]) -> str:
    return "".join(word + between for word, between in parts)


@given(
    name=st.lists(WORDS, min_size=1, max_size=3),
    before=st.lists(st.tuples(WORDS, BETWEEN), max_size=6),
    between=st.lists(BETWEEN, min_size=3, max_size=3),
    after=st.lists(st.tuples(WORDS, BETWEEN), max_size=6),
    turn=st.integers(0, 2),
)
def test_a_name_is_found_wherever_its_words_stand_in_a_row(
    name: list[str], before: list[tuple[str, str]], between: list[str], after: list[tuple[str, str]], turn: int
) -> None:
    if sum(len(word.folded) for word in words(" ".join(name))) < 4:
        return
    turned = name[turn % len(name) :] + name[: turn % len(name)]
    text = text_of(before) + text_of(list(zip(turned, between, strict=False))) + text_of(after)
    assert Persons([" ".join(name)]).named_in(text)


@given(name=st.lists(WORDS, min_size=1, max_size=3), parts=st.lists(st.tuples(WORDS, BETWEEN), max_size=12))
def test_it_is_found_exactly_where_a_plain_look_finds_it_and_suppressed_alike(
    name: list[str], parts: list[tuple[str, str]]
) -> None:
    folded = [word.folded for word in words(" ".join(name))]
    if sum(map(len, folded)) < 4:
        return
    text = text_of(parts)
    held = [word.folded for word in words(text)]
    turns = [folded[n:] + folded[:n] for n in range(len(folded))]
    stands = any(held[n : n + len(folded)] in turns for n in range(len(held)))
    persons = Persons([" ".join(name)])
    assert persons.named_in(text) == stands
    left = without(text, persons.places(text))
    assert not persons.named_in(left.replace(MARK, " | x | "))
    digests = frozenset(suppression._digest(b"key", "person", *one) for one in persons.spellings)
    held_back = suppression.Suppressions(key=b"key", persons={len(folded): digests})
    assert held_back.names_somebody(text) == stands


def test_parts_of_a_name_and_longer_words_are_others() -> None:
    persons = Persons(["Jan Peeters"])
    assert persons.named_in("Peeters, Jan", "PEETERS JAN")
    for text in ("Jan", "Peeters", "Jan de Peeters", "Jan Peetersen", "Marijan Peeters", "Jan en Peeters"):
        assert not persons.named_in(text)


def test_marks_take_the_place_of_names_and_nothing_else() -> None:
    persons = Persons(["Jan Peeters"])
    text = "Met Jan Peeters (of Peeters, Jan) en An."
    assert without(text, persons.places(text)) == f"Met {MARK} (of {MARK}) en An."


@pytest.mark.parametrize("name", ["", "An", "J. P.", "..."])
def test_names_that_tell_nobody_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        Persons([name])
