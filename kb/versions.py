"""Kin and versions: which passages are like each other, and which of them are shown as one hit.

A version holds at most one text of each document: where two statements of one report are both like a third one in its
revision, they stay two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.types import Document

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A document that is a revision of another; `share` is how much of the smaller one's passages is in both."""

    document: Document
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A passage that is like another; `revised` if their documents are revisions of each other.

    `similarity` is the Jaccard similarity of their runs of five words, None where a third version alone connects them.
    """

    number: int
    similarity: float | None
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """All pairs of passages that are like each other, both ways: parallel arrays, ascending by `numbers`."""

    numbers: Numbers
    others: Numbers
    similarities: npt.NDArray[np.float64]
    revised: npt.NDArray[np.bool_]

    def of(self, number: int) -> list[Relative]:
        """Returns what is like a passage: revisions first, then the most alike first, ties by number."""
        first, last = np.searchsorted(self.numbers, [number, number + 1])
        found = [
            Relative(
                number=int(self.others[place]),
                similarity=float(self.similarities[place]),
                revised=bool(self.revised[place]),
            )
            for place in range(int(first), int(last))
        ]
        return sorted(found, key=lambda one: (not one.revised, -(one.similarity or 0.0), one.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two passages that are like each other, as the catalogue keeps them."""

    number: int
    other: int
    similarity: float
    same_numbers: bool
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What versions are told by: pairs of passages that are like each other, and whose their texts are.

    `documents` are those of the passages that hold a text of the pairs, by passage number.
    """

    pairs: tuple[Pair, ...]
    documents: Mapping[int, str]

    def among(self, live: npt.NDArray[np.bool_]) -> Held:
        """Returns what there is among some passages, a set indexed by passage number."""
        pairs = tuple(pair for pair in self.pairs if live[pair.number] and live[pair.other])
        return Held(pairs=pairs, documents={number: name for number, name in self.documents.items() if live[number]})

    def version_keys(self, text_keys: Numbers) -> Numbers:
        """Returns numbers that are equal for versions of one passage, indexed by passage number."""
        holders: dict[int, set[str]] = {}
        for number, document_id in self.documents.items():
            holders.setdefault(int(text_keys[number]), set()).add(document_id)
        return version_keys(text_keys, self.pairs, {key: frozenset(names) for key, names in holders.items()})


NOTHING_HELD = Held(pairs=(), documents={})


def kin_of(pairs: Iterable[Pair]) -> Kin:
    """Returns pairs as arrays, both ways."""
    both = sorted((*way, p.similarity, p.revised) for p in pairs for way in ((p.number, p.other), (p.other, p.number)))
    return Kin(
        numbers=np.array([row[0] for row in both], dtype=np.int64),
        others=np.array([row[1] for row in both], dtype=np.int64),
        similarities=np.array([row[2] for row in both], dtype=np.float64),
        revised=np.array([row[3] for row in both], dtype=np.bool_),
    )


NO_KIN = kin_of(())


def version_keys(text_keys: Numbers, pairs: Iterable[Pair], holders: Mapping[int, frozenset[str]]) -> Numbers:
    """Returns numbers that are equal for versions of one passage.

    Versions are texts that are equal, or alike, with the same numbers, in documents that revise each other.

    Args:
        text_keys: equal numbers mark equal texts, indexed by passage number.
        pairs: passages that are like each other.
        holders: the documents that hold each text of the pairs, by its key.
    """
    wanted = sorted(
        (pair for pair in pairs if pair.revised and pair.same_numbers),
        key=lambda pair: (-pair.similarity, pair.number, pair.other),
    )
    roots: dict[int, int] = {}
    held = {key: set(documents) for key, documents in holders.items()}
    for pair in wanted:
        one, other = sorted(_root(roots, int(text_keys[number])) for number in (pair.number, pair.other))
        if one != other and held[one].isdisjoint(held[other]):
            roots[other] = one
            held[one] |= held[other]
    return _replaced(text_keys, {key: _root(roots, key) for key in roots})


def _root(roots: Mapping[int, int], key: int) -> int:
    while key in roots:
        key = roots[key]
    return key


def _replaced(keys: Numbers, by: Mapping[int, int]) -> Numbers:
    if not by:
        return keys
    known = np.array(sorted(by), dtype=np.int64)
    values = np.array([by[int(key)] for key in known], dtype=np.int64)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, values[places], keys)
