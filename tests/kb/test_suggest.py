from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.suggest import Choice, Spelling, proposed, respelled

CHOICES = (
    Choice(id="water", label="Drinkwater", names=("Drinkwater", "Agua potable", "Eau potable"), passages=4),
    Choice(id="waste", label="Afvalinzameling", names=("Afvalinzameling", "Waste collection"), passages=9),
    Choice(id="kemopodi", label="Deinze – KeMoPoDi", names=("Deinze – KeMoPoDi", "Pout"), passages=2),
    Choice(id="empty", label="Water without passages", names=("Water without passages",), passages=0),
    Choice(id="plan", label="The plan for water", names=("The plan for water",), passages=1),
    Choice(id="senegal", label="Sénégal 2024", names=("Sénégal 2024",), passages=1),
)


class Held:
    """Some words of passages; `written` are the words that others may be spelled like."""

    def __init__(self, *held: str) -> None:
        self._held = held

    def begins(self, folded: str) -> bool:
        return any(word.startswith(folded) for word in self._held)

    def holds(self, folded: str) -> bool:
        return folded in self._held

    def nearest(self, folded: str) -> str | None:
        return next((word for word in self._held if word[:3] == folded[:3]), None)


def found(text: str, limit: int = 10) -> list[str]:
    return [one.id for one in proposed(text, CHOICES, limit)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("drinkw", ["water"]),
        ("AGUA", ["water"]),
        ("potable eau", ["water"]),
        ("pout", ["kemopodi"]),
        ("senegal", ["senegal"]),
        ("SÉNÉ", ["senegal"]),
        ("wat", ["plan"]),
        ("the wat", ["plan"]),
        ("202", ["senegal"]),
        ("kemopdi", ["kemopodi"]),
        ("drnkwater", ["water"]),
        ("afvalinzamm", ["waste"]),
        ("nothing of the sort", []),
        ("", []),
        (" - ", []),
    ],
)
def test_names_are_found_by_beginnings_and_by_likeness(typed: str, meant: list[str]) -> None:
    assert found(typed) == meant


def test_names_that_begin_so_come_first_then_those_with_more_passages() -> None:
    choices = [
        Choice(id="inside", label="a", names=("The water plan",), passages=9),
        Choice(id="few", label="b", names=("Water and so on",), passages=1),
        Choice(id="many", label="c", names=("Waterways",), passages=2),
        Choice(id="alike", label="d", names=("Watter",), passages=99),
    ]
    assert [one.id for one in proposed("water", choices, 10)] == ["many", "few", "inside", "alike"]
    assert [one.id for one in proposed("water", choices, 2)] == ["many", "few"]


@given(st.text(max_size=30), st.integers(1, 5))
def test_whatever_is_typed_gives_no_more_than_asked_and_nothing_without_passages(text: str, limit: int) -> None:
    proposals = proposed(text, CHOICES, limit)
    assert len(proposals) <= limit
    assert all(one.passages for one in proposals)
    assert len({one.id for one in proposals}) == len(proposals)


@given(st.sampled_from(CHOICES[:3]), st.data())
def test_every_beginning_of_a_name_finds_it(choice: Choice, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(choice.names))
    typed = name[: data.draw(st.integers(1, len(name)))].swapcase()
    assert choice in proposed(typed, CHOICES, 10)


def test_a_word_that_no_passage_holds_is_spelled_as_passages_do_and_the_rest_stays() -> None:
    assert respelled("Wat doet  KEMOPDI, daar?", Held("kemopodi")) == Spelling(
        corrected="Wat doet  kemopodi, daar?", original="Wat doet  KEMOPDI, daar?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "kemopodi",
        "kemopo",  # may be going on
        "water kemo",  # too short to be told
        "committee",  # the lexicon knows it
        "tambacounda",  # like nothing that is there
        "",
        "2024 !",
    ],
)
def test_what_passages_hold_or_may_be_going_on_stays(text: str) -> None:
    assert respelled(text, Held("kemopodi")) is None


def test_a_beginning_is_a_word_once_something_follows() -> None:
    changed = respelled("kemopo ", Held("kemopodi"))
    assert changed
    assert changed.corrected == "kemopodi "
