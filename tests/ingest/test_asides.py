from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.asides import boxes, inside
from ingest.fragments import Fragment
from ingest.page import Area
from tests.ingest.typed import HEIGHT, SIZE, WIDTH, fragment, sheet

_settings = settings(max_examples=60, deadline=None, derandomize=True)
BOX = Area(300, 200, 550, 400, filled=True)
BODY = [fragment("Een lange regel van de tekst op dit blad", 40, 100 + 13 * n) for n in range(30)]
HELD = [fragment("Een regel in het kader", 310, 210 + 13 * n) for n in range(6)]

_area = st.builds(
    lambda left, top, width, height: Area(left, top, left + width, top + height, filled=True),
    st.floats(-50, WIDTH),
    st.floats(-50, HEIGHT),
    st.floats(0, WIDTH),
    st.floats(0, HEIGHT),
)


def found(*areas: Area, held: list[Fragment] = HELD, body: list[Fragment] = BODY) -> list[Area]:
    return boxes(sheet(areas=areas), [*body, *held], SIZE)


def test_an_area_with_lines_of_its_own_is_a_box() -> None:
    assert found(BOX) == [BOX]


def test_text_that_lies_in_it_is_inside() -> None:
    assert all(inside(BOX, item) for item in HELD)
    assert not any(inside(BOX, item) for item in BODY)
    assert not inside(BOX, fragment("Een regel die over de rand loopt", 250, 250))


@pytest.mark.parametrize(
    "area",
    [
        Area(0, 0, WIDTH, HEIGHT, filled=True),
        Area(305, 205, 330, 225, filled=True),
        Area(300, 205, 550, 230, filled=True),
        Area(300, 200, 360, 400, filled=True),
        Area(300, 600, 550, 800, filled=True),
        Area(400, 200, 400, 400),
    ],
    ids=["background", "button", "band behind a line", "too narrow for the text", "empty", "rule"],
)
def test_other_areas_are_none(area: Area) -> None:
    assert found(area) == []


def test_a_band_behind_a_large_heading_is_none() -> None:
    titles = [fragment("Een titel", 310, 210 + 30 * n, size=24) for n in range(4)]

    assert found(BOX, held=titles) == []


def test_a_frame_around_nearly_all_text_is_none() -> None:
    assert found(BOX, body=[]) == []


def test_a_box_drawn_twice_or_with_an_inner_frame_is_one() -> None:
    assert found(BOX, BOX, Area(304, 204, 546, 396)) == [BOX]


@_settings
@given(areas=st.lists(_area, max_size=12))
def test_no_box_lies_in_another(areas: list[Area]) -> None:
    kept = found(*areas)

    assert all(area in areas for area in kept)
    for one in kept:
        for other in kept:
            holds = one.left <= other.left and other.right <= one.right
            assert one is other or not (holds and one.top <= other.top and other.bottom <= one.bottom)


def test_as_many_areas_as_are_looked_at_take_no_time() -> None:
    areas = [Area(n % 300, n % 500, n % 300 + 90.5, n % 500 + 90.5, filled=True) for n in range(4000)]

    found(*areas)
