"""The catalogue: the one truth about documents, passages and vectors, in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kb import embeddings, models
from kb.errors import StampMismatchError
from kb.facts import read_fact, write_fact
from kb.filters import Snapshot
from kb.models import ModelFacts, Models
from kb.rows import (
    StoredPassage,
    label_rows,
    numbered_passages,
    page_rows,
    parts,
    passage_row,
    read_origins,
    read_revisions,
    stored_passages,
    to_document,
    to_page,
    write_labels,
)
from kb.schema import documents, labels, pages, passages, sources, vectors
from kb.snapshots import read_snapshot
from kb.types import Document, Origin, Page, Passage
from kb.upgrade import ensure_schema
from kb.vectors import Matrix, Numbers
from kb.versions import Revision
from kb.visibilities import kept_visibility

_WRITING = "writing"
# A document of ten thousand pages is one transaction of some ten seconds, which a change of the model must sit out.
_PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What became of a file when it was last read; `reader` names the version of the readers then."""

    origin: str
    source: str
    content_hash: str
    reader: str
    status: str
    reason_key: str | None = None
    reason_values: dict[str, Any] | None = None
    document_id: str | None = None


class Catalog:
    """Reads and writes the catalogue; a write happens within `transaction`, and COMMIT acknowledges it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self.engine, "connect", _prepare_connection)
        sa.event.listen(self.engine, "begin", _begin)
        self._writing = self.engine.execution_options(**{_WRITING: True})
        ensure_schema(self.engine, path)

    def close(self) -> None:
        """Closes the connections."""
        self.engine.dispose()

    @contextmanager
    def transaction(self, *, revises: bool = True) -> Iterator[sa.Connection]:
        """Commits what is written inside, or nothing at all.

        Args:
            revises: answers are others after it, so that it gets a new revision.
        """
        with self._writing.begin() as connection:
            yield connection
            if revises:
                write_fact(connection, "revision", str(_revision(connection) + 1))

    # --- what is there -----------------------------------------------------------------------------------

    def revision(self) -> int:
        """Returns a number that grows with every write."""
        # Every question asks this: the driver answers in a tenth of the time.
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT value FROM facts WHERE name = 'revision'")
            found = cursor.fetchone()
        finally:
            connection.close()
        return int(found[0]) if found else 0

    def stamp(self) -> str | None:
        """Returns the stamp of the vectors that answer questions, None before the first."""
        return self.models().serving

    def models(self) -> Models:
        """Returns which models there are vectors of."""
        with self.engine.connect() as connection:
            return models.read_models(connection)

    def model_facts(self, stamp: str) -> ModelFacts | None:
        """Returns how the model of a stamp was asked for and what was measured with it, None if it is not known."""
        with self.engine.connect() as connection:
            return models.read_model(connection, stamp)

    def check_stamp(self, wanted: str) -> None:
        """Rejects a model other than the one that made the vectors.

        Raises:
            StampMismatchError: the vectors carry another stamp than `wanted`.
        """
        held = self.stamp()
        if held not in (None, wanted):
            raise StampMismatchError("stamp_mismatch", found=held, wanted=wanted)

    def source_states(self) -> dict[str, SourceState]:
        """Returns what became of every file read so far, by origin."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(sources)).mappings()
            return {row["origin"]: SourceState(**row) for row in rows}

    def document(self, document_id: str) -> Document | None:
        """Returns a document, None if there is none of that id."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(documents).where(documents.c.id == document_id)).mappings().first()
        return to_document(row) if row else None

    def documents(self) -> list[Document]:
        """Returns all documents in order of source."""
        with self.engine.connect() as connection:
            return self.documents_within(connection)

    def documents_within(self, connection: sa.Connection) -> list[Document]:
        """Returns all documents in order of source, as a transaction sees them."""
        return [to_document(row) for row in connection.execute(sa.select(documents).order_by("source")).mappings()]

    def passage(self, passage_id: str) -> StoredPassage | None:
        """Returns a passage, None if there is none of that id."""
        with self.engine.connect() as connection:
            found = stored_passages(connection, passages.c.id == passage_id)
        return found[0] if found else None

    def passages_by_id(self, ids: Collection[str]) -> dict[str, StoredPassage]:
        """Returns those of some passages that exist, by id."""
        with self.engine.connect() as connection:
            found = [one for part in parts(list(ids)) for one in stored_passages(connection, passages.c.id.in_(part))]
        return {stored.passage.id: stored for stored in found}

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """Returns the passages of a document in reading order."""
        with self.engine.connect() as connection:
            found = stored_passages(connection, passages.c.document_id == document_id)
        return sorted(found, key=lambda stored: stored.passage.position)

    def pages_of(self, document_id: str) -> list[Page]:
        """Returns how the pages of a document were read, in their order."""
        chosen = sa.select(pages).where(pages.c.document_id == document_id).order_by(pages.c.number)
        with self.engine.connect() as connection:
            return [to_page(row) for row in connection.execute(chosen).mappings()]

    def passage_counts(self) -> dict[str, int]:
        """Returns how many passages each document has."""
        counted = sa.select(passages.c.document_id, sa.func.count()).group_by(passages.c.document_id)
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def passages_by_number(self, numbers: Sequence[int]) -> dict[int, StoredPassage]:
        """Returns those of the numbered passages that exist, by number."""
        with self.engine.connect() as connection:
            return {
                stored.number: stored for part in parts(list(numbers)) for stored in numbered_passages(connection, part)
            }

    def origins_by_number(self, numbers: Sequence[int]) -> dict[int, Origin]:
        """Returns where those of the numbered passages that exist stand, by number."""
        with self.engine.connect() as connection:
            return {n: origin for part in parts(list(numbers)) for n, origin in read_origins(connection, part).items()}

    def revisions_of(self, document_id: str) -> list[Revision]:
        """Returns the documents that a document is a revision of, those with the most in common first."""
        with self.engine.connect() as connection:
            return read_revisions(connection, document_id)

    def counts(self) -> dict[str, int]:
        """Returns how many documents, passages and vectors there are."""
        with self.engine.connect() as connection:
            return {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (documents, passages, vectors)
            }

    def snapshot(self) -> Snapshot:
        """Reads what may be found, at one revision."""
        with self.engine.connect() as connection:
            return read_snapshot(connection, _revision(connection))

    def vectors_after(self, number: int, stamp: str) -> tuple[Numbers, Matrix]:
        """Returns the vectors of one stamp whose passage number is above `number`.

        Returns:
            The numbers, ascending, of shape (n,), and the vectors of shape (n, dimension).
        """
        with self.engine.connect() as connection:
            return embeddings.vectors_after(connection, number, stamp)

    def vectors_by_embedding_key(self, keys: Sequence[str], stamp: str) -> dict[str, bytes]:
        """Returns the vectors already made for these embedded texts."""
        with self.engine.connect() as connection:
            return embeddings.vectors_by_embedding_key(connection, keys, stamp)

    # --- writing, within a transaction --------------------------------------------------------------------

    def set_model_facts(self, connection: sa.Connection, stamp: str, facts: ModelFacts) -> None:
        """Notes how the model of a stamp was asked for; an earlier calibration stays where none is given."""
        models.write_model(connection, stamp, facts)

    def record_source(self, connection: sa.Connection, state: SourceState) -> None:
        """Notes what became of a file; a document of its that was removed meanwhile is named no more."""
        held = state.document_id and connection.scalar(
            sa.select(documents.c.id).where(documents.c.id == state.document_id)
        )
        state = replace(state, document_id=held or None)
        connection.execute(sa.delete(sources).where(sources.c.origin == state.origin))
        connection.execute(sa.insert(sources), [asdict(state)])

    def put_document(self, connection: sa.Connection, document: Document, read: Sequence[Page] = ()) -> None:
        """Adds a document or replaces what is known of it and its pages; its passages are left as they are.

        Who may see it stays as it was, for a new one inside a file as it is for that file.
        """
        row = asdict(document) | {"visibility": kept_visibility(connection, document)}
        held = connection.execute(sa.update(documents).where(documents.c.id == document.id).values(row))
        if held.rowcount == 0:
            connection.execute(sa.insert(documents), [row])
        connection.execute(sa.delete(pages).where(pages.c.document_id == document.id))
        if read:
            connection.execute(sa.insert(pages), page_rows(document.id, read))

    def numbers_by_passage(self, connection: sa.Connection, document_id: str) -> dict[tuple[str, str], int]:
        """Returns the numbers of a document's passages, by id and embedding key."""
        rows = connection.execute(
            sa.select(passages.c.id, passages.c.embedding_key, passages.c.number).where(
                passages.c.document_id == document_id
            )
        )
        return {(row.id, row.embedding_key): row.number for row in rows}

    def remove_passages(self, connection: sa.Connection, numbers: Sequence[int]) -> None:
        """Removes passages with their vectors and labels."""
        for part in parts(list(numbers)):
            connection.execute(sa.delete(passages).where(passages.c.number.in_(part)))

    def update_passage(self, connection: sa.Connection, number: int, passage: Passage) -> None:
        """Replaces what is known of a passage whose text and vector stay as they are, and so what it is like."""
        row = passage_row(passage)
        del row["text_key"]
        connection.execute(sa.update(passages).where(passages.c.number == number).values(row))
        write_labels(connection, number, passage)

    def add_passages(
        self, connection: sa.Connection, new: Sequence[Passage], made: Sequence[bytes], stamp: str
    ) -> list[int]:
        """Adds passages with their vectors and returns the numbers that they got, in order."""
        numbers = _insert_passages(connection, new) if new else []
        if numbers:
            embeddings.add_vectors(connection, dict(zip(numbers, made, strict=True)), stamp)
            pairs = zip(numbers, new, strict=True)
            connection.execute(sa.insert(labels), [row for n, p in pairs for row in label_rows(n, p)])
        return numbers

    def remove_document(self, connection: sa.Connection, document_id: str) -> None:
        """Removes a document with its passages, vectors and labels, and what was noted of its file."""
        connection.execute(sa.delete(sources).where(sources.c.document_id == document_id))
        connection.execute(sa.delete(documents).where(documents.c.id == document_id))

    def forget_source(self, connection: sa.Connection, origin: str) -> None:
        """Drops what was noted of a file that gave no document."""
        connection.execute(sa.delete(sources).where(sources.c.origin == origin))

    # --- care ----------------------------------------------------------------------------------------------

    def compact(self) -> None:
        """Gives the disk back what removed rows took: the file is written anew, and its log emptied if nobody reads."""
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
        finally:
            connection.close()
        self.empty_log()

    def empty_log(self) -> bool:
        """Writes all of the log into the catalogue and empties it; returns whether nobody was in the way."""
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [(busy, _, _)] = cursor.fetchall()
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        finally:
            connection.close()
        return not busy

    def problems(self) -> list[str]:
        """Returns what SQLite itself finds wrong with the file, and rows that refer to nothing."""
        with self.engine.connect() as connection:
            integrity = [str(row[0]) for row in connection.execute(sa.text("PRAGMA integrity_check"))]
            dangling = [f"dangling row in {row[0]}" for row in connection.execute(sa.text("PRAGMA foreign_key_check"))]
        return [line for line in integrity if line != "ok"] + dangling


def _begin(connection: sa.Connection) -> None:
    """Begins a transaction; one that writes asks for its turn at once, for it cannot wait any more once it has read."""
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, so that reads too see one state
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        f"busy_timeout = {_PATIENCE_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _insert_passages(connection: sa.Connection, new: Sequence[Passage]) -> list[int]:
    inserted = sa.insert(passages).returning(passages.c.number, sort_by_parameter_order=True)
    return [int(row.number) for row in connection.execute(inserted, [passage_row(passage) for passage in new])]


def _revision(connection: sa.Connection) -> int:
    return int(read_fact(connection, "revision") or 0)
