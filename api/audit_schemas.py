"""Who changed what, as JSON, the same from the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from kb.audit import Detail, Entry


class ChangeOut(BaseModel):
    """A change: `action` is its kind, such as `practice.validate`, `subject` the id of what was changed."""

    change_id: int
    at: str
    who: str
    action: str
    subject: str
    details: dict[str, Detail]


class AuditOut(BaseModel):
    """A page of changes, the last one first, and how many there are in all."""

    total: int
    changes: list[ChangeOut]


def audit_out(total: int, found: Sequence[Entry]) -> AuditOut:
    """Returns changes as JSON."""
    changes = [
        ChangeOut(
            change_id=one.id, at=one.at, who=one.who, action=one.action, subject=one.subject, details=dict(one.details)
        )
        for one in found
    ]
    return AuditOut(total=total, changes=changes)
