from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.page import Area
from ingest.ruling import MEET, Edge, Rule, grids, positions
from tests.ingest.typed import fragment

_settings = settings(max_examples=60, deadline=None, derandomize=True)

_area = st.builds(
    lambda left, top, width, height: Area(left, top, left + width, top + height),
    st.floats(0, 500),
    st.floats(0, 800),
    st.sampled_from([0.0, 1.0, 8.0, 50.0, 200.0]),
    st.sampled_from([0.0, 1.0, 8.0, 50.0, 200.0]),
)


def cells(left: float, top: float, columns: int, rows: int) -> list[Area]:
    """Rectangles beside and below each other."""
    return [
        Area(left + 80 * column, top + 20 * row, left + 80 * column + 80, top + 20 * row + 20)
        for column in range(columns)
        for row in range(rows)
    ]


def test_rectangles_that_touch_are_one_grid() -> None:
    ((across, down),) = grids(cells(50, 100, 3, 4))

    assert positions([rule.at for rule in across]) == [100, 120, 140, 160, 180]
    assert positions([rule.at for rule in down]) == [50, 130, 210, 290]


def test_lines_that_cross_are_one_grid_and_those_far_away_another() -> None:
    lines = [Area(50, 100, 250, 100.5), Area(50, 150, 250, 150.5), Area(100, 90, 100.5, 160)]
    apart = [Area(left.left, left.top + 400, left.right, left.bottom + 400) for left in lines]

    found = grids([*lines, *apart])

    assert [(len(across), len(down)) for across, down in found] == [(2, 1), (2, 1)]


@pytest.mark.parametrize(
    "areas", [[], [Area(50, 100, 250, 100.5)], [Area(50, 100, 50.5, 250)], [Area(50, 100, 55, 105)]]
)
def test_lines_of_one_direction_and_dots_are_no_grid(areas: list[Area]) -> None:
    assert grids(areas) == []


@_settings
@given(areas=st.lists(_area, max_size=20))
def test_a_line_is_in_one_grid_at_most_and_grids_do_not_meet(areas: list[Area]) -> None:
    found = grids(areas)

    used = [id(rule) for across, down in found for rule in (*across, *down)]
    assert max(Counter(used).values(), default=1) == 1
    for one, (across, _) in enumerate(found):
        for other, (_, down) in enumerate(found):
            assert any(_meet(a, d) for a in across for d in down) == (one == other)


def _meet(across: Rule, down: Rule) -> bool:
    along = across.start - MEET <= down.at <= across.end + MEET
    return along and down.start - MEET <= across.at <= down.end + MEET


@_settings
@given(places=st.lists(st.floats(0, 500), max_size=20))
def test_positions_keep_apart_and_every_line_is_near_one(places: list[float]) -> None:
    found = positions(places)

    assert all(after - before > MEET for before, after in pairwise(found))
    assert all(any(0 <= place - kept <= MEET for kept in found) for place in places)


def test_an_edge_passes_where_a_line_of_it_does() -> None:
    edge = Edge(100, [Rule(100, 50, 80), Rule(102, 120, 150), Rule(300, 90, 110)])

    assert [edge.passes(y) for y in (40, 60, 100, 130)] == [False, True, False, True]


def test_an_edge_that_much_text_lies_across_parts_no_columns() -> None:
    edge = Edge(100, [Rule(100, 50, 250)])
    beside = [fragment("links", 50, 60 + 13 * n) for n in range(10)]
    across = [fragment("Een regel over de lijn", 60, 60 + 13 * n) for n in range(10)]

    assert edge.parts_columns(beside, 200)
    assert not edge.parts_columns(across, 200)


def test_a_short_line_parts_no_columns() -> None:
    assert not Edge(100, [Rule(100, 50, 80)]).parts_columns([fragment("links")], 200)


def test_a_drawing_of_very_many_lines_is_no_grid_and_takes_no_time() -> None:
    most = [Area(10, n / 4, 500, n / 4) for n in range(1900)] + [Area(n / 4, 0, n / 4, 800) for n in range(2000)]

    assert len(grids(most)) == 1
    assert grids([*most, *cells(50, 100, 40, 40)]) == []
