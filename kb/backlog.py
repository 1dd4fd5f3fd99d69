"""What waits to be done: uploads that are not read yet, erasures that are not finished."""

from __future__ import annotations

import sqlalchemy as sa

from kb.erasing import ErasureState
from kb.schema import erasures, jobs


def backlog(connection: sa.Connection) -> dict[str, int]:
    """Returns how many jobs are not finished, and how many erasures are still to be seen to in the files."""
    open_jobs = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.finished_at.is_(None))
    # Not by the receipt: where there is none, the column holds JSON's null, which is a value to SQL.
    deleted = erasures.c.state == ErasureState.DELETED.value
    open_erasures = sa.select(sa.func.count()).select_from(erasures).where(deleted)
    return {"jobs": connection.scalar(open_jobs) or 0, "erasures": connection.scalar(open_erasures) or 0}
