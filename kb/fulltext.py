"""One full-text table of the catalogue: BM25 over tokens that the project makes itself.

Source: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from kb.filters import PassageSet
from kb.vectors import members

# FTS5's own BM25 saturation: a word can weigh at most (K1 + 1) times its inverse document frequency.
K1 = 1.2
# How many matches are fetched before the filters apply, as a multiple of what is wanted.
_FIRST_FETCH = 2
_NEXT_FETCH = 8
# Postings that one search goes through at most (but for the rarest word, which always counts): six hundred take 2 ms.
# In a large base it is a share of the passages, so that words of the middle keep their say.
_MOST_POSTINGS = 600
_MOST_POSTINGS_SHARE = 0.02
_REMEMBERED = 50_000

# The tokens that a word of the question counts as: of each group a passage holds one at most, but one of each.
TokenGroups = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Passages that share words with the question, best first.

    `scores` are 0 to 1: the share of the question's inverse document frequency that a passage carries.
    """

    numbers: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


NO_MATCHES = Matches(numbers=np.empty(0, np.int64), scores=np.empty(0, np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextTable:
    """Names of an FTS5 table and of its vocabulary, with the weight of each of its columns."""

    name: str
    vocabulary: str
    columns: Mapping[str, float]

    @property
    def rank(self) -> str:
        """The ranking function, as FTS5 reads it."""
        return f"bm25({', '.join(str(weight) for weight in self.columns.values())})"

    def add(self, connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Adds rows of `number` and a text for each column."""
        if rows:
            columns = ", ".join(self.columns)
            values = ", ".join(f":{column}" for column in self.columns)
            connection.execute(
                sa.text(f"INSERT INTO {self.name} (rowid, {columns}) VALUES (:number, {values})"),  # noqa: S608 - names
                list(rows),
            )

    def remove(self, connection: sa.Connection, numbers: Sequence[int]) -> None:
        """Removes the rows of these passages."""
        if numbers:
            rows = [{"number": number} for number in numbers]
            connection.execute(sa.text(f"DELETE FROM {self.name} WHERE rowid = :number"), rows)  # noqa: S608 - a name

    def clear(self, connection: sa.Connection) -> None:
        """Removes all rows."""
        connection.execute(sa.text(f"DELETE FROM {self.name}"))  # noqa: S608 - a name

    def numbers(self, connection: sa.Connection) -> set[int]:
        """Returns the numbers of all passages in the table."""
        return {row[0] for row in connection.execute(sa.text(f"SELECT rowid FROM {self.name}"))}  # noqa: S608 - a name


class FullText:
    """Searches one table; word frequencies are remembered for one revision of the catalogue."""

    def __init__(self, table: FullTextTable) -> None:
        self._table = table
        self._revision = -1
        self._frequencies: dict[str, int] = {}

    def search(
        self,
        cursor: DBAPICursor,
        asked: Sequence[TokenGroups],
        allowed: PassageSet,
        *,
        limit: int,
        revision: int,
    ) -> Matches:
        """Returns the best `limit` matches within `allowed`.

        Args:
            cursor: the driver's own: hundreds of rows need not become SQLAlchemy's first.
            asked: for each word of the question the tokens that count as it.
            allowed: the passages that may be found.
            limit: how many to return.
            revision: the catalogue's revision, under which word frequencies are remembered.
        """
        admitted = int(allowed.sum())
        wanted = min(limit, admitted)
        if not asked or not wanted:
            return NO_MATCHES
        frequencies = self.frequencies(cursor, _tokens(asked), revision)
        telling = _most_telling(asked, frequencies, int(allowed.size))
        # Spread evenly, so many matches hold enough that are allowed.
        fetch = _FIRST_FETCH * limit * -(-allowed.size // admitted)
        while True:
            found, scores = self._fetch(cursor, telling, fetch)
            kept = members(found, allowed)
            if kept.sum() >= wanted or len(found) < fetch:
                break
            fetch *= _NEXT_FETCH
        ideal = _ideal(telling, frequencies, int(allowed.size))
        return Matches(numbers=found[kept][:limit], scores=np.minimum(scores[kept][:limit] / ideal, 1.0))

    def frequencies(self, cursor: DBAPICursor, tokens: Iterable[str], revision: int) -> Mapping[str, int]:
        """Returns in how many passages each token stands, for at least these tokens."""
        held = self._frequencies if revision == self._revision and len(self._frequencies) < _REMEMBERED else {}
        missing = [token for token in tokens if token not in held]
        if missing:
            marks = ", ".join("?" * len(missing))
            cursor.execute(f"SELECT term, doc FROM {self._table.vocabulary} WHERE term IN ({marks})", missing)  # noqa: S608 - marks
            # A new dictionary: other threads may be reading the old one.
            held = {**held, **dict.fromkeys(missing, 0), **dict(cursor.fetchall())}
            self._frequencies, self._revision = held, revision
        return held

    def _fetch(
        self, cursor: DBAPICursor, asked: Sequence[TokenGroups], limit: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        name = self._table.name
        expression = " OR ".join(f'"{token}"' for token in sorted(_tokens(asked)))
        cursor.execute(
            f"SELECT rowid, rank FROM {name} WHERE {name} MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?",  # noqa: S608 - names
            (expression, self._table.rank, limit),
        )
        table = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 2)
        found, scores = table[:, 0].astype(np.int64), -table[:, 1]
        order = np.lexsort((found, -scores))
        return found[order], scores[order]


def _most_telling(asked: Sequence[TokenGroups], frequencies: Mapping[str, int], size: int) -> list[TokenGroups]:
    """Returns the question's words from the rarest on, as many as can be looked up quickly.

    The time of a search goes with the number of passages that hold any of its words; the most frequent ones cost most
    of it and tell least.
    """
    weighted = [(sum(frequencies[token] for token in _tokens([word])), word) for word in asked]
    weighted.sort(key=lambda pair: pair[0])
    most = max(_MOST_POSTINGS, _MOST_POSTINGS_SHARE * size)
    totals = accumulate(cost for cost, _ in weighted)
    affordable = sum(total <= most for total in totals)
    return [word for _, word in weighted[: max(affordable, 1)]]


def _ideal(asked: Sequence[TokenGroups], frequencies: Mapping[str, int], size: int) -> float:
    """Returns the score of a passage that holds the most telling token of every group very often."""
    groups = [group for word in asked for group in word if group]
    return sum(max(_idf(frequencies[token], size) for token in group) * (K1 + 1) for group in groups)


def _tokens(asked: Iterable[TokenGroups]) -> frozenset[str]:
    return frozenset(token for word in asked for group in word for token in group)


def _idf(frequency: int, size: int) -> float:
    return max(math.log((size - frequency + 0.5) / (frequency + 0.5)), 1e-6)
