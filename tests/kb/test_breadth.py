from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.breadth import BY_RELEVANCE, GAIN, LEAST_SHARE, STRICT, Belonging, Turns, belonging_of, spread
from kb.filters import Snapshot
from kb.versions import kin_of

LAARNE, MOL, BOTH, NONE = (1, 0), (0, 1), (1, 1), (0, 0)


def belonging(*rows: tuple[int, ...]) -> Belonging:
    return np.array(rows, dtype=np.bool_)


def order(scores: list[float], *rows: tuple[int, ...]) -> list[int]:
    return spread(np.array(scores), belonging(*rows)).tolist()


@pytest.mark.parametrize(
    ("scores", "rows", "expected"),
    [
        pytest.param([9, 8, 7, 6.9, 6.8], [LAARNE] * 4 + [MOL], [0, 1, 2, 4, 3], id="another before more of the same"),
        pytest.param([9, 8, 7, 6.9, 5.9], [LAARNE] * 4 + [MOL], [0, 1, 2, 3, 4], id="but not when it is far worse"),
        pytest.param([9, 6, 5, 3.7, 3.5], [LAARNE] * 4 + [MOL], [0, 1, 2, 3, 4], id="or has little to do with it"),
        pytest.param([9, 8, 7, 6.9], [LAARNE, LAARNE, LAARNE, MOL], [0, 1, 2, 3], id="the most relevant come first"),
        pytest.param([9, 8, 7, 6.9, 6.8], [LAARNE] * 4 + [BOTH], [0, 1, 2, 4, 3], id="one new of several is enough"),
        pytest.param([9, 8, 7, 6.9, 6.8], [MOL, *[LAARNE] * 3, BOTH], [0, 1, 2, 3, 4], id="both were shown"),
        pytest.param([9, 8, 7, 6.9, 6.8], [LAARNE] * 4 + [NONE], [0, 1, 2, 3, 4], id="what is of none is never new"),
        pytest.param([9, 9, 9, 9, 9], [LAARNE] * 5, [0, 1, 2, 3, 4], id="equals keep their order"),
    ],
)
def test_every_partnership_has_its_turn_as_far_as_scores_allow(
    scores: list[float], rows: list[tuple[int, ...]], expected: list[int]
) -> None:
    assert order([score / 10 for score in scores], *rows) == expected


hits = st.lists(st.tuples(st.floats(0, 1), st.lists(st.booleans(), min_size=4, max_size=4)), min_size=1, max_size=30)


@given(hits)
def test_every_hit_has_one_place_and_the_most_relevant_stay_first(found: list[tuple[float, list[bool]]]) -> None:
    scores = np.sort(np.array([score for score, _ in found]))[::-1]
    placed = spread(scores, belonging(*(tuple(row) for _, row in found))).tolist()
    assert sorted(placed) == list(range(len(found)))
    assert placed[:BY_RELEVANCE] == list(range(len(found)))[:BY_RELEVANCE]


@given(hits)
def test_within_one_partnership_the_better_comes_first(found: list[tuple[float, list[bool]]]) -> None:
    scores = np.sort(np.array([score for score, _ in found]))[::-1]
    rows = [tuple(row) for _, row in found]
    placed = spread(scores, belonging(*rows)).tolist()
    for row in set(rows):
        same = [place for place in placed if rows[place] == row]
        assert same == sorted(same)


@given(hits)
def test_no_gain_leaves_relevance(found: list[tuple[float, list[bool]]]) -> None:
    scores = np.sort(np.array([score for score, _ in found]))[::-1]
    rows = belonging(*(tuple(row) for _, row in found))
    assert spread(scores, rows, Turns(gain=0.0)).tolist() == list(range(len(found)))


@given(hits)
def test_nothing_falls_behind_what_is_worse_by_more_than_the_gain(found: list[tuple[float, list[bool]]]) -> None:
    scores = np.sort(np.array([score for score, _ in found]))[::-1]
    placed = scores[spread(scores, belonging(*(tuple(row) for _, row in found)))]
    for place in range(len(placed)):
        assert placed[place:].max() - placed[place] <= GAIN + 1e-9


@given(hits)
def test_strict_turns_show_the_best_of_all_that_are_relevant_first(found: list[tuple[float, list[bool]]]) -> None:
    scores = np.sort(np.array([score for score, _ in found]))[::-1]
    rows = belonging(*(tuple(row) for _, row in found))
    placed = spread(scores, rows, STRICT)
    relevant = rows[scores >= scores[0] * LEAST_SHARE].any(axis=0)
    needed = int(relevant.sum())
    assert rows[placed[:needed]].any(axis=0)[relevant].all()


@given(st.data())
def test_a_passage_is_of_the_partnerships_of_all_its_versions_that_may_be_named(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    keys = np.array(data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)), np.int64)
    carriers = {name: np.array(data.draw(flags)) for name in ("a", "b", "c")}
    allowed = np.array(data.draw(flags))
    found = Snapshot(
        revision=1,
        live=np.ones(size, np.bool_),
        text_keys=keys,
        version_keys=keys,
        kin=kin_of(()),
        labelled={"partnership": carriers},
    )
    numbers = np.array(data.draw(st.lists(st.integers(0, size - 1), min_size=1)), np.int64)
    expected = [
        [bool((carried & allowed & (keys == keys[number])).any()) for carried in carriers.values()]
        for number in numbers.tolist()
    ]
    assert belonging_of(numbers, found, allowed).tolist() == expected
