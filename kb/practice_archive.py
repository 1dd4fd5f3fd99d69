"""Practice records with their histories as JSON that leaves a knowledge base and comes into another, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import UsageError
from kb.exchange_files import document_in
from kb.messages import Saying
from kb.practice_json import record_json, record_of
from kb.practice_store import UNDO, Event
from kb.practices import PracticeRecord, faults_of

FORMAT = "praktijkbank-practices"
# Rises when a file of before could not be read any more.
SCHEMA_VERSION = 1
_EVENT = ("at", "who", "action", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A record as it is in a file, with the changes that led there; none if it was written by hand."""

    record: PracticeRecord
    events: tuple[Event, ...] = ()


def archive_json(archived: Sequence[Archived]) -> dict[str, Any]:
    """Returns records with their histories as one JSON document."""
    rows = [{**record_json(one.record), "history": history_json(one.events)} for one in archived]
    return {"format": FORMAT, "schema_version": SCHEMA_VERSION, "practices": rows}


def archive_of(text: str) -> tuple[list[Archived], list[Saying]]:
    """Returns the records of a JSON document that are as they must be, and what is wrong with the others.

    Raises:
        UsageError: it is no such document, or one of another version.
    """
    held = document_in(text, form=FORMAT, field="practices", unreadable="practice_file")
    check_version(held.get("schema_version"))
    return read_rows(dict(enumerate(held["practices"], start=1)))


def check_version(found: object) -> None:
    """Rejects a file of another version of the schema.

    Raises:
        UsageError: it is one.
    """
    if str(found) != str(SCHEMA_VERSION):
        raise UsageError("practice_version", found=found, known=SCHEMA_VERSION)


def read_rows(rows: Mapping[int, object]) -> tuple[list[Archived], list[Saying]]:
    """Returns records by the rows of a file, and what is wrong with each of the others."""
    found: list[Archived] = []
    faults: list[Saying] = []
    seen: set[str] = set()
    for row, data in rows.items():
        try:
            archived = _archived(data)
        except UsageError as error:
            faults.append(at_row(row, error))
            continue
        if archived.record.id and archived.record.id in seen:
            faults.append(at_row(row, UsageError("practice_double", id=archived.record.id)))
        seen.add(archived.record.id)
        found.append(archived)
    return found, faults


def at_row(row: int, error: UsageError) -> Saying:
    """Returns what is wrong in a row of a file."""
    problem = error.values["problems"] if error.key == "practice_invalid" else Saying(error.key, **error.values)
    return Saying("practice_row", row=row, problem=problem)


def history_json(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Returns changes as JSON: what each changed, the first one all."""
    rows: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for event in events:
        after = record_json(event.record)
        changed = {key: value for key, value in after.items() if key not in before or before[key] != value}
        rows.append({**{key: getattr(event, key) for key in _EVENT}, "changes": changed})
        before = after
    return rows


def history_of(data: object) -> tuple[Event, ...]:
    """Returns changes that were written as JSON.

    Raises:
        UsageError: they are none, or do not follow from each other.
    """
    if not isinstance(data, list):
        raise UsageError("practice_form", field="history", value=data)
    events: list[Event] = []
    content: dict[str, Any] = {}
    for place, row in enumerate(data, start=1):
        if not isinstance(row, dict) or not isinstance(row.get("changes"), dict):
            raise UsageError("practice_form", field=f"history[{place}]", value=row)
        content |= row["changes"]
        at, who, action, note = (str(row.get(key, "")) for key in _EVENT)
        events.append(Event(at=at, who=who, action=action, note=note, record=record_of(content)))
    if _taken_back_too_often(events):
        raise UsageError("practice_form", field="history", value=UNDO)
    return tuple(events)


def _archived(data: object) -> Archived:
    if not isinstance(data, Mapping):
        raise UsageError("practice_form", field="practice", value=data)
    record = record_of({key: value for key, value in data.items() if key != "history"})
    events = history_of(data.get("history") or [])
    faults = faults_of(record)
    if faults:
        raise UsageError("practice_invalid", problems=tuple(faults))
    if any(event.record.id != record.id for event in events):
        raise UsageError("practice_form", field="history", value=record.id)
    if events and (events[-1].record.state, events[-1].record.reuses) != (record.state, record.reuses):
        raise UsageError("practice_state_by_hand", id=record.id)
    return Archived(record=record, events=events)


def _taken_back_too_often(events: Sequence[Event]) -> bool:
    """Tells whether more was undone than was done; the first change makes the record and stays."""
    standing = 0
    for event in events:
        standing += -1 if event.action == UNDO else 1
        if standing < 1:
            return True
    return False
