"""Which passages are one text, which are kin, and which documents are revisions of each other: noted at each write.

A passage that is as good as the same as an older one takes over its text key; what else it is like is noted as kin.
All of it is written in the transaction of the passages and hangs on them by foreign keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from kb.access import PUBLIC
from kb.buckets import Buckets
from kb.schema import facts
from kb.shingles import BANDS, FORMAT, KIN, Fingerprint, bands, fingerprint, is_same, jaccard

# Two documents are revisions of each other from this share of the smaller one's passages on.
REVISION = 0.5
# Kin that are noted of one passage, the most alike first: a text in more documents than these tells little of each.
# As many of each visibility, so that what is hidden takes no place.
_MOST_KIN = 20

_FACT = "fingerprints"
_STORED = np.dtype("<u4")
# The candidates, and the oldest passage of each text among them.
_OLDER = """
WITH near AS (
    SELECT number, document_id, text_key, text, visibility
    FROM passages JOIN documents ON documents.id = passages.document_id
    WHERE number IN (SELECT value FROM json_each(:candidates)) AND number < :number)
SELECT * FROM near
UNION
SELECT number, document_id, text_key, text, visibility
FROM passages JOIN documents ON documents.id = passages.document_id
WHERE number IN (
    SELECT min(number) FROM passages JOIN documents ON documents.id = passages.document_id
    WHERE text_key IN (SELECT text_key FROM near) AND number < :number AND visibility IN (:own, 'public')
    GROUP BY text_key)
ORDER BY number
"""
_VISIBILITY = "SELECT visibility FROM documents WHERE id = ?"
# Short texts have no signature: a heading in common makes no revision.
_MATCHES = """
SELECT mine.number, theirs.number, theirs.document_id
FROM passages AS mine JOIN passages AS theirs ON theirs.text_key = mine.text_key AND theirs.document_id <> :document
WHERE mine.document_id = :document AND EXISTS (SELECT 1 FROM signatures WHERE signatures.number = mine.number)
UNION
SELECT mine.number, theirs.number, theirs.document_id
FROM passages AS mine JOIN kin ON kin.number = mine.number JOIN passages AS theirs ON theirs.number = kin.other
WHERE mine.document_id = :document
UNION
SELECT mine.number, theirs.number, theirs.document_id
FROM passages AS mine JOIN kin ON kin.other = mine.number JOIN passages AS theirs ON theirs.number = kin.number
WHERE mine.document_id = :document
"""
_SIZES = """
SELECT document_id, count(*) FROM passages
WHERE document_id IN (SELECT value FROM json_each(:documents))
AND EXISTS (SELECT 1 FROM signatures WHERE signatures.number = passages.number) GROUP BY document_id
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage as it is compared; `key` is its text key, that of its own words or the one it took over."""

    number: int
    document_id: str
    key: int
    marks: Fingerprint
    visibility: str

    def is_seen_with(self, other: _Text) -> bool:
        """Tells whether all who may see another passage may see this one."""
        return self.visibility in {other.visibility, PUBLIC}


def is_current(connection: sa.Connection) -> bool:
    """Tells whether the passages were compared as they would be now."""
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == _FACT)) == FORMAT


def renew(connection: sa.Connection) -> None:
    """Compares all passages anew, in the order in which they came."""
    cursor = _cursor(connection)
    for emptied in ("DELETE FROM signatures", "DELETE FROM kin", "DELETE FROM document_revisions"):
        cursor.execute(emptied)
    rows = cursor.execute("SELECT number, document_id, text FROM passages ORDER BY number").fetchall()
    keys = ((fingerprint(text).key, number) for number, _, text in rows)
    cursor.executemany("UPDATE passages SET text_key = ? WHERE number = ?", keys)
    comparer = Comparer(connection)
    for number, document_id, text in rows:
        comparer.compare(connection, document_id, {number: text})
    for document_id in dict.fromkeys(row[1] for row in rows):
        relate(connection, document_id)
    connection.execute(sa.delete(facts).where(facts.c.name == _FACT))
    connection.execute(sa.insert(facts).values(name=_FACT, value=FORMAT))


class Comparer:
    """Compares passages as they are written; whoever holds it is the only one to write.

    A passage that is gone, or whose transaction failed, may stay in memory: what is met there is looked up.
    """

    def __init__(self, connection: sa.Connection) -> None:
        rows = _cursor(connection).execute("SELECT number, bands FROM signatures ORDER BY number").fetchall()
        held = np.frombuffer(b"".join(row[1] for row in rows), dtype=_STORED).reshape(-1, BANDS)
        self._buckets = Buckets(np.array([row[0] for row in rows], dtype=np.int64), held)

    def compare(self, connection: sa.Connection, document_id: str, texts: Mapping[int, str]) -> None:
        """Compares new passages of a document, by number, with all that came before them."""
        cursor = _cursor(connection)
        [(visibility,)] = cursor.execute(_VISIBILITY, (document_id,)).fetchall()
        for number in sorted(texts):
            marks = fingerprint(texts[number])
            if marks.is_comparable:
                self._compare(cursor, _Text(number, document_id, marks.key, marks, visibility))

    def _compare(self, cursor: sqlite3.Cursor, new: _Text) -> None:
        names = bands(new.marks)
        older = list(_older(cursor, new, self._buckets.near(names)))
        self._buckets.add(new.number, names)
        cursor.execute("INSERT INTO signatures VALUES (?, ?)", (new.number, names.astype(_STORED).tobytes()))
        key = _key_among(new.marks, [text for text in older if text.is_seen_with(new)])
        if key != new.key:
            cursor.execute("UPDATE passages SET text_key = ? WHERE number = ?", (key, new.number))
        # Within one document rows of a table are all alike: kin are sought in others.
        others = [text for text in older if text.key != key and text.document_id != new.document_id]
        cursor.executemany("INSERT INTO kin VALUES (?, ?, ?, ?)", _kin_among(new, others))


def relate(connection: sa.Connection, document_id: str) -> None:
    """Notes which documents a document is a revision of, now that its passages are compared."""
    cursor = _cursor(connection)
    shares = _shares(cursor, document_id)
    cursor.execute(
        "DELETE FROM document_revisions WHERE :document IN (document_id, other_id)", {"document": document_id}
    )
    revised = [(other, share) for other, share in shares.items() if share >= REVISION]
    cursor.executemany(
        "INSERT INTO document_revisions (document_id, other_id, share) VALUES (?, ?, ?)",
        [(one, two, share) for other, share in revised for one, two in ((document_id, other), (other, document_id))],
    )


def forget(connection: sa.Connection) -> None:
    """Lets all passages be compared anew when the next document is written: who may see one of them has changed."""
    connection.execute(sa.delete(facts).where(facts.c.name == _FACT))


def uncompared(connection: sa.Connection) -> list[int]:
    """Returns the numbers of passages that are long enough to be compared and were not."""
    rows = _cursor(connection).execute(
        "SELECT number, text FROM passages WHERE number NOT IN (SELECT number FROM signatures) ORDER BY number"
    )
    return [number for number, text in rows if fingerprint(text).is_comparable]


def _cursor(connection: sa.Connection) -> sqlite3.Cursor:
    """Returns the driver's own cursor: a passage takes several small statements, which it answers in a fifth."""
    cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]  # the engine is SQLite's
    return cursor


def _older(cursor: sqlite3.Cursor, new: _Text, candidates: Iterable[int]) -> Iterator[_Text]:
    """Yields older passages that may be like a passage, the oldest first."""
    named = json.dumps(list(candidates))
    if named != "[]":
        asked = {"candidates": named, "number": new.number, "own": new.visibility}
        for number, document_id, key, text, visibility in cursor.execute(_OLDER, asked).fetchall():
            yield _Text(number, document_id, key, fingerprint(text), visibility)


def _key_among(marks: Fingerprint, older: Sequence[_Text]) -> int:
    """Returns the text key of the oldest text that is the same, or else that of the passage's own words.

    Only texts that all who see the passage may see have a say, so that what is hidden makes no two texts one.

    A text joins others if it is the same as the oldest of them, so that a chain of small changes does not lead from one
    statement to another; equal words are always together.
    """
    oldest: dict[int, _Text] = {}
    for text in older:
        oldest.setdefault(text.key, text)
    equal = (text.key for text in older if text.marks.key == marks.key)
    alike = (text.key for text in oldest.values() if is_same(text.marks, marks))
    return next(equal, None) or next(alike, None) or marks.key


def _kin_among(new: _Text, others: Sequence[_Text]) -> list[tuple[int, int, float, bool]]:
    """Returns the rows of a passage's kin."""
    compared = [(jaccard(text.marks, new.marks), text) for text in others]
    kin = sorted((pair for pair in compared if pair[0] >= KIN), key=lambda pair: (-pair[0], -pair[1].number))
    noted: Counter[str] = Counter()
    rows: list[tuple[int, int, float, bool]] = []
    for similarity, text in kin:
        noted[text.visibility] += 1
        if noted[text.visibility] <= _MOST_KIN:
            rows.append((new.number, text.number, similarity, text.marks.numbers == new.marks.numbers))
    return rows


def _shares(cursor: sqlite3.Cursor, document_id: str) -> dict[str, float]:
    """Returns, for each document that shares text with this one, the share that the smaller one has in the other."""
    mine, theirs = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for number, other, other_document in cursor.execute(_MATCHES, {"document": document_id}):
        mine[other_document].add(number)
        theirs[other_document].add(other)
    sizes = dict(cursor.execute(_SIZES, {"documents": json.dumps([document_id, *mine])}).fetchall())
    return {
        other: _share_of_smaller((len(mine[other]), sizes[document_id]), (len(theirs[other]), sizes[other]))
        for other in mine
    }


def _share_of_smaller(*sides: tuple[int, int]) -> float:
    """Returns the share of the smaller side that is matched; of two equal sides, the larger share."""
    least = min(size for _, size in sides)
    return max(matched / size for matched, size in sides if size == least)
