"""What waits to be done: uploads that are not read yet, erasures that are not finished."""

from __future__ import annotations

import sqlalchemy as sa

from kb.erasure_store import count_pending
from kb.schema import jobs


def backlog(connection: sa.Connection) -> dict[str, int]:
    """Returns how many jobs are not finished, and how many erasures are still to be seen to in the files."""
    open_jobs = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.finished_at.is_(None))
    return {"jobs": connection.scalar(open_jobs) or 0, "erasures": count_pending(connection)}
