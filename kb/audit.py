"""Who changed what, noted with the change itself: ids and numbers, never texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kb.moments import now, written
from kb.schema import audit

Detail = str | int | bool | None | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A change: when, by whom, what kind of change (`practice.validate`), of what, and what else is noted of it."""

    id: int
    at: str
    who: str
    action: str
    subject: str
    details: Mapping[str, Detail]


def note(
    connection: sa.Connection, who: str, action: str, subject: str, details: Mapping[str, Detail] | None = None
) -> None:
    """Notes a change in the transaction that makes it, so that neither is there without the other.

    Args:
        connection: the transaction.
        who: whose change it is; empty for who sits at the machine.
        action: what kind of change, `<thing>.<what was done>`.
        subject: id of what was changed.
        details: counts and ids; no texts, for what is erased must not stand here.
    """
    at = written(now(), "milliseconds")
    row = {"at": at, "who": who, "action": action, "subject": subject, "details": dict(details or {})}
    connection.execute(sa.insert(audit), row)


def entries(
    connection: sa.Connection, limit: int, offset: int = 0, *, subject: str | None = None
) -> tuple[int, Sequence[Entry]]:
    """Returns how many changes are noted, and a page of them, the last one first; all or those of a subject."""
    of_subject = audit.c.subject == subject if subject is not None else sa.true()
    total = connection.scalar(sa.select(sa.func.count()).select_from(audit).where(of_subject)) or 0
    page = sa.select(audit).where(of_subject).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    return total, [Entry(**row) for row in connection.execute(page).mappings()]
