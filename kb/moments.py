"""Moments as they are noted: in UTC, and of one length, so that later ones sort later."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Returns the time, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime, precision: str = "microseconds") -> str:
    """Returns a moment as it is noted.

    Args:
        moment: it knows its time zone.
        precision: the last part that is written, such as `seconds`.
    """
    return moment.astimezone(UTC).isoformat(timespec=precision)
