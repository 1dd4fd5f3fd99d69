"""What can be done with a dossier: nothing is lost, doubled or put in another order than was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dossiers import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    Dossier,
    DossierItem,
    ItemKind,
    annotated,
    extended,
    moved,
    note_of,
    renamed,
    title_of,
    without,
)
from kb.errors import UnknownError, UsageError


def item(name: str, **values: str) -> DossierItem:
    return DossierItem(id=name, kind=ItemKind.PASSAGE, document_id="d", quote=name, **values)


def dossier(*names: str) -> Dossier:
    held = Dossier(id="1", owner="An", title="Water", version=1, created_at="", changed_at="")
    return replace(held, items=tuple(map(item, names)))


def names(held: Dossier) -> str:
    return "".join(one.id for one in held.items)


def test_what_is_there_already_is_not_added_again() -> None:
    twin = replace(item("a"), id="z", note="other")
    practice = DossierItem(id="p", kind=ItemKind.PRACTICE, practice_id="p")
    assert names(extended(dossier("a", "b"), [twin, item("c"), practice, replace(practice, id="q")])) == "abcp"


def test_an_item_is_taken_out_and_annotated_by_its_id() -> None:
    assert names(without(dossier("a", "b", "c"), "b")) == "ac"
    found = annotated(dossier("a", "b"), "b", " one \r\n\n two\u202e ").items
    assert [one.note for one in found] == ["", "one\ntwo"]
    for change in (lambda held: without(held, "x"), lambda held: annotated(held, "x", ""),
                   lambda held: moved(held, "x", 0, "ab")):  # fmt: skip
        with pytest.raises(UnknownError):
            change(dossier("a", "b"))


@pytest.mark.parametrize(
    ("place", "seen", "expected"),
    [
        (0, "abcde", "cabde"),
        (1, "abcde", "acbde"),
        (2, "abcde", "abcde"),
        (4, "abcde", "abdec"),
        (99, "abcde", "abdec"),
        (-1, "abcde", "cabde"),
        (0, "bcd", "acbde"),
        (1, "bcd", "abcde"),
        (2, "bcd", "abdce"),
        (0, "c", "cabde"),
    ],
)
def test_an_item_stands_where_it_is_put_among_those_that_are_seen(place: int, seen: str, expected: str) -> None:
    assert names(moved(dossier(*"abcde"), "c", place, seen)) == expected


@given(st.permutations("abcdefg"), st.sets(st.sampled_from("abcdefg"), min_size=1), st.integers(-2, 9), st.data())
def test_moving_keeps_all_others_in_their_order(
    order: list[str], seen: set[str], place: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(sorted(seen)))
    found = names(moved(dossier(*order), chosen, place, seen))
    assert found.replace(chosen, "") == "".join(order).replace(chosen, "")
    shown = [name for name in found if name in seen]
    assert shown.index(chosen) == min(max(place, 0), len(seen) - 1)


def test_titles_and_notes_have_a_length() -> None:
    assert renamed(dossier(), " Water\nin Ouinhi ").title == "Water in Ouinhi"
    assert title_of("x" * LONGEST_TITLE)
    assert note_of("x" * LONGEST_NOTE)
    for title in ("", " \u202e ", "x" * (LONGEST_TITLE + 1)):
        with pytest.raises(UsageError):
            title_of(title)
    with pytest.raises(UsageError):
        note_of("x" * (LONGEST_NOTE + 1))
