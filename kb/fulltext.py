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

from kb.filters import PassageSet, Snapshot
from kb.postings import PostingLists

# BM25's saturation, as in FTS5: a word can weigh at most (K1 + 1) times its inverse document frequency.
K1 = 1.2
# How far a passage's length counts against it.
_B = 0.75
# Postings that one search goes through at most (but for the rarest word, which always counts): six hundred take 2 ms.
# In a large base it is a share of the passages, so that words of the middle keep their say.
_MOST_POSTINGS = 600
_MOST_POSTINGS_SHARE = 0.02

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
    """Names of an FTS5 table and of its vocabulary of occurrences, with the weight of each of its columns."""

    name: str
    instances: str
    columns: Mapping[str, float]

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

    def optimise(self, connection: sa.Connection) -> None:
        """Merges all parts of the table's index into one, without the words of rows that were removed."""
        connection.execute(sa.text(f"INSERT INTO {self.name} ({self.name}) VALUES ('optimize')"))  # noqa: S608 - a name

    def clear(self, connection: sa.Connection) -> None:
        """Removes all rows."""
        connection.execute(sa.text(f"DELETE FROM {self.name}"))  # noqa: S608 - a name

    def numbers(self, connection: sa.Connection) -> set[int]:
        """Returns the numbers of all passages in the table."""
        return {row[0] for row in connection.execute(sa.text(f"SELECT rowid FROM {self.name}"))}  # noqa: S608 - a name


class FullText:
    """Searches one table; all that is counted is counted among the passages of a snapshot."""

    def __init__(self, table: FullTextTable) -> None:
        self.lists = PostingLists(table.name, table.instances, table.columns)

    def search(
        self, cursor: DBAPICursor, asked: Sequence[TokenGroups], snapshot: Snapshot, allowed: PassageSet, *, limit: int
    ) -> Matches:
        """Returns the best `limit` matches within `allowed`.

        Args:
            cursor: the driver's own: thousands of rows need not become SQLAlchemy's first.
            asked: for each word of the question the tokens that count as it.
            snapshot: the passages there are, by which words are rare or frequent.
            allowed: those of them that may be found.
            limit: how many to return.
        """
        if not asked or not allowed.any():
            return NO_MATCHES
        frequencies = self.frequencies(cursor, _tokens(asked), snapshot)
        telling = _most_telling(asked, frequencies, snapshot.size)
        scores = self._scores(cursor, telling, frequencies, snapshot)
        found = np.flatnonzero((scores > 0) & allowed)
        order = np.lexsort((found, -scores[found]))[:limit]
        ideal = _ideal(telling, frequencies, snapshot.size)
        return Matches(numbers=found[order], scores=np.minimum(scores[found[order]] / ideal, 1.0))

    def frequencies(self, cursor: DBAPICursor, tokens: Iterable[str], snapshot: Snapshot) -> Mapping[str, int]:
        """Returns in how many passages each token stands."""
        lists = self.lists.of(cursor, tokens, snapshot.revision)
        return {token: postings.count(snapshot.live) for token, postings in lists.items()}

    def _scores(
        self, cursor: DBAPICursor, asked: Sequence[TokenGroups], frequencies: Mapping[str, int], snapshot: Snapshot
    ) -> npt.NDArray[np.float64]:
        """Returns the BM25 score of each passage, as FTS5 has it, indexed by passage number."""
        lengths = self.lists.lengths(cursor, snapshot.revision)
        seen = np.flatnonzero(snapshot.live[: lengths.size])
        usual = lengths[seen].sum() / max(snapshot.size, 1)
        scores = np.zeros(snapshot.live.size)
        lists = self.lists.of(cursor, sorted(_tokens(asked)), snapshot.revision)
        for token, every in lists.items():
            postings = every.among(snapshot.live)
            often = postings.weights
            damped = often + K1 * (1 - _B + _B * lengths[postings.numbers] / usual)
            scores[postings.numbers] += _idf(frequencies[token], snapshot.size) * often * (K1 + 1) / damped
        return scores


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
