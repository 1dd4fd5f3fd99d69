from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fragments import MOST_FRAGMENTS, Fragment
from ingest.geometry import Column, reading_order, rows
from ingest.page import Word
from tests.ingest.typed import fragment

_settings = settings(max_examples=60, deadline=None, derandomize=True)

_place = st.integers(-40, 80).map(lambda place: place * 12.5) | st.floats(-1e6, 1e6)
_extent = st.sampled_from([0.0, 0.5, 5.0, 11.0, 60.0, 250.0, 1e5]) | st.floats(0, 600)


def box(left: float, top: float, width: float, height: float, size: float = 10.0) -> Fragment:
    word = Word("woord", left, top, left + width, top + height, size)
    return Fragment([word], left, top, left + width, top + height, size, bold=False)


_boxes = st.lists(
    st.builds(box, _place, _place, _extent, _extent, st.sampled_from([0.0, 0.1, 6.0, 10.0, 30.0])), max_size=30
)


def column(left: float, *texts: str, top: float = 100, leading: float = 13) -> list[Fragment]:
    return [fragment(text, left, top + leading * place) for place, text in enumerate(texts)]


def texts(columns: Sequence[Column[Fragment]]) -> list[list[str]]:
    return [[" ".join(item.text for item in row) for row in found.rows] for found in columns]


def numbered(name: str, count: int, words: int = 6) -> list[str]:
    return [" ".join([f"{name}{place}", *["woord"] * words]) for place in range(count)]


def items_of(columns: Sequence[Column[Fragment]]) -> list[Fragment]:
    return [item for found in columns for row in found.rows for item in row]


@_settings
@given(items=_boxes)
def test_whatever_is_given_comes_out_once(items: list[Fragment]) -> None:
    assert Counter(map(id, items_of(reading_order(items)))) == Counter(map(id, items))


@_settings
@given(items=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(1, 3)), min_size=6, max_size=60))
def test_a_page_of_cells_comes_out_once(items: list[tuple[int, int, int]]) -> None:
    cells = [box(150.0 * at, 13.0 * row, 130.0 * wide, 11.0) for at, row, wide in items]

    assert Counter(map(id, items_of(reading_order(cells)))) == Counter(map(id, cells))


@_settings
@given(items=_boxes)
def test_rows_hold_every_item_once_from_left_to_right(items: list[Fragment]) -> None:
    found = rows(items)

    assert Counter(id(item) for row in found for item in row) == Counter(map(id, items))
    assert all(row and [item.left for item in row] == sorted(item.left for item in row) for row in found)


def test_nothing_has_no_columns() -> None:
    assert reading_order([]) == []
    assert rows([]) == ()


def test_one_column_is_read_from_top_to_bottom() -> None:
    lines = column(50, *numbered("a", 8))

    assert texts(reading_order(lines[::-1])) == [numbered("a", 8)]


def test_columns_are_read_one_after_the_other_whatever_the_order_of_the_items() -> None:
    left, right = numbered("a", 10), numbered("b", 10)
    items = [*column(50, *left), *column(320, *right)]

    for seed in range(5):
        random.Random(seed).shuffle(items)  # noqa: S311 - an order, no secret
        assert texts(reading_order(items)) == [left, right]


def test_text_across_both_columns_is_read_before_or_after_them() -> None:
    title, below = (
        fragment("Een titel over de hele breedte van het blad en verder nog wat", 50, 60),
        numbered("c", 2, 15),
    )
    items = [title, *column(50, *numbered("a", 6)), *column(320, *numbered("b", 6)), *column(50, *below, top=220)]

    assert texts(reading_order(items)) == [[title.text], numbered("a", 6), numbered("b", 6), below]


def test_columns_end_where_text_lies_across_and_begin_anew_below_it() -> None:
    across = fragment("Een tussentitel over de hele breedte van het blad en nog verder", 50, 200)
    items = [
        *[*column(50, *numbered("a", 6)), *column(320, *numbered("b", 6)), across],
        *[*column(50, *numbered("c", 6), top=230), *column(320, *numbered("d", 6), top=230)],
    ]

    assert [found[0].split()[0] for found in texts(reading_order(items))] == ["a0", "b0", "Een", "c0", "d0"]


def test_the_edges_of_a_column_are_those_of_its_lines() -> None:
    left, right = reading_order([*column(50, *numbered("a", 8)), *column(320, *numbered("b", 8))])

    assert left.edges[0] == 50
    assert left.edges[1] < 320 == right.edges[0]


def test_bullets_are_no_column() -> None:
    bullets = [fragment("•", 50, 100 + 13 * place) for place in range(8)]

    (found,) = reading_order([*bullets, *column(70, *numbered("a", 8))])

    assert [[item.text for item in row] for row in found.rows] == [["•", text] for text in numbered("a", 8)]


def test_wide_word_spaces_of_a_few_lines_are_no_gutter() -> None:
    lines = [fragment(text, left, 100 + 13 * row) for row in range(4) for left, text in _spread(row)]

    assert len(reading_order(lines)) == 1


def _spread(row: int) -> list[tuple[float, str]]:
    """A justified line of five words with wide spaces, which hardly lie above each other."""
    return [(50 + 60 * place + 7 * (row % 2), "woorden") for place in range(5)]


def test_a_heading_below_one_column_is_of_what_follows_below_both() -> None:
    heading = fragment("Wat nu", 50, 250, bold=True)
    items = [
        *[*column(50, *numbered("a", 8)), *column(320, *numbered("b", 8)), heading],
        *column(50, *numbered("c", 3, 16), top=270),
    ]

    assert [found[0].split()[0] for found in texts(reading_order(items))] == ["a0", "b0", "Wat"]


@pytest.mark.parametrize("flat", [0.0, 1e-9])
def test_boxes_without_height_or_size_are_ordered_all_the_same(flat: float) -> None:
    items = [box(300.0 * (place % 2), 13.0 * place, 200, flat, flat) for place in range(20)]

    assert len(items_of(reading_order(items))) == 20


def test_as_many_items_as_a_page_may_have_are_ordered_within_seconds() -> None:
    chance = random.Random(3)  # noqa: S311 - places, no secret
    items = [box(chance.uniform(0, 595), chance.uniform(0, 842), 30, 9) for _ in range(MOST_FRAGMENTS)]

    reading_order(items)
