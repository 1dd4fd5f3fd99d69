"""Reads what may be found at one revision of the catalogue, as arrays."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from kb.filters import Snapshot
from kb.rows import read_labelled
from kb.versions import Kin, Numbers, Pair, kin_of, version_keys

_PAIRS = """
SELECT kin.number, kin.other, kin.similarity, kin.same_numbers, document_revisions.share IS NOT NULL
FROM kin JOIN passages AS newer ON newer.number = kin.number JOIN passages AS older ON older.number = kin.other
LEFT JOIN document_revisions
ON document_revisions.document_id = newer.document_id AND document_revisions.other_id = older.document_id
"""
_HOLDERS = """
SELECT text_key, group_concat(DISTINCT document_id) FROM passages
WHERE text_key IN (
    SELECT text_key FROM passages WHERE number IN (SELECT number FROM kin UNION SELECT other FROM kin))
GROUP BY text_key
"""


def read_snapshot(connection: sa.Connection, revision: int) -> Snapshot:
    """Reads which passages exist, which of them are one text, a version or kin, and which labels they carry."""
    # The driver's own cursor: tens of thousands of rows need not become SQLAlchemy's first.
    cursor = connection.connection.cursor()
    cursor.execute("SELECT number, text_key FROM passages")
    numbers, keys = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 2).T
    size = int(numbers.max(initial=0)) + 1
    live = np.zeros(size, dtype=np.bool_)
    live[numbers] = True
    text_keys = np.zeros(size, dtype=np.int64)
    text_keys[numbers] = keys
    kin, versions = _read_versions(connection, text_keys)
    return Snapshot(
        revision=revision,
        live=live,
        text_keys=text_keys,
        version_keys=versions,
        kin=kin,
        labelled=read_labelled(connection, size),
    )


def _read_versions(connection: sa.Connection, text_keys: Numbers) -> tuple[Kin, Numbers]:
    cursor = connection.connection.cursor()
    cursor.execute(_PAIRS)
    pairs = [
        Pair(number=n, other=o, similarity=s, same_numbers=bool(m), revised=bool(r))
        for n, o, s, m, r in cursor.fetchall()
    ]
    if not any(pair.revised and pair.same_numbers for pair in pairs):
        return kin_of(pairs), text_keys
    cursor.execute(_HOLDERS)
    holders = {key: frozenset(documents.split(",")) for key, documents in cursor.fetchall()}
    return kin_of(pairs), version_keys(text_keys, pairs, holders)
