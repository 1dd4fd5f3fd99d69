"""Boxes find their way from the upright page to the page as it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.page import PageWords, Sides, turned
from kb.types import Box

WIDTH, HEIGHT = 400.0, 600.0
QUARTERS = (0, 90, 180, 270)

sides = st.tuples(*[st.integers(0, 300).map(float)] * 4).map(lambda s: (s[0], s[1], s[0] + s[2] / 4, s[1] + s[3]))


def size(turn: int) -> tuple[float, float]:
    return (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)


@given(sides)
def test_a_box_that_is_turned_four_times_is_where_it_was(box: Sides) -> None:
    found, paper = box, (WIDTH, HEIGHT)
    for _ in range(4):
        found, paper = turned(found, 90, *paper), paper[::-1]

    assert found == pytest.approx(box)


@given(sides, st.sampled_from(QUARTERS), st.sampled_from(QUARTERS))
def test_two_turns_are_their_sum(box: Sides, one: int, other: int) -> None:
    twice = turned(turned(box, one, WIDTH, HEIGHT), other, *size(one))

    assert twice == pytest.approx(turned(box, (one + other) % 360, WIDTH, HEIGHT))


@given(sides, st.sampled_from(QUARTERS))
def test_a_box_keeps_its_shape_and_stays_on_the_page(box: Sides, turn: int) -> None:
    left, top, right, bottom = turned(box, turn, WIDTH, HEIGHT)
    width, height = size(turn)

    assert 0 <= left <= right <= width
    assert 0 <= top <= bottom <= height
    assert sorted((right - left, bottom - top)) == pytest.approx(sorted((box[2] - box[0], box[3] - box[1])))


@pytest.mark.parametrize(
    ("turn", "place"),
    [(0, (10, 20, 50, 30)), (90, (570, 10, 580, 50)), (180, (350, 570, 390, 580)), (270, (20, 350, 30, 390))],
)
def test_turns_are_clockwise(turn: int, place: Sides) -> None:
    page = PageWords(number=3, width=WIDTH, height=HEIGHT, words=[], turn=turn)

    assert page.place(10, 20, 50, 30) == Box(3, *place)
