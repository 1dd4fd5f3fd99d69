"""Words that no passage holds: the nearest spellings that passages do hold take their place in lexical search."""

from __future__ import annotations

from difflib import get_close_matches

from sqlalchemy.engine.interfaces import DBAPICursor

# Of a word and another spelling at least this share of letters agree ("kemopody", "kemopodi": .88).
CLOSE = 0.8
# Shorter words have chance neighbours.
SHORTEST = 5
# A misspelt word keeps its first letter nearly always, and its length nearly.
_SLACK = 2
_TERMS = (
    "SELECT term FROM passage_vocabulary "
    "WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? ORDER BY doc DESC"
)


def nearest_spelling(cursor: DBAPICursor, folded: str) -> str | None:
    """Returns the word of the passages that is spelled most like one that they do not hold, None if none is close."""
    if len(folded) < SHORTEST or not folded.isalpha():
        return None
    first = folded[0]
    cursor.execute(_TERMS, (first, chr(ord(first) + 1), len(folded) - _SLACK, len(folded) + _SLACK))
    close = get_close_matches(folded, [row[0] for row in cursor.fetchall()], n=1, cutoff=CLOSE)
    return close[0] if close else None
