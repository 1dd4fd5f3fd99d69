from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.slide_order import Frame, reading_order

_frame = st.builds(
    lambda left, top, width, height: Frame(left, top, left + width, top + height),
    *(st.integers(-1000, 1000) for _ in range(2)),
    *(st.integers(0, 500) for _ in range(2)),
)


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([(0, 0, 900, 100), (0, 120, 900, 800)], id="one below the other"),
        pytest.param([(0, 0, 400, 800), (500, 0, 900, 300), (500, 350, 900, 800)], id="columns"),
        pytest.param([(0, 0, 900, 90), (0, 100, 400, 800), (500, 100, 900, 800)], id="columns under a line over both"),
        pytest.param(
            [(0, 0, 400, 60), (0, 70, 400, 800), (500, 0, 900, 60), (500, 70, 900, 800)], id="headings over columns"
        ),
        pytest.param(
            [
                (0, 0, 900, 50),
                (0, 60, 400, 90),
                (0, 100, 400, 800),
                (500, 60, 900, 90),
                (500, 100, 900, 800),
                (0, 810, 900, 900),
            ],
            id="a title, headings over columns, and a line under them",
        ),
        pytest.param(
            [(0, 0, 400, 300), (500, 0, 900, 300), (0, 400, 400, 700), (500, 400, 900, 700)], id="a grid of cards"
        ),
        pytest.param(
            [(0, 0, 100, 60), (200, 0, 900, 60), (0, 100, 100, 160), (200, 100, 900, 300)], id="labels and texts"
        ),
        pytest.param([(0, 10, 400, 300), (300, 0, 700, 290), (600, 12, 1000, 300)], id="a row of overlapping boxes"),
        pytest.param([(0, 0, 400, 105), (20, 95, 420, 300)], id="margins overlap"),
    ],
)
def test_boxes_are_read_as_a_person_does(frames: list[tuple[int, int, int, int]]) -> None:
    placed = [Frame(*frame) for frame in frames]

    assert reading_order(placed) == list(range(len(placed)))
    assert [placed[::-1][place] for place in reading_order(placed[::-1])] == placed


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(_frame, max_size=12))
def test_every_box_is_read_once(frames: list[Frame]) -> None:
    assert sorted(reading_order(frames)) == list(range(len(frames)))


def test_ten_thousand_boxes_are_ordered() -> None:
    frames = [
        Frame(place % 100 * 10, place // 100 * 10, place % 100 * 10 + 8, place // 100 * 10 + 8)
        for place in range(10_000)
    ]

    assert reading_order(frames) == list(range(10_000))
