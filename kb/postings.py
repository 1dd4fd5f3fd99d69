"""Postings: which passages hold a token, and how often, read from a full-text table and remembered.

The table itself tells how rare a word is among all passages. Who does not see all of them must not be told by that: so
what is counted is counted from postings, among the passages that a reader sees.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy.engine.interfaces import DBAPICursor

from kb.filters import PassageSet
from kb.vectors import members

Numbers = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.float64]

# Postings that are remembered, 17 bytes each: of 20,000 passages, what hundreds of questions ask for.
_REMEMBERED = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The passages that hold a token, ascending.

    `weights` are how often, by the weight of the columns where it stands; `columns` are those columns, a bit each.
    """

    numbers: Numbers
    weights: npt.NDArray[np.float64]
    columns: npt.NDArray[np.uint8]

    def among(self, passages: PassageSet) -> Postings:
        """Returns those of some passages; numbers beyond the set are outside."""
        kept = members(self.numbers, passages)
        return Postings(numbers=self.numbers[kept], weights=self.weights[kept], columns=self.columns[kept])

    def count(self, passages: PassageSet) -> int:
        """Returns how many of some passages hold the token."""
        return int(members(self.numbers, passages).sum())


_NONE = Postings(numbers=np.empty(0, np.int64), weights=np.empty(0), columns=np.empty(0, np.uint8))


class PostingLists:
    """The postings of one full-text table at one revision of the catalogue; safe to share between threads.

    Args:
        name: of the table.
        instances: of its vocabulary, a row an occurrence.
        columns: the weight of each of its columns.
    """

    def __init__(self, name: str, instances: str, columns: Mapping[str, float]) -> None:
        self._lengths_of = f"SELECT id, sz FROM {name}_docsize ORDER BY id"  # noqa: S608 - a name
        self._places = {column: place for place, column in enumerate(columns)}
        self._weights = np.array(list(columns.values()))
        # Passage and column as one number: a frequent word has a hundred thousand rows.
        place = " ".join(f"WHEN '{column}' THEN {place}" for column, place in self._places.items())
        coded = f"doc * {len(columns)} + CASE col {place} END"
        self._occurrences = f"SELECT {coded} FROM {instances} WHERE term = ?"  # noqa: S608 - names
        self._held = _Held(revision=-1)

    def of(self, cursor: DBAPICursor, tokens: Iterable[str], revision: int) -> Mapping[str, Postings]:
        """Returns the postings of tokens."""
        held, found = self._at(revision), dict[str, Postings]()
        for token in tokens:
            known = held.get(token)
            found[token] = self._read(cursor, token) if known is None else known
            if known is None:
                held.add(token, found[token])
        return found

    def in_column(self, postings: Postings, column: str) -> Numbers:
        """Returns the passages that hold a token in a column."""
        held: Numbers = postings.numbers[(postings.columns >> self._places[column]) & 1 == 1]
        return held

    def lengths(self, cursor: DBAPICursor, revision: int) -> Lengths:
        """Returns how many tokens each passage has, indexed by passage number."""
        held = self._at(revision)
        if held.lengths is None:
            cursor.execute(self._lengths_of)
            held.lengths = _lengths(cursor.fetchall())
        return held.lengths

    def _at(self, revision: int) -> _Held:
        held = self._held
        if held.revision != revision:
            self._held = held = _Held(revision)
        return held

    def _read(self, cursor: DBAPICursor, token: str) -> Postings:
        cursor.execute(self._occurrences, (token,))
        coded = np.fromiter((row[0] for row in iter(cursor.fetchone, None)), np.int64)
        if not len(coded):
            return _NONE
        every, places = np.divmod(coded, len(self._weights))
        numbers, owners = np.unique(every, return_inverse=True)
        columns = np.zeros(len(numbers), np.uint8)
        np.bitwise_or.at(columns, owners, (1 << places).astype(np.uint8))
        weights = np.bincount(owners, self._weights[places], len(numbers)).astype(np.float64)
        return Postings(numbers=numbers, weights=weights, columns=columns)


class _Held:
    """What is remembered at one revision: the lengths of passages, and the postings that were asked for last."""

    def __init__(self, revision: int) -> None:
        self.revision = revision
        self.lengths: Lengths | None = None
        self._lists: OrderedDict[str, Postings] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, token: str) -> Postings | None:
        with self._lock:
            if token in self._lists:
                self._lists.move_to_end(token)
            return self._lists.get(token)

    def add(self, token: str, postings: Postings) -> None:
        with self._lock:
            if token in self._lists:  # another thread was quicker
                return
            self._lists[token] = postings
            self._size += len(postings.numbers)
            while self._size > _REMEMBERED and len(self._lists) > 1:
                _, oldest = self._lists.popitem(last=False)
                self._size -= len(oldest.numbers)


def _lengths(rows: Sequence[tuple[int, bytes]]) -> Lengths:
    """Returns lengths out of FTS5's records: a number of variable length, seven bits a byte, for each column."""
    numbers = np.fromiter((number for number, _ in rows), np.int64, len(rows))
    found = np.zeros(int(numbers.max(initial=0)) + 1)
    joined = np.frombuffer(b"".join(sizes for _, sizes in rows), np.uint8)
    owners = np.repeat(numbers, np.fromiter((len(sizes) for _, sizes in rows), np.int64, len(rows)))
    # A byte counts 128 times as much for each byte of its number that follows it.
    goes_on = joined >= 128  # noqa: PLR2004 - FTS5's mark
    ends = np.flatnonzero(~goes_on)
    behind = ends[np.searchsorted(ends, np.arange(len(joined)))] - np.arange(len(joined))
    np.add.at(found, owners, (joined & 127) * 128.0**behind)
    return found
