from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.vectors import Neighbours, VectorTable, members, merge, nearest_of


def table(rows: int, seed: int, dimension: int = 4) -> VectorTable:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-2, 3, size=(rows, dimension)).astype(np.float32)
    numbers = np.sort(rng.choice(np.arange(1, 4 * rows + 2), size=rows, replace=False)).astype(np.int64)
    return VectorTable(numbers, matrix)


@given(st.integers(0, 30), st.integers(1, 12), st.integers(0, 10_000))
def test_the_exact_scan_is_a_sort_by_similarity_then_number(rows: int, limit: int, seed: int) -> None:
    held = table(rows, seed)
    question = np.array([1, 0, -1, 2], dtype=np.float32)
    allowed = np.random.default_rng(seed + 1).random(60) < 0.5
    expected = sorted(
        (-float(vector @ question), int(number))
        for number, vector in zip(held.numbers, held.matrix, strict=True)
        if number < 60 and allowed[number]
    )[:limit]
    found = held.nearest(question, limit, allowed)
    assert list(zip((-found.similarities).tolist(), found.numbers.tolist(), strict=True)) == expected


def test_similarities_are_unknown_where_there_is_no_vector() -> None:
    held = VectorTable(np.array([2, 5]), np.eye(2, dtype=np.float32))
    found = held.similarities(np.array([1, 0], np.float32), np.array([1, 2, 5, 9]))
    assert np.array_equal(found, np.array([np.nan, 1, 0, np.nan], np.float32), equal_nan=True)


def test_numbers_beyond_a_set_are_outside() -> None:
    assert members(np.array([0, 1, 7]), np.array([True, False])).tolist() == [True, False, False]


def test_merging_keeps_the_nearest_of_both() -> None:
    left = Neighbours(np.array([1, 2]), np.array([0.9, 0.1], np.float32))
    right = Neighbours(np.array([3, 4]), np.array([0.9, 0.5], np.float32))
    assert merge(left, right, 3).numbers.tolist() == [1, 3, 4]


def test_ties_at_the_limit_go_to_the_lower_number() -> None:
    found = nearest_of(np.array([9, 4, 6]), np.array([0.5, 0.5, 0.5], np.float32), 2)
    assert found.numbers.tolist() == [4, 6]
