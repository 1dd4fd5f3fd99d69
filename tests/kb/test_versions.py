from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.versions import NO_KIN, Pair, Relative, kin_of, version_keys


def pair(number: int, other: int, similarity: float = 0.8, *, same_numbers: bool = True, revised: bool = True) -> Pair:
    return Pair(number=number, other=other, similarity=similarity, same_numbers=same_numbers, revised=revised)


@st.composite
def bases(draw: st.DrawFn) -> tuple[np.ndarray, list[str], list[Pair]]:
    """Draws text keys, the document of each passage, and pairs that are like each other."""
    size = draw(st.integers(2, 10))
    keys = np.array(draw(st.lists(st.integers(1, 6), min_size=size, max_size=size)), np.int64)
    documents = draw(st.lists(st.sampled_from("ABC"), min_size=size, max_size=size))
    chosen = draw(st.lists(st.sampled_from(list(combinations(range(size), 2))), max_size=8, unique=True))
    return keys, documents, [pair(b, a, draw(st.sampled_from([0.5, 0.7, 0.9]))) for a, b in chosen]


def holders(keys: np.ndarray, documents: list[str]) -> dict[int, frozenset[str]]:
    return {int(key): frozenset(d for k, d in zip(keys, documents, strict=True) if k == key) for key in keys}


@given(bases())
def test_a_version_holds_one_text_of_a_document(base: tuple[np.ndarray, list[str], list[Pair]]) -> None:
    keys, documents, pairs = base
    versions = version_keys(keys, pairs, holders(keys, documents))
    for one, other in combinations(range(len(keys)), 2):
        if keys[one] == keys[other]:
            assert versions[one] == versions[other]
        elif documents[one] == documents[other]:
            assert versions[one] != versions[other]


@given(bases())
def test_versions_do_not_hang_on_the_order_of_pairs(base: tuple[np.ndarray, list[str], list[Pair]]) -> None:
    keys, documents, pairs = base
    found = version_keys(keys, pairs, holders(keys, documents))
    assert np.array_equal(found, version_keys(keys, pairs[::-1], holders(keys, documents)))


def test_only_the_same_numbers_in_revised_documents_make_a_version() -> None:
    keys = np.array([1, 2, 3, 4])
    held = {1: frozenset("A"), 2: frozenset("B"), 3: frozenset("C"), 4: frozenset("D")}
    pairs = [pair(1, 0), pair(2, 0, same_numbers=False), pair(3, 0, revised=False)]
    assert version_keys(keys, pairs, held).tolist() == [1, 1, 3, 4]


def test_the_more_alike_come_together_first() -> None:
    """Two statements of A are like one of B: the nearer of them is its version, the other stays by itself."""
    held = {1: frozenset("A"), 2: frozenset("A"), 3: frozenset("B")}
    assert version_keys(np.array([1, 2, 3]), [pair(2, 0, 0.6), pair(2, 1, 0.9)], held).tolist() == [1, 2, 2]


def test_kin_are_known_from_both_sides_revisions_first() -> None:
    kin = kin_of([pair(5, 2, 0.6), pair(7, 5, 0.9, revised=False), pair(9, 5, 0.7)])
    assert [(one.number, one.similarity, one.revised) for one in kin.of(5)] == [
        (9, 0.7, True),
        (2, 0.6, True),
        (7, 0.9, False),
    ]
    assert kin.of(2) == [Relative(number=5, similarity=0.6, revised=True)]
    assert kin.of(3) == NO_KIN.of(3) == []
