"""Lexical search: BM25 over the project's own tokens, in the catalogue's FTS5 tables.

A passage is indexed under its folded words, their stems in its own language, and the words of its
context. A question asks for its words and their stems in all four languages, so that an international word
("participation", "participación") matches across languages, and a name matches in any case or accent.

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

from kb.catalog import Catalog
from kb.filters import PassageSet
from kb.text import STEMMERS, any_stop_word, stem, stop_words, words
from kb.types import Passage
from kb.vectors import members

# FTS5's own BM25 saturation: a word can weigh at most (K1 + 1) times its inverse document frequency.
K1 = 1.2
# A word in the title or a heading says less than the same word in the text: it is shared by all passages below.
RANK = "bm25(1.0, 1.0, 0.5)"
# How many matches are fetched before the filters apply, as a multiple of what is wanted.
_FIRST_FETCH = 2
_NEXT_FETCH = 8


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A content word of a question: as written, folded, and the tokens that count as the same word."""

    folded: str
    stems: frozenset[str]

    @property
    def tokens(self) -> frozenset[str]:
        """The folded word and its stems."""
        return self.stems | {self.folded}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Passages that share words with the question, best first.

    `scores` are 0 to 1: the share of the question's inverse document frequency that a passage carries.
    """

    numbers: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


_MATCHING = "SELECT rowid, rank FROM passage_words WHERE passage_words MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?"
# Postings that one search goes through at most (but for the rarest word, which always counts): six hundred take 2 ms.
# In a large base it is a share of the passages, so that words of the middle keep their say.
_MOST_POSTINGS = 600
_MOST_POSTINGS_SHARE = 0.02
_REMEMBERED = 50_000
NO_MATCHES = Matches(numbers=np.empty(0, np.int64), scores=np.empty(0, np.float64))


def query_words(text: str, language: str | None) -> list[QueryWord]:
    """Returns the content words of a question, or all its words if none of them carries content."""
    stops = stop_words(language) if language else any_stop_word()
    folded = dict.fromkeys(word.folded for word in words(text))
    content = [word for word in folded if word not in stops] or list(folded)
    return [QueryWord(word, frozenset(stem(word, known) for known in STEMMERS)) for word in content]


def add(connection: sa.Connection, numbers: Sequence[int], new: Sequence[Passage]) -> None:
    """Indexes passages under their numbers, in the transaction of their catalogue rows."""
    if numbers:
        rows = [_tokens(number, passage) for number, passage in zip(numbers, new, strict=True)]
        connection.execute(
            sa.text(
                "INSERT INTO passage_words (rowid, words, stems, headings) VALUES (:number, :words, :stems, :headings)"
            ),
            rows,
        )


def remove(connection: sa.Connection, numbers: Sequence[int]) -> None:
    """Removes passages from the index, in the transaction that removes them from the catalogue."""
    if numbers:
        rows = [{"number": number} for number in numbers]
        connection.execute(sa.text("DELETE FROM passage_words WHERE rowid = :number"), rows)


def numbers(catalog: Catalog) -> set[int]:
    """Returns the numbers of all indexed passages."""
    with catalog.engine.connect() as connection:
        return {row[0] for row in connection.execute(sa.text("SELECT rowid FROM passage_words"))}


def _tokens(number: int, passage: Passage) -> dict[str, object]:
    folded = [word.folded for word in words(passage.text)]
    context = [word.folded for word in words(passage.context)]
    return {
        "number": number,
        "words": " ".join(folded),
        "stems": " ".join(stem(word, passage.language) for word in folded),
        "headings": " ".join(context + [stem(word, passage.language) for word in context]),
    }


class LexicalIndex:
    """Answers questions from the full-text index of a catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._engine = catalog.engine
        self._revision = -1
        self._frequencies: dict[str, int] = {}

    def search(self, asked: Sequence[QueryWord], allowed: PassageSet, *, limit: int, revision: int) -> Matches:
        """Returns the best `limit` matches within `allowed`.

        Args:
            asked: the question's words.
            allowed: the passages that may be found.
            limit: how many to return.
            revision: the catalogue's revision, under which word frequencies are remembered.
        """
        admitted = int(allowed.sum())
        wanted = min(limit, admitted)
        if not asked or not wanted:
            return NO_MATCHES
        with self._engine.connect() as connection:
            frequencies = self._read_frequencies(connection, asked, revision)
            telling = _most_telling(asked, frequencies, int(allowed.size))
            # Spread evenly, so many matches hold enough that are allowed.
            fetch = _FIRST_FETCH * limit * -(-allowed.size // admitted)
            while True:
                found, scores = _fetch(connection, telling, fetch)
                kept = members(found, allowed)
                if kept.sum() >= wanted or len(found) < fetch:
                    break
                fetch *= _NEXT_FETCH
        ideal = _ideal(telling, frequencies, int(allowed.size))
        return Matches(numbers=found[kept][:limit], scores=np.minimum(scores[kept][:limit] / ideal, 1.0))

    def _read_frequencies(self, connection: sa.Connection, asked: Sequence[QueryWord], revision: int) -> dict[str, int]:
        """Returns in how many passages each token of the question stands, remembered for one revision."""
        held = self._frequencies if revision == self._revision and len(self._frequencies) < _REMEMBERED else {}
        missing = [token for word in asked for token in word.tokens if token not in held]
        if missing:
            cursor = connection.connection.cursor()
            marks = ", ".join("?" * len(missing))
            cursor.execute(f"SELECT term, doc FROM passage_vocabulary WHERE term IN ({marks})", missing)  # noqa: S608 - marks
            # A new dictionary: other threads may be reading the old one.
            held = {**held, **dict.fromkeys(missing, 0), **dict(cursor.fetchall())}
            self._frequencies, self._revision = held, revision
        return held


def _most_telling(asked: Sequence[QueryWord], frequencies: Mapping[str, int], size: int) -> list[QueryWord]:
    """Returns the question's words from the rarest on, as many as can be looked up quickly.

    The time of a search goes with the number of passages that hold any of its words; the most frequent ones cost most
    of it and tell least.
    """
    weighted = [(sum(frequencies[token] for token in word.tokens), word) for word in asked]
    weighted.sort(key=lambda pair: pair[0])
    most = max(_MOST_POSTINGS, _MOST_POSTINGS_SHARE * size)
    totals = accumulate(cost for cost, _ in weighted)
    affordable = sum(total <= most for total in totals)
    return [word for _, word in weighted[: max(affordable, 1)]]


def _ideal(asked: Sequence[QueryWord], frequencies: Mapping[str, int], size: int) -> float:
    """Returns the score of a passage that holds every word of the question very often."""

    def weight(tokens: Iterable[str]) -> float:
        return max((_idf(frequencies[token], size) for token in tokens), default=0.0)

    return sum((weight([word.folded]) + weight(word.stems - {word.folded})) * (K1 + 1) for word in asked)


def _idf(frequency: int, size: int) -> float:
    return max(math.log((size - frequency + 0.5) / (frequency + 0.5)), 1e-6)


def _fetch(
    connection: sa.Connection, asked: Sequence[QueryWord], limit: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    expression = " OR ".join(f'"{token}"' for token in sorted(frozenset().union(*(w.tokens for w in asked))))
    # The driver's own cursor: hundreds of rows need not become SQLAlchemy's first.
    cursor = connection.connection.cursor()
    cursor.execute(_MATCHING, (expression, RANK, limit))
    table = np.array(cursor.fetchall(), dtype=np.float64).reshape(-1, 2)
    found, scores = table[:, 0].astype(np.int64), -table[:, 1]
    order = np.lexsort((found, -scores))
    return found[order], scores[order]
