"""Reads what may be found at one revision of the catalogue, as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from kb.filters import PassageSet, Snapshot
from kb.rows import read_labelled
from kb.versions import Held, Numbers, Pair, kin_of

_PAIRS = """
SELECT kin.number, kin.other, kin.similarity, kin.same_numbers, document_revisions.share IS NOT NULL
FROM kin JOIN passages AS newer ON newer.number = kin.number JOIN passages AS older ON older.number = kin.other
LEFT JOIN document_revisions
ON document_revisions.document_id = newer.document_id AND document_revisions.other_id = older.document_id
"""
_HOLDERS = """
SELECT number, document_id FROM passages
WHERE text_key IN (
    SELECT text_key FROM passages WHERE number IN (SELECT number FROM kin UNION SELECT other FROM kin))
"""
_PASSAGES = """
SELECT passages.number, passages.text_key, documents.visibility
FROM passages JOIN documents ON documents.id = passages.document_id
"""


def read_snapshot(connection: sa.Connection, revision: int) -> Snapshot:
    """Reads which passages exist, which of them are one text, a version or kin, and which labels they carry."""
    # The driver's own cursor: tens of thousands of rows need not become SQLAlchemy's first.
    cursor = connection.connection.cursor()
    cursor.execute(_PASSAGES)
    rows = cursor.fetchall()
    numbers = np.array([row[0] for row in rows], dtype=np.int64)
    size = int(numbers.max(initial=0)) + 1
    live = np.zeros(size, dtype=np.bool_)
    live[numbers] = True
    text_keys = np.zeros(size, dtype=np.int64)
    text_keys[numbers] = np.array([row[1] for row in rows], dtype=np.int64)
    held = _read_held(connection)
    return Snapshot(
        revision=revision,
        live=live,
        text_keys=text_keys,
        version_keys=held.version_keys(text_keys),
        kin=kin_of(held.pairs),
        labelled=read_labelled(connection, size),
        visibilities=_sets(numbers, [row[2] for row in rows], size),
        held=held,
    )


def _sets(numbers: Numbers, values: Sequence[str], size: int) -> dict[str, PassageSet]:
    told, places = np.unique(np.array(values, dtype=np.str_), return_inverse=True)
    found = {str(value): np.zeros(size, dtype=np.bool_) for value in told}
    for place, carriers in enumerate(found.values()):
        carriers[numbers[places == place]] = True
    return found


def _read_held(connection: sa.Connection) -> Held:
    cursor = connection.connection.cursor()
    cursor.execute(_PAIRS)
    pairs = tuple(
        Pair(number=n, other=o, similarity=s, same_numbers=bool(m), revised=bool(r))
        for n, o, s, m, r in cursor.fetchall()
    )
    if not any(pair.revised and pair.same_numbers for pair in pairs):
        return Held(pairs=pairs, documents={})
    cursor.execute(_HOLDERS)
    return Held(pairs=pairs, documents=dict(cursor.fetchall()))
