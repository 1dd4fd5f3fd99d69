"""Lexical search: by the words themselves, and across languages by what they mean.

A passage is indexed twice: under its folded words and their stems in its own language, and under its words' meanings
(`kb.lexicon`). A question in the passage's language is judged by both, one in another language by meanings alone:
there, equal spellings are names, which `kb.names` sees to, or chance. Names match in any case or accent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from kb.catalog import Catalog
from kb.facts import read_fact, write_fact
from kb.filters import PassageSet, Snapshot
from kb.fulltext import NO_MATCHES, FullText, FullTextTable, Matches
from kb.lexicon import is_known, lexicon_version, meanings
from kb.names import Name, NameIndex
from kb.rows import stored_passages
from kb.schema import passages
from kb.spelling import beginning_with, nearest_spellings
from kb.text import stem, stop_words, words
from kb.types import Passage
from kb.wording import QueryWord, query_word

# A word in the title or a heading says less than the same word in the text: it is shared by all passages below.
WORDS = FullTextTable(
    name="passage_words", instances="passage_instances", columns={"words": 1.0, "stems": 1.0, "headings": 0.5}
)
MEANINGS = FullTextTable(
    name="passage_meanings", instances="meaning_instances", columns={"meanings": 1.0, "headings": 0.5}
)
_FACT = "lexicon"


def add(connection: sa.Connection, numbers: Sequence[int], new: Sequence[Passage]) -> None:
    """Indexes passages under their numbers, in the transaction of their catalogue rows."""
    numbered = list(zip(numbers, new, strict=True))
    WORDS.add(connection, [_words_of(number, passage) for number, passage in numbered])
    MEANINGS.add(connection, [_meanings_of(number, passage) for number, passage in numbered])


def remove(connection: sa.Connection, numbers: Sequence[int]) -> None:
    """Removes passages from the index, in the transaction that removes them from the catalogue."""
    WORDS.remove(connection, numbers)
    MEANINGS.remove(connection, numbers)


def numbers(catalog: Catalog) -> set[int]:
    """Returns the numbers of the passages that are indexed under both their words and their meanings."""
    with catalog.engine.connect() as connection:
        return WORDS.numbers(connection) & MEANINGS.numbers(connection)


def indexed_texts(connection: sa.Connection, numbers: Sequence[int]) -> list[bytes]:
    """Returns what the index keeps of some passages, as it is stored."""
    return [text.encode() for table in (WORDS, MEANINGS) for text in table.texts(connection, numbers)]


def merge(connection: sa.Connection) -> None:
    """Writes the index anew, without the words of passages that were removed."""
    WORDS.merge(connection)
    MEANINGS.merge(connection)


def is_current(connection: sa.Connection) -> bool:
    """Tells whether the passages are indexed under the meanings of the lexicon that ships."""
    return read_fact(connection, _FACT) == lexicon_version()


def renew(connection: sa.Connection) -> None:
    """Indexes all passages anew under their words' meanings."""
    MEANINGS.clear(connection)
    held = stored_passages(connection, passages.c.number.is_not(None))
    MEANINGS.add(connection, [_meanings_of(stored.number, stored.passage) for stored in held])
    write_fact(connection, _FACT, lexicon_version())


def _words_of(number: int, passage: Passage) -> dict[str, object]:
    folded = [word.folded for word in words(passage.text)]
    context = [word.folded for word in words(passage.context)]
    return {
        "number": number,
        "words": " ".join(folded),
        "stems": " ".join(stem(word, passage.language) for word in folded),
        "headings": " ".join(context + [stem(word, passage.language) for word in context]),
    }


def _meanings_of(number: int, passage: Passage) -> dict[str, object]:
    return {
        "number": number,
        "meanings": _meant(passage.text, passage.language),
        "headings": _meant(passage.context, passage.language),
    }


def _meant(text: str, language: str) -> str:
    stops = stop_words(language)
    content = (word.folded for word in words(text) if word.folded not in stops)
    return " ".join(meaning for word in content for meaning in meanings(word, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalEvidence:
    """What lexical search found: passages by words and meanings, and those that hold the question's names.

    `by_name` tells that the question is one of names, with a word more at most; `absent` are names that it asks for and
    that no passage holds.
    """

    matches: Matches
    names: Matches
    by_name: bool = False
    absent: tuple[str, ...] = ()


NO_EVIDENCE = LexicalEvidence(matches=NO_MATCHES, names=NO_MATCHES)
# Shorter words with a capital are as often abbreviations that the passages spell out.
_SHORTEST_ABSENT_NAME = 4
# Content words beside the names of a question that asks for who holds them ("wat doet B3P").
_MOST_BESIDE_NAMES = 1


class LexicalIndex:
    """Answers questions from the full-text tables of a catalogue.

    Args:
        catalog: the passages.
        registered: names that are names whatever else they mean.
    """

    def __init__(self, catalog: Catalog, registered: frozenset[Name] = frozenset()) -> None:
        self._engine = catalog.engine
        self._words = FullText(WORDS)
        self._meanings = FullText(MEANINGS)
        self._names = NameIndex(self._words.lists, registered)

    def search(
        self,
        asked: Sequence[QueryWord],
        snapshot: Snapshot,
        allowed: PassageSet,
        own: PassageSet | None = None,
        *,
        limit: int,
    ) -> LexicalEvidence:
        """Returns the best matches within `allowed`: the best `limit` by words, as many by meanings, all by names.

        Args:
            asked: the question's words.
            snapshot: the passages there are; how rare a word is and how it is spelled is told by them alone.
            allowed: those of them that may be found.
            own: the passages in the question's language, None where that is not known.
            limit: how many words and meanings bring each.
        """
        if not asked or not allowed.any():
            return NO_EVIDENCE
        with self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            asked = [self._as_spelled(cursor, word, snapshot) for word in asked]
            absent = tuple(word.folded for word in asked if self._is_absent_name(cursor, word, snapshot))
            by_word = [(frozenset((word.folded,)), word.stems - {word.folded}) for word in asked]
            by_meaning = [(word.meanings,) for word in asked]
            spelled = self._words.search(cursor, by_word, snapshot, allowed, limit=limit)
            meant = self._meanings.search(cursor, by_meaning, snapshot, allowed, limit=limit)
            named = self._names.asked(cursor, asked, snapshot)
            names = self._names.holders(cursor, named, snapshot, allowed)
        beside = len(asked) - len(named)
        return LexicalEvidence(
            matches=combine(spelled, meant, own),
            names=names,
            by_name=bool(named) and beside <= _MOST_BESIDE_NAMES,
            absent=absent,
        )

    def _is_absent_name(self, cursor: DBAPICursor, word: QueryWord, snapshot: Snapshot) -> bool:
        """Tells whether a word is written as a name, is none of the lexicon's, and stands in no passage."""
        if not word.capitalised or len(word.folded) < _SHORTEST_ABSENT_NAME or is_known(word.folded):
            return False
        return not self._is_held(cursor, word, snapshot)

    def _as_spelled(self, cursor: DBAPICursor, word: QueryWord, snapshot: Snapshot) -> QueryWord:
        """Returns a word as the passages spell it, where neither they nor the lexicon know it as the question does."""
        if is_known(word.folded) or self._is_held(cursor, word, snapshot):
            return word
        nearest = self.spelled(cursor, word.folded, snapshot)
        return query_word(nearest, None) if nearest else word

    def spelled(self, cursor: DBAPICursor, folded: str, snapshot: Snapshot) -> str | None:
        """Returns the nearest spelling of a word that stands in a passage, None if none is close."""
        spellings = nearest_spellings(cursor, folded)
        return next((one for one in spellings if self._words.frequencies(cursor, [one], snapshot)[one]), None)

    def words(self, snapshot: Snapshot) -> SeenWords:
        """Returns the words of the passages there are."""
        return SeenWords(self._engine, self._words, snapshot)

    def _is_held(self, cursor: DBAPICursor, word: QueryWord, snapshot: Snapshot) -> bool:
        return any(self._words.frequencies(cursor, word.tokens, snapshot).values())


class SeenWords:
    """The words of the passages of a snapshot, as people look them up while they write."""

    def __init__(self, engine: sa.Engine, table: FullText, snapshot: Snapshot) -> None:
        self._engine = engine
        self._table = table
        self._snapshot = snapshot

    def begins(self, folded: str) -> bool:
        """Tells whether a word stands in a passage, or is the beginning of one that does."""
        with self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            return any(self._is_held(cursor, term) for term in (folded, *beginning_with(cursor, folded)))

    def holds(self, folded: str) -> bool:
        """Tells whether a word stands in a passage."""
        with self._engine.connect() as connection:
            return self._is_held(connection.connection.cursor(), folded)

    def nearest(self, folded: str) -> str | None:
        """Returns the word of the passages' texts that is spelled most like one, None if none is close."""
        with self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            spellings = nearest_spellings(cursor, folded)
            return next((one for one in spellings if self._is_written(cursor, one)), None)

    def _is_held(self, cursor: DBAPICursor, token: str) -> bool:
        return self._table.frequencies(cursor, [token], self._snapshot)[token] > 0

    def _is_written(self, cursor: DBAPICursor, token: str) -> bool:
        """Tells whether a text has a token as a word of its own: the table holds stems as well."""
        lists = self._table.lists
        seen = lists.of(cursor, [token], self._snapshot.revision)[token].among(self._snapshot.live)
        return bool(lists.in_column(seen, "words").size)


def combine(spelled: Matches, meant: Matches, own: PassageSet | None) -> Matches:
    """Judges passages in the question's language by their words and meanings in equal parts, others by meanings.

    Where the question's language is not known (a name, a word or two), the better of both counts.

    nDCG@10 of hybrid search, mean over monolingual / cross-lingual pairs, on osg: words alone .583/.464, meanings alone
    .575/.510, both for all passages .579/.506, as here .586/.511; over documents of all languages in one list .436
    against .426 with both for all passages, which put the question's own language first.
    """
    found = np.union1d(spelled.numbers, meant.numbers)
    if not len(found):
        return NO_MATCHES
    words_share, meaning_share = np.zeros(len(found)), np.zeros(len(found))
    words_share[np.searchsorted(found, spelled.numbers)] = spelled.scores
    meaning_share[np.searchsorted(found, meant.numbers)] = meant.scores
    if own is None:
        scores = np.maximum(words_share, meaning_share)
    else:
        scores = np.where(own[found], (words_share + meaning_share) / 2, meaning_share)
    order = np.lexsort((found, -scores))
    kept = order[scores[order] > 0]
    return Matches(numbers=found[kept], scores=scores[kept])
