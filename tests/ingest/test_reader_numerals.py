from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.numerals import letters, roman


@pytest.mark.parametrize(("count", "text"), [(1, "a"), (26, "z"), (27, "aa"), (53, "aaa"), (0, "0"), (781, "781")])
def test_letters_are_doubled_after_the_last(count: int, text: str) -> None:
    assert letters(count) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "i"), (4, "iv"), (9, "ix"), (40, "xl"), (1994, "mcmxciv"), (-1, "-1"), (10**9, "1000000000")],
)
def test_roman_digits_are_those_of_a_list(count: int, text: str) -> None:
    assert roman(count) == text


@given(one=st.integers(1, 780), other=st.integers(1, 780))
def test_no_two_numbers_are_written_alike(one: int, other: int) -> None:
    assert (letters(one) == letters(other)) == (roman(one) == roman(other)) == (one == other)
