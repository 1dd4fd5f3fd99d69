from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.buckets import Buckets
from kb.shingles import BANDS, Bands


def signature(*starts: int, others: int) -> Bands:
    """Returns a signature whose first bands are given; in the others no other number meets it."""
    return np.array([*starts, *[others] * (BANDS - len(starts))], np.uint32)


@given(st.lists(st.integers(0, 3), max_size=12), st.integers(0, 12))
def test_passages_that_share_a_band_are_found_wherever_they_came_from(names: list[int], held: int) -> None:
    signatures = [np.full(BANDS, name, np.uint32) for name in names]
    first = np.array(signatures[:held], np.uint32).reshape(-1, BANDS)
    buckets = Buckets(np.arange(len(first)), first)
    for number in range(len(first), len(names)):
        buckets.add(number, signatures[number])
    for name in range(4):
        expected = {number for number, other in enumerate(names) if other == name}
        assert buckets.near(np.full(BANDS, name, np.uint32)) == expected


def test_one_band_in_the_same_place_is_enough() -> None:
    buckets = Buckets(np.array([7]), signature(1, 2, others=10)[None, :])
    assert buckets.near(signature(1, 3, others=11)) == {7}
    assert buckets.near(signature(2, 1, others=11)) == set()


def test_of_a_crowded_bucket_the_newest_are_looked_at() -> None:
    buckets = Buckets(np.empty(0, np.int64), np.empty((0, BANDS), np.uint32))
    for number in range(5000):
        buckets.add(number, signature(1, others=10 + number))
    assert buckets.near(signature(1, others=0)) == set(range(4940, 5000))
