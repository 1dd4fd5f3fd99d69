"""Names in a question: passages that hold them come before all that do not, in any case or accent.

A word is a name if it belongs to a name of the registry, or if the lexicon does not know it and the documents write
it with a capital or a digit (KeMoPoDi, Ouinhi, B3P).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from sqlalchemy.engine.interfaces import DBAPICursor

from kb.filters import PassageSet, Snapshot
from kb.fulltext import NO_MATCHES, Matches
from kb.lexicon import is_known
from kb.postings import PostingLists
from kb.text import Word, any_stop_word, words
from kb.wording import QueryWord

# A name that is only in the title or a heading is not what the passage speaks of.
IN_HEADING = 0.5
# What stands in more passages than this singles nothing out; similarity orders the passages of a frequent name.
MOST_HOLDERS = 2000
# What ends a sentence or a line, and what may stand between that and the next word.
_ENDS = ".!?…:;\n\r"
_BETWEEN = " \t\u00a0\"'“”„«»‘’¿¡([-–—•*"
# Passages that are looked at to tell how the documents write a word.
_LOOKED_AT = 8
_WRITTEN = "SELECT text FROM passages WHERE number IN ({marks}) ORDER BY number"

Name = tuple[str, ...]


def folded_names(names: Iterable[str]) -> frozenset[Name]:
    """Returns names as the folded words that they consist of."""
    return frozenset(_content(word.folded for word in words(name)) for name in names)


def _content(folded: Iterable[str]) -> Name:
    """Leaves out function words, as questions come without them ("Los Ríos")."""
    return tuple(word for word in folded if word not in any_stop_word())


class NameIndex:
    """Finds the names of a question, and who holds them, in a catalogue's full-text table.

    Args:
        lists: the postings of that table.
        registered: names that are names whatever else they mean ("Mol", "Pout").
    """

    def __init__(self, lists: PostingLists, registered: frozenset[Name] = frozenset()) -> None:
        self._lists = lists
        self._registered = registered - {()}
        self._written = lru_cache(maxsize=10_000)(_is_written_as_name)

    def asked(self, cursor: DBAPICursor, asked: Sequence[QueryWord], snapshot: Snapshot) -> list[str]:
        """Returns the words of a question that are names.

        Args:
            cursor: the catalogue's.
            asked: the question's content words, in order.
            snapshot: the passages there are, which tell how a word is written.
        """
        folded = _content(word.folded for word in asked)
        registered = {
            word
            for name in self._registered
            for start in range(len(folded) - len(name) + 1)
            if folded[start : start + len(name)] == name
            for word in name
        }
        return [
            word
            for word in folded
            if word in registered
            or (not is_known(word) and self._written(_Lookup(cursor, word, self._lists, snapshot)))
        ]

    def holders(self, cursor: DBAPICursor, names: Sequence[str], snapshot: Snapshot, allowed: PassageSet) -> Matches:
        """Returns the passages that hold any of the names; scores are the share of the names that they hold, 0 to 1."""
        if not names:
            return NO_MATCHES
        shares = np.zeros(len(allowed))
        for name, every in self._lists.of(cursor, names, snapshot.revision).items():
            postings, held = every.among(snapshot.live), np.zeros(len(allowed))
            for column, share in (("headings", IN_HEADING), ("words", 1.0)):
                held[self._lists.in_column(postings, column)[:MOST_HOLDERS]] = share
            shares += held * names.count(name) / len(names)
        found = np.flatnonzero((shares > 0) & allowed)
        order = np.lexsort((found, -shares[found]))
        return Matches(numbers=found[order].astype(np.int64), scores=shares[found[order]])


class _Lookup:
    """A word in a snapshot: the key under which it is remembered; the cursor is not part of it."""

    def __init__(self, cursor: DBAPICursor, word: str, lists: PostingLists, snapshot: Snapshot) -> None:
        self.cursor = cursor
        self.word = word
        self.lists = lists
        self.snapshot = snapshot

    @property
    def key(self) -> tuple[object, ...]:
        """What the answer depends on."""
        return self.word, self.snapshot.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Lookup) and self.key == other.key


def _is_written_as_name(lookup: _Lookup) -> bool:
    """Tells whether most of the places where the documents write a word have a capital or a digit in it.

    A place where a sentence or a line begins tells nothing, unless there is one beyond the first letter.
    """
    [postings] = lookup.lists.of(lookup.cursor, [lookup.word], lookup.snapshot.revision).values()
    seen = postings.among(lookup.snapshot.live)
    holders = lookup.lists.in_column(seen, "words")[:_LOOKED_AT].tolist()
    lookup.cursor.execute(_WRITTEN.format(marks=", ".join("?" * len(holders))), holders)
    marks = [
        mark
        for (text,) in lookup.cursor.fetchall()
        for word in words(text)
        if word.folded == lookup.word
        for mark in _marks(text, word)
    ]
    return 2 * sum(marks) > len(marks)


def _marks(text: str, word: Word) -> list[bool]:
    """Tells whether a place marks its word as a name; nothing where it does not tell."""
    marked = [char.isupper() or char.isdigit() for char in text[word.start : word.end]]
    if any(marked[1:]) or not _begins_sentence(text, word.start):
        return [any(marked)]
    return []


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(_BETWEEN)
    return not before or before[-1] in _ENDS
