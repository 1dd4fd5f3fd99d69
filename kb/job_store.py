"""Jobs in the catalogue: taking the next file, noting how far it is and how it ended, going on after a crash.

Whoever takes files holds the write lock, so what is being read by nobody who holds it was left by a process that died.
None of it changes what is answered: a job raises no revision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from kb.admission import ERASED
from kb.catalog import Catalog
from kb.file_names import INSIDE
from kb.jobs import UNFINISHED, Ending, FileStatus, Job, JobFile
from kb.moments import now, written
from kb.persons import MARK
from kb.schema import documents, job_files, jobs, passages, sources
from kb.spool import Spool

# A file that ends the process that reads it so often is given up.
MOST_ATTEMPTS = 3


class JobStore:
    """Reads and changes the jobs of a catalogue.

    Args:
        catalog: where they are.
        spool: holds their files.
        clock: tells the time that is noted with them.
    """

    def __init__(self, catalog: Catalog, spool: Spool, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._spool = spool
        self._clock = clock

    # --- what there is ------------------------------------------------------------------------------------

    def job(self, job_id: str) -> Job | None:
        """Returns a job, None if there is none of that id."""
        with self._catalog.engine.connect() as connection:
            return next(iter(read_jobs(connection, jobs.c.id == job_id)), None)

    def jobs(self, who: str | None, limit: int, offset: int = 0) -> tuple[int, list[Job]]:
        """Returns how many jobs somebody has, and some of them, the newest first.

        Args:
            who: whose; None is everybody's.
            limit: how many at most.
            offset: how many newer ones to leave out.
        """
        theirs = sa.true() if who is None else jobs.c.who == who
        with self._catalog.engine.connect() as connection:
            total = connection.scalar(sa.select(sa.func.count()).select_from(jobs).where(theirs)) or 0
            return total, read_jobs(connection, theirs, limit=limit, offset=offset)

    def unfinished(self) -> int:
        """Returns how many files are not done."""
        with self._catalog.engine.connect() as connection:
            return count_unfinished(connection)

    # --- working through them; the caller holds the write lock --------------------------------------------

    def resume(self) -> None:
        """Lets files wait again that a process was reading when it died; what it had written already has ended."""
        left = sa.select(job_files).where(job_files.c.status == FileStatus.RUNNING)
        with self._catalog.engine.connect() as connection:
            if connection.execute(left).first() is None:
                return
        with self._catalog.transaction(revises=False) as connection:
            for row in connection.execute(left).mappings().all():
                self._resume(connection, to_job_file(row))

    def claim(self) -> JobFile | None:
        """Returns the file that has waited longest, which is being read from now on; None if none waits."""
        waiting = (
            sa.select(job_files)
            .join(jobs, jobs.c.id == job_files.c.job_id)
            .where(job_files.c.status == FileStatus.WAITING)
            .order_by(jobs.c.number, job_files.c.position)
            .limit(1)
        )
        with self._catalog.transaction(revises=False) as connection:
            row = connection.execute(waiting).mappings().first()
            if row is None:
                return None
            file = to_job_file(row)
            connection.execute(_of(file).values(status=FileStatus.RUNNING, pages_done=0, pages=0))
            return file

    def put_back(self, file: JobFile) -> None:
        """Lets a file wait again that could not be read for a reason that is not its own."""
        with self._catalog.transaction(revises=False) as connection:
            connection.execute(_running(file).values(status=FileStatus.WAITING))

    def note_pages(self, file: JobFile, done: int, pages: int) -> None:
        """Notes how far a file is."""
        with self._catalog.transaction(revises=False) as connection:
            connection.execute(_running(file).values(pages_done=done, pages=pages))

    def end(self, file: JobFile, ending: Ending) -> None:
        """Notes how it ended with a file, once."""
        with self._catalog.transaction(revises=False) as connection:
            self._end(connection, file, ending)

    def sweep(self) -> None:
        """Removes the files from the spool that no file waits for."""
        with self._catalog.transaction(revises=False) as connection:
            self._spool.keep_only(_wanted(connection))

    def spooled(self) -> set[Path]:
        """Returns the files in the spool that are waited for, or are being received."""
        with self._catalog.engine.connect() as connection:
            return {*map(self._spool.path, _wanted(connection)), *self._spool.on_their_way()}

    def _resume(self, connection: sa.Connection, file: JobFile) -> None:
        noted = _noted(connection, file)
        if noted:
            self._end(connection, file, noted)
        elif file.attempts + 1 >= MOST_ATTEMPTS:
            self._end(connection, file, _given_up(file))
        else:
            connection.execute(_running(file).values(status=FileStatus.WAITING, attempts=file.attempts + 1))

    def _end(self, connection: sa.Connection, file: JobFile, ending: Ending) -> None:
        # The name of a file that is turned away may be what was erased.
        named = {"name": MARK} if ending.reason_key == ERASED else {}
        connection.execute(
            _running(file).values(
                **named,
                status=ending.status,
                document_id=ending.document_id,
                passages=ending.passages,
                reason_key=ending.reason_key,
                reason_values=dict(ending.reason_values) if ending.reason_key else None,
            )
        )
        left = sa.exists().where(job_files.c.job_id == file.job_id, job_files.c.status.in_(UNFINISHED))
        finished = sa.update(jobs).where(jobs.c.id == file.job_id, jobs.c.finished_at.is_(None), ~left)
        connection.execute(finished.values(finished_at=written(self._clock())))


def read_jobs(
    connection: sa.Connection, condition: sa.ColumnElement[bool], *, limit: int = 1, offset: int = 0
) -> list[Job]:
    """Returns jobs with their files, the newest first."""
    chosen = sa.select(jobs).where(condition).order_by(jobs.c.number.desc()).limit(limit).offset(offset)
    rows = connection.execute(chosen).all()
    files = _files_of(connection, [row.id for row in rows])
    return [
        Job(
            id=row.id,
            created_at=row.created_at,
            finished_at=row.finished_at,
            who=row.who,
            files=tuple(file for file in files if file.job_id == row.id),
        )
        for row in rows
    ]


def count_unfinished(connection: sa.Connection) -> int:
    """Returns how many files are not done."""
    counted = sa.select(sa.func.count()).select_from(job_files).where(job_files.c.status.in_(UNFINISHED))
    return connection.scalar(counted) or 0


def to_job_file(row: sa.RowMapping) -> JobFile:
    """Returns a row as a file of a job."""
    values = {column.name: row[column.name] for column in job_files.c}
    return JobFile(**values | {"status": FileStatus(values["status"])})


def _wanted(connection: sa.Connection) -> set[str]:
    needed = sa.select(job_files.c.content_hash).where(job_files.c.status.in_(UNFINISHED))
    return set(connection.scalars(needed))


def _files_of(connection: sa.Connection, job_ids: Sequence[str]) -> list[JobFile]:
    chosen = sa.select(job_files).where(job_files.c.job_id.in_(job_ids)).order_by(job_files.c.position)
    return [to_job_file(row) for row in connection.execute(chosen).mappings()]


def _of(file: JobFile) -> sa.Update:
    return sa.update(job_files).where(job_files.c.job_id == file.job_id, job_files.c.position == file.position)


def _running(file: JobFile) -> sa.Update:
    """Returns what changes a file that is being read, and no other: what has ended stays as it ended."""
    return _of(file).where(job_files.c.status == FileStatus.RUNNING)


def _given_up(file: JobFile) -> Ending:
    values = {"attempts": file.attempts + 1}
    return Ending(status=FileStatus.FAILED, reason_key="upload_gave_up", reason_values=values)


def _noted(connection: sa.Connection, file: JobFile) -> Ending | None:
    """Returns how it ended with a file by what is noted of its document, None if nothing is noted of this content."""
    known = sources.c.origin == file.origin, sources.c.content_hash == file.content_hash
    row = connection.execute(sa.select(sources).where(*known)).first()
    if row is None:
        return None
    return Ending(
        status=FileStatus(row.status),
        document_id=row.document_id,
        passages=_count_passages(connection, file.origin),
        reason_key=row.reason_key,
        reason_values=row.reason_values or {},
    )


def _count_passages(connection: sa.Connection, origin: str) -> int:
    theirs = sa.or_(documents.c.origin == origin, documents.c.origin.startswith(origin + INSIDE, autoescape=True))
    counted = sa.select(sa.func.count()).select_from(passages.join(documents)).where(theirs)
    return connection.scalar(counted) or 0
