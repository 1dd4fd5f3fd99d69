"""Columns are read one after the other, and nothing is lost whatever the boxes are."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.geometry import reading_order, rows
from tests.ingest.placed import line, lines


@dataclass(slots=True)
class Item:
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool


# Boxes overlap, repeat, and have no width or height.
items = st.builds(
    lambda left, top, width, height, size, bold: Item(left, top, left + width, top + height, size, bold),
    st.integers(-20, 600).map(float) | st.sampled_from([50.0, 320.0]),
    st.integers(-20, 850).map(float) | st.integers(0, 40).map(lambda at: 13.0 * at),
    st.sampled_from([0.0, 5.0, 60.0, 220.0, 500.0]),
    st.sampled_from([0.0, 1.0, 10.0, 10.0, 200.0]),
    st.sampled_from([1.0, 8.0, 10.0, 30.0]),
    st.booleans(),
)
LEFT = [f"Links {number} gaat over water" for number in range(6)]
RIGHT = [f"Rechts {number} gaat over grond" for number in range(6)]


def ids(found: list[Item]) -> list[int]:
    return sorted(id(item) for item in found)


@settings(max_examples=150, deadline=None)
@given(st.lists(items, max_size=40))
def test_each_item_is_read_once_whatever_the_boxes(found: list[Item]) -> None:
    assert ids([item for column in reading_order(found) for row in column.rows for item in row]) == ids(found)
    assert ids([item for row in rows(found) for item in row]) == ids(found)


@given(st.lists(items, min_size=1, max_size=30))
def test_rows_go_down_and_each_goes_to_the_right(found: list[Item]) -> None:
    firsts = [min(item.top + item.bottom for item in row) for row in rows(found)]

    assert firsts == sorted(firsts)
    assert all([item.left for item in row] == sorted(item.left for item in row) for row in rows(found))


@given(st.randoms(use_true_random=False))
def test_columns_are_read_from_left_to_right_in_whatever_order_they_come(random: Random) -> None:
    title = line("Een titel die boven allebei de kolommen van het hele blad staat, dus heel lang", 50, 40)
    below = line("Een slot dat onder allebei de kolommen van het hele blad staat, dus ook lang", 50, 160)
    found = [title, *lines(LEFT, 50, 70), *lines(RIGHT, 320, 70), below]
    random.shuffle(found)

    read = [item.text for column in reading_order(found) for row in column.rows for item in row]

    assert read == [title.text, *LEFT, *RIGHT, below.text]


def test_text_of_one_column_is_one_column() -> None:
    (column,) = reading_order(lines([*LEFT, *RIGHT], 50, 70))

    assert [row[0].text for row in column.rows] == [*LEFT, *RIGHT]
    assert column.edges == (50.0, max(item.right for row in column.rows for item in row))


def test_numbers_before_lines_are_no_column() -> None:
    found = [*lines([str(number) for number in range(6)], 50, 70), *lines(RIGHT, 80, 70)]

    assert [len(row) for column in reading_order(found) for row in column.rows] == [2] * 6


def test_nothing_has_no_columns() -> None:
    assert reading_order([]) == []
    assert rows([]) == ()
