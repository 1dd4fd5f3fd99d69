"""Words that no passage holds: the nearest spellings that passages do hold take their place in lexical search."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sqlalchemy.engine.interfaces import DBAPICursor

# Of a word and another spelling at least this share of letters agree ("kemopody", "kemopodi": .88).
CLOSE = 0.8
# Shorter words have chance neighbours.
SHORTEST = 5
# A misspelt word keeps its first letter nearly always, and its length nearly.
_SLACK = 2
_TERMS = "SELECT term FROM passage_vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"

_BEGINNING = "SELECT term FROM passage_vocabulary WHERE term >= ? AND term < ?"


def beginning_with(cursor: DBAPICursor, folded: str) -> Sequence[str]:
    """Returns the words of all passages that begin with some letters, at least as many as `SHORTEST`."""
    if len(folded) < SHORTEST:
        return ()
    cursor.execute(_BEGINNING, (folded, folded + "\U0010ffff"))
    return [row[0] for row in cursor.fetchall()]


def nearest_spellings(cursor: DBAPICursor, folded: str) -> Sequence[str]:
    """Returns the words of all passages that are spelled much like one, the most alike first."""
    if len(folded) < SHORTEST or not folded.isalpha():
        return ()
    first = folded[0]
    cursor.execute(_TERMS, (first, chr(ord(first) + 1), len(folded) - _SLACK, len(folded) + _SLACK))
    terms = [row[0] for row in cursor.fetchall()]
    return get_close_matches(folded, terms, n=len(terms), cutoff=CLOSE) if terms else ()
