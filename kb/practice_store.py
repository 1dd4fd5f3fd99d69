"""Practice records in the catalogue: as they are now, and every change that led there, which is only ever added to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kb.audit import note as note_change
from kb.catalog import Catalog
from kb.errors import StaleError, UnknownError, UsageError
from kb.moments import now, written
from kb.practice_json import record_json, record_of
from kb.practices import PracticeRecord, PracticeState
from kb.schema import practice_events, practices

UNDO = "undo"

Change = Callable[[PracticeRecord], PracticeRecord]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change of a record: who did what and when, and the record after it.

    `version` numbers the changes of a record, from 1; it is nought for one that is not in a knowledge base. It tells
    nothing of other records, which the reader may not see.
    """

    at: str
    who: str
    action: str
    note: str
    record: PracticeRecord
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPractice:
    """A record as it is now; `version` is the number of its changes."""

    record: PracticeRecord
    version: int
    changed_at: str


class PracticeStore:
    """Reads and writes practice records; no search depends on them, so that writing one raises no revision.

    Args:
        catalog: where they are.
        clock: tells the time that is noted with a change.
    """

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._clock = clock

    def get(self, practice_id: str) -> StoredPractice:
        """Returns a record.

        Raises:
            UnknownError: there is none of that id.
        """
        with self._catalog.engine.connect() as connection:
            last = _events(connection, practice_id)[-1]
        return StoredPractice(record=last.record, version=last.version, changed_at=last.at)

    def all(self, state: PracticeState | None = None) -> list[StoredPractice]:
        """Returns all records, or those of a state, the one that was changed last first."""
        of_each = (
            sa.select(
                practice_events.c.practice_id,
                sa.func.max(practice_events.c.id).label("last"),
                sa.func.count().label("version"),
            )
            .group_by(practice_events.c.practice_id)
            .subquery()
        )
        chosen = (
            sa.select(practices.c.content, of_each.c.version, practice_events.c.at)
            .join(of_each, of_each.c.practice_id == practices.c.id)
            .join(practice_events, practice_events.c.id == of_each.c.last)
            .where(practices.c.state == state.value if state else sa.true())
            .order_by(of_each.c.last.desc())
        )
        with self._catalog.engine.connect() as connection:
            rows = connection.execute(chosen).all()
        return [StoredPractice(record=record_of(row.content), version=row.version, changed_at=row.at) for row in rows]

    def history(self, practice_id: str) -> list[Event]:
        """Returns all changes of a record, the first one first.

        Raises:
            UnknownError: there is none of that id.
        """
        with self._catalog.engine.connect() as connection:
            return _events(connection, practice_id)

    def add(self, record: PracticeRecord, *, action: str, who: str, note: str = "") -> StoredPractice:
        """Adds a record."""
        with self._catalog.transaction(revises=False) as connection:
            return self._append(connection, record, action=action, who=who, note=note)

    def change(  # noqa: PLR0913 - a change, and what is noted with it
        self, practice_id: str, change: Change, *, action: str, who: str, note: str = "", version: int | None = None
    ) -> StoredPractice:
        """Changes a record.

        Args:
            practice_id: which one.
            change: makes the new record of the one that is there.
            action: what the change is called in the history.
            who: whose change it is.
            note: why.
            version: the change that the wish is based on; None to change whatever is there.

        Raises:
            UnknownError: there is none of that id.
            UsageError: the change is not possible.
            StaleError: it was changed since `version`.
        """
        with self._catalog.transaction(revises=False) as connection:
            held = _events(connection, practice_id)[-1]
            if version not in (None, held.version):
                raise StaleError("practice_stale", version=version, held=held.version, who=held.who, at=held.at)
            return self._append(connection, change(held.record), action=action, who=who, note=note)

    def undo(self, practice_id: str, *, who: str) -> StoredPractice:
        """Takes back the last change that was not taken back yet; that, too, is a change.

        Raises:
            UnknownError: there is none of that id.
            UsageError: nothing is left but the record's beginning.
        """
        with self._catalog.transaction(revises=False) as connection:
            standing = _standing(_events(connection, practice_id))
            if len(standing) == 1:
                raise UsageError("practice_nothing_to_undo", id=practice_id)
            undone, before = standing[-1], standing[-2]
            return self._append(connection, before.record, action=UNDO, who=who, note=undone.action)

    def append(self, additions: Sequence[Event]) -> None:
        """Adds changes that were made elsewhere, all or none."""
        with self._catalog.transaction(revises=False) as connection:
            for event in additions:
                _write(connection, event)
                note_change(connection, event.who, "practice.import", event.record.id, {"as": event.action})

    def now(self) -> str:
        """Returns the time as it is noted, to the second, in UTC."""
        return written(self._clock(), "seconds")

    def _append(
        self, connection: sa.Connection, record: PracticeRecord, *, action: str, who: str, note: str
    ) -> StoredPractice:
        event = _write(connection, Event(at=self.now(), who=who, action=action, note=note, record=record))
        note_change(connection, who, f"practice.{action}", record.id, {"version": event.version})
        return StoredPractice(record=record, version=event.version, changed_at=event.at)


def _standing(events: Sequence[Event]) -> list[Event]:
    """Returns the changes that stand: those that no later one took back."""
    found: list[Event] = []
    for event in events:
        if event.action == UNDO:
            found.pop()
        else:
            found.append(event)
    return found


def _events(connection: sa.Connection, practice_id: str) -> list[Event]:
    chosen = sa.select(practice_events).where(practice_events.c.practice_id == practice_id).order_by("id")
    found = [_to_event(row, version) for version, row in enumerate(connection.execute(chosen).mappings(), start=1)]
    if not found:
        raise UnknownError("practice_unknown", id=practice_id)
    return found


def _to_event(row: sa.RowMapping, version: int) -> Event:
    return Event(
        at=row["at"],
        who=row["who"],
        action=row["action"],
        note=row["note"],
        record=record_of(row["content"]),
        version=version,
    )


def _write(connection: sa.Connection, event: Event) -> Event:
    record, content = event.record, record_json(event.record)
    row: dict[str, Any] = {"practice_id": record.id, "content": content}
    row |= {"at": event.at, "who": event.who, "action": event.action, "note": event.note}
    connection.execute(sa.insert(practice_events), row)
    connection.execute(sa.delete(practices).where(practices.c.id == record.id))
    connection.execute(sa.insert(practices), {"id": record.id, "state": record.state.value, "content": content})
    own = sa.select(sa.func.count()).where(practice_events.c.practice_id == record.id)
    return replace(event, version=connection.execute(own).scalar_one())
