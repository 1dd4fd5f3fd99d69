"""The vectors in the catalogue, by passage and by the stamp of the model that made them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import sqlalchemy as sa

from kb.rows import StoredPassage, numbered_passages, parts
from kb.schema import passages, vectors
from kb.vectors import Matrix, Numbers

# A passage that was removed in the meantime gets no vector; its number is never given to another.
_ADD = sa.text(
    "INSERT INTO vectors (number, stamp, vector) SELECT number, :stamp, :vector FROM passages WHERE number = :number"
)


def vectors_after(connection: sa.Connection, number: int, stamp: str) -> tuple[Numbers, Matrix]:
    """Returns the vectors of one stamp whose passage number is above `number`, as the catalogue does."""
    chosen = sa.select(vectors.c.number, vectors.c.vector).where(vectors.c.number > number, vectors.c.stamp == stamp)
    rows = connection.execute(chosen.order_by(vectors.c.number)).all()
    numbers = np.array([row.number for row in rows], dtype=np.int64)
    matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype="<f4")
    return numbers, matrix.reshape(len(rows), -1) if rows else matrix.reshape(0, 0)


def numbers_with_vector(connection: sa.Connection, stamp: str) -> Numbers:
    """Returns the numbers of the passages that have a vector of one stamp, ascending."""
    chosen = sa.select(vectors.c.number).where(vectors.c.stamp == stamp).order_by(vectors.c.number)
    return np.array(connection.scalars(chosen).all(), dtype=np.int64)


def vectors_by_embedding_key(connection: sa.Connection, keys: Sequence[str], stamp: str) -> dict[str, bytes]:
    """Returns the vectors of one stamp that were already made for these embedded texts."""
    found: dict[str, bytes] = {}
    for part in parts(list(keys)):
        rows = connection.execute(
            sa.select(passages.c.embedding_key, vectors.c.vector)
            .join(vectors, vectors.c.number == passages.c.number)
            .where(passages.c.embedding_key.in_(part), vectors.c.stamp == stamp)
        )
        found.update({row.embedding_key: row.vector for row in rows})
    return found


def stored_vectors(connection: sa.Connection, numbers: Sequence[int]) -> list[bytes]:
    """Returns the vectors of some passages as they are stored, of all models."""
    return list(connection.scalars(sa.select(vectors.c.vector).where(vectors.c.number.in_(numbers))))


def without_vector(connection: sa.Connection, stamp: str, *, after: int, limit: int) -> list[StoredPassage]:
    """Returns the first `limit` passages above a number that have no vector of a stamp, in order of number."""
    chosen = sa.select(passages.c.number).where(passages.c.number > after, _lacks(stamp))
    numbers = connection.scalars(chosen.order_by(passages.c.number).limit(limit)).all()
    return sorted(numbered_passages(connection, numbers), key=lambda stored: stored.number)


def count_without_vector(connection: sa.Connection, stamp: str) -> int:
    """Returns how many passages have no vector of a stamp."""
    return connection.scalar(sa.select(sa.func.count()).select_from(passages).where(_lacks(stamp))) or 0


def size_of_vectors(connection: sa.Connection, stamp: str) -> int:
    """Returns how many bytes the vectors of a stamp take."""
    of_stamp = vectors.c.stamp == stamp
    one = connection.scalar(sa.select(sa.func.length(vectors.c.vector)).where(of_stamp).limit(1)) or 0
    return one * (connection.scalar(sa.select(sa.func.count()).select_from(vectors).where(of_stamp)) or 0)


def add_vectors(connection: sa.Connection, made: Mapping[int, bytes], stamp: str) -> None:
    """Adds vectors of a stamp, by number, to those of the passages that are still there."""
    rows = [{"number": number, "stamp": stamp, "vector": vector} for number, vector in made.items()]
    if rows:
        connection.execute(_ADD, rows)


def keep_stamps(connection: sa.Connection, stamps: Collection[str]) -> None:
    """Removes the vectors of all stamps but these."""
    connection.execute(sa.delete(vectors).where(vectors.c.stamp.not_in(sorted(stamps))))


def _lacks(stamp: str) -> sa.ColumnElement[bool]:
    held = sa.select(vectors.c.number).where(vectors.c.number == passages.c.number, vectors.c.stamp == stamp)
    return ~held.exists()
