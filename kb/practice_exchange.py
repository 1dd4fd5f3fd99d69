"""Practice records to a file and from one; a file comes in as a whole or not at all, and as often as one likes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.errors import UsageError
from kb.exchange_files import is_table, read_text, write_file
from kb.messages import Saying
from kb.practice_archive import Archived, archive_json, archive_of
from kb.practice_desk import PracticeDesk
from kb.practice_json import record_json
from kb.practice_states import edited
from kb.practice_store import Event, PracticeStore
from kb.practice_table import archive_of_table, table_of
from kb.practices import unlisted
from kb.text import digest

IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many records of a file are new, were changed by it, and were as they are."""

    added: int
    changed: int
    unchanged: int


def export_file(store: PracticeStore, path: Path) -> int:
    """Writes all records with their histories to a file, as a table if its name ends with .csv, else as JSON.

    Returns:
        How many there are.

    Raises:
        StorageError: the file cannot be written.
    """
    archived = _held(store)
    write_file(path, table=lambda: table_of(archived), document=lambda: archive_json(archived))
    return len(archived)


def import_file(desk: PracticeDesk, path: Path, *, who: str) -> Imported:
    """Takes over the records of a file with their states and histories; what is there already stays as it is.

    Raises:
        UsageError: something is wrong with the file; the message lists all of it by row, and nothing was taken over.
    """
    text = read_text(path, unreadable="practice_file")
    archived, faults = (archive_of_table if is_table(path) else archive_of)(text)
    archived = [_named(one) for one in archived]
    held = {one.record.id: one for one in _held(desk.store)}
    additions: list[list[Event]] = []
    for one in archived:
        before = held.get(one.record.id)
        faults += _unknown(desk, one, before)
        try:
            additions.append(_additions(one, before, desk.store.now(), who))
        except UsageError as error:
            faults.append(Saying(error.key, **error.values))
    if faults:
        raise UsageError("practice_not_imported", problems=tuple(faults))
    desk.store.append([event for events in additions for event in events])
    return _counted(archived, additions, set(held))


def _named(one: Archived) -> Archived:
    """Returns a record with an id: one that was written without gets it from its content, so that it comes in once."""
    if one.record.id:
        return one
    content = json.dumps(record_json(one.record), sort_keys=True)
    return replace(one, record=replace(one.record, id=digest(content)))


def _held(store: PracticeStore) -> list[Archived]:
    records = sorted((stored.record for stored in store.all()), key=lambda record: record.id)
    return [Archived(record=record, events=tuple(store.history(record.id))) for record in records]


def _additions(wanted: Archived, held: Archived | None, at: str, who: str) -> list[Event]:
    """Returns what must be added to a history so that it ends with the wanted record.

    Raises:
        UsageError: here and in the file the record was changed in different ways.
    """
    here = [] if held is None else [replace(event, version=0) for event in held.events]
    there, record = list(wanted.events), wanted.record
    newer = here[len(there) :]
    by_hand = [] if there and there[-1].record == record else [_by_hand(wanted, at, who)]
    if there == here[: len(there)] and newer:
        # The file is of before, unless somebody has written into it since.
        if by_hand and all(event.record != record for event in newer):
            raise UsageError("practice_diverged", id=record.id)
        return []
    if here != there[: len(here)]:
        raise UsageError("practice_diverged", id=record.id)
    return [*there[len(here) :], *by_hand]


def _by_hand(wanted: Archived, at: str, who: str) -> Event:
    """Returns the change of somebody who wrote a record into a file, or wrote on in one."""
    record = edited(wanted.events[-1].record, wanted.record) if wanted.events else wanted.record
    return Event(at=at, who=who, action=IMPORT, note="", record=record)


def _unknown(desk: PracticeDesk, one: Archived, held: Archived | None) -> list[Saying]:
    """Returns what a person wrote into a file that the registry does not know; what came with a history stays."""
    before = one.events[-1].record if one.events else held.record if held else None
    return unlisted(one.record, before, desk.listed)


def _counted(archived: Sequence[Archived], additions: Sequence[list[Event]], held: set[str]) -> Imported:
    pairs = list(zip(archived, additions, strict=True))
    return Imported(
        added=sum(bool(events) and one.record.id not in held for one, events in pairs),
        changed=sum(bool(events) and one.record.id in held for one, events in pairs),
        unchanged=sum(not events for _, events in pairs),
    )
