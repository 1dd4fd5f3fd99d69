"""What waits to be done: uploads that are not read yet, erasures that are not finished."""

from __future__ import annotations

import sqlalchemy as sa

from kb.schema import erasures, jobs


def backlog(connection: sa.Connection) -> dict[str, int]:
    """Returns how many jobs are not finished, and how many erasures have no receipt yet."""
    open_jobs = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.finished_at.is_(None))
    open_erasures = sa.select(sa.func.count()).select_from(erasures).where(erasures.c.receipt.is_(None))
    return {"jobs": connection.scalar(open_jobs) or 0, "erasures": connection.scalar(open_erasures) or 0}
