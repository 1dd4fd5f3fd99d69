from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.page import PageWords, turned
from kb.types import Box

_settings = settings(max_examples=100, deadline=None, derandomize=True)
WIDTH, HEIGHT = 400.0, 600.0

_box_inside = st.tuples(
    st.floats(0, WIDTH / 2), st.floats(0, HEIGHT / 2), st.floats(WIDTH / 2, WIDTH), st.floats(HEIGHT / 2, HEIGHT)
)
_quarter = st.sampled_from([0, 90, 180, 270])


def _close(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return list(one) == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize(
    ("turn", "sides"),
    [(0, (10, 20, 110, 40)), (90, (560, 10, 580, 110)), (180, (290, 560, 390, 580)), (270, (20, 290, 40, 390))],
)
def test_a_box_near_the_upper_left_moves_with_its_page(turn: int, sides: tuple[float, ...]) -> None:
    assert turned((10, 20, 110, 40), turn, WIDTH, HEIGHT) == sides


@_settings
@given(sides=_box_inside, turn=_quarter)
def test_a_turned_box_stays_on_its_page_and_keeps_its_sides(sides: tuple[float, ...], turn: int) -> None:
    left, top, right, bottom = turned(sides, turn, WIDTH, HEIGHT)  # type: ignore[arg-type]

    width, height = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    assert 0 <= left <= right <= width
    assert 0 <= top <= bottom <= height
    extent = sides[2] - sides[0], sides[3] - sides[1]
    assert _close((right - left, bottom - top), extent[::-1] if turn % 180 else extent)


@_settings
@given(sides=_box_inside)
def test_four_quarter_turns_are_none(sides: tuple[float, ...]) -> None:
    found, width, height = sides, WIDTH, HEIGHT
    for _ in range(4):
        found = turned(found, 90, width, height)  # type: ignore[arg-type]
        width, height = height, width

    assert _close(found, sides)


@_settings
@given(sides=_box_inside, turn=_quarter)
def test_a_turn_and_what_is_left_of_the_circle_are_none(sides: tuple[float, ...], turn: int) -> None:
    width, height = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)

    there = turned(sides, turn, WIDTH, HEIGHT)  # type: ignore[arg-type]

    assert _close(turned(there, -turn % 360, width, height), sides)


def test_a_place_names_its_page_as_it_is_shown() -> None:
    page = PageWords(number=3, width=WIDTH, height=HEIGHT, words=[], turn=90)

    assert page.place(10, 20, 110, 40) == Box(3, 560, 10, 580, 110)
