"""Taking uploads in: one transaction, whose COMMIT is the acknowledgement. The same twice is never two documents."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from kb import audit
from kb.access import may_see
from kb.catalog import Catalog
from kb.errors import OverloadedError, UsageError
from kb.file_names import INSIDE
from kb.job_store import count_unfinished, read_jobs
from kb.jobs import UNFINISHED, UPLOADED, Delivery, FileStatus, Job, Upload
from kb.moments import now, written
from kb.schema import documents, job_files, jobs, passages
from kb.spool import Spool
from kb.text import digest

_LONGEST_KEY = 200


class Intake:
    """Takes in what readers send.

    Args:
        catalog: where jobs are noted.
        spool: holds their files.
        most_waiting: how many files may wait.
        clock: tells the time that is noted with jobs.
    """

    def __init__(
        self,
        catalog: Catalog,
        spool: Spool,
        most_waiting: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._catalog = catalog
        self._spool = spool
        self._most_waiting = most_waiting
        self._clock = clock

    def add(self, delivery: Delivery) -> Job:
        """Returns the job of a delivery, the one from before if it came under the same key.

        Content that the reader uploaded, or may see as somebody's upload, is not read again.

        Raises:
            UsageError: under this key something else was sent.
            OverloadedError: too many files wait.
        """
        try:
            with self._catalog.transaction(revises=False) as connection:
                return _sent_before(connection, delivery) or self._added(connection, delivery)
        finally:
            for upload in delivery.uploads:
                upload.received.discard()

    def _added(self, connection: sa.Connection, delivery: Delivery) -> Job:
        if count_unfinished(connection) + len(delivery.uploads) > self._most_waiting:
            raise OverloadedError("uploads_waiting", most=self._most_waiting)
        job_id, now = secrets.token_hex(8), written(self._clock())
        row = {"id": job_id, "created_at": now, "who": delivery.reader.name}
        key = {"idempotency_key": delivery.idempotency_key, "request": _request(delivery)}
        connection.execute(sa.insert(jobs).values(**row, **key))
        for position, upload in enumerate(delivery.uploads):
            self._add_file(connection, job_id, position, upload, delivery)
        action = "document.replace" if delivery.origin else "documents.upload"
        audit.note(connection, delivery.reader.name, action, job_id, {"files": len(delivery.uploads)})
        done = ~sa.exists().where(job_files.c.job_id == job_id, job_files.c.status.in_(UNFINISHED))
        connection.execute(sa.update(jobs).where(jobs.c.id == job_id, done).values(finished_at=now))
        return read_jobs(connection, jobs.c.id == job_id)[0]

    def _add_file(
        self, connection: sa.Connection, job_id: str, position: int, upload: Upload, delivery: Delivery
    ) -> None:
        content = upload.received.content_hash
        held = _held(connection, content, delivery)
        row = {
            "job_id": job_id,
            "position": position,
            "name": upload.name,
            "content_hash": content,
            "origin": delivery.origin or _waiting_origin(connection, content, delivery) or _new_origin(),
            "visibility": delivery.visibility,
            "attempts": 0,
            "pages_done": 0,
            "pages": 0,
            "status": FileStatus.WAITING,
            "passages": 0,
        }
        if held:
            row |= {"status": FileStatus.UNCHANGED, **held}
        else:
            self._spool.keep(upload.received)
        connection.execute(sa.insert(job_files).values(**row))


def checked_key(key: str | None) -> str | None:
    """Returns an idempotency key as it is kept.

    Raises:
        UsageError: it is empty, too long or not plain text.
    """
    if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise UsageError("idempotency_key_invalid", most=_LONGEST_KEY)
    return key


def _request(delivery: Delivery) -> str:
    files = (f"{upload.name}\x1e{upload.received.content_hash}" for upload in delivery.uploads)
    return digest(delivery.visibility or "", delivery.origin or "", *files)


def _sent_before(connection: sa.Connection, delivery: Delivery) -> Job | None:
    """Returns the job of the same delivery.

    Raises:
        UsageError: under its key something else was sent.
    """
    if delivery.idempotency_key is None:
        return None
    theirs = sa.and_(jobs.c.who == delivery.reader.name, jobs.c.idempotency_key == delivery.idempotency_key)
    request = connection.scalar(sa.select(jobs.c.request).where(theirs))
    if request is None:
        return None
    if request != _request(delivery):
        raise UsageError("idempotency_key_reused")
    return read_jobs(connection, theirs)[0]


def _held(connection: sa.Connection, content: str, delivery: Delivery) -> dict[str, str | int] | None:
    """Returns the uploaded document that has this content, as a file of a job tells of it.

    One that somebody is about to replace does not count, nor a file inside an uploaded one, which goes with it.
    """
    if delivery.visibility is None or not may_see(delivery.reader, delivery.visibility):
        return None
    replaced = sa.exists().where(job_files.c.origin == documents.c.origin, job_files.c.status.in_(UNFINISHED))
    alike = sa.select(documents.c.id, documents.c.origin).where(
        documents.c.content_hash == content,
        documents.c.visibility == delivery.visibility,
        documents.c.origin.startswith(UPLOADED, autoescape=True),
        ~documents.c.origin.contains(INSIDE, autoescape=True),
        ~replaced,
    )
    found = connection.execute(alike.order_by(documents.c.id).limit(1)).first()
    if found is None:
        return None
    counted = sa.select(sa.func.count()).select_from(passages).where(passages.c.document_id == found.id)
    return {"origin": found.origin, "document_id": found.id, "passages": connection.scalar(counted) or 0}


def _waiting_origin(connection: sa.Connection, content: str, delivery: Delivery) -> str | None:
    """Returns what the document of this content will go by, where it waits already and nothing else for its place."""
    other = job_files.alias()
    replaced = sa.exists().where(
        other.c.origin == job_files.c.origin, other.c.content_hash != content, other.c.status.in_(UNFINISHED)
    )
    shown_otherwise = sa.exists().where(
        documents.c.origin == job_files.c.origin, documents.c.visibility != job_files.c.visibility
    )
    alike = sa.select(job_files.c.origin).where(
        job_files.c.content_hash == content,
        job_files.c.status.in_(UNFINISHED),
        job_files.c.visibility == (delivery.visibility or ""),
        ~replaced,
        ~shown_otherwise,
    )
    return connection.scalar(alike.limit(1))


def _new_origin() -> str:
    return UPLOADED + secrets.token_hex(8)
