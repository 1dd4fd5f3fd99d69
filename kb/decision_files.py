"""Decisions to a file and from one, as JSON or as a table: all of them or none, and as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kb.decision_store import DecisionStore
from kb.decisions import KIND, Action, Decision, Told, key_of, told_of
from kb.errors import UsageError
from kb.exchange_files import document_in, is_table, read_text, write_file
from kb.messages import Saying
from kb.moments import written
from kb.spreadsheets import restored_cell, table_in, table_text
from kb.types import JudgedFacet, PracticeKind

FORMAT = "praktijkbank-decisions"
# Rises when a file of before could not be read any more.
SCHEMA_VERSION = 1
_TEXTS = ("at", "who", "action", "document_id", "quote", "facet", "note", "key", "undoes")
_LISTS = ("accepted", "rejected")
_NEEDED = ("at", "who", "action", "document_id", "quote", "facet")
COLUMNS = ("at", "who", "action", "document_id", "quote", "facet", "accepted", "rejected", "note", "undoes", "key")
# Clocks of two machines differ; a year that was mistyped would outdo all decisions to come.
_AHEAD = timedelta(days=1)

Unlisted = Callable[[str, str], Saying | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """How many decisions of a file are new here, and how many were here already."""

    added: int
    unchanged: int


def export_file(store: DecisionStore, path: Path) -> int:
    """Writes all decisions to a file, as a table if its name ends with .csv, else as JSON.

    Returns:
        How many there are.

    Raises:
        StorageError: the file cannot be written.
    """
    rows = [_row(one) for one in told_of(store.all())]
    held = {"format": FORMAT, "schema_version": SCHEMA_VERSION, "decisions": rows}
    write_file(path, table=lambda: _table(rows), document=lambda: held)
    return len(rows)


def import_file(store: DecisionStore, path: Path, unlisted: Unlisted = lambda _facet, _value: None) -> BroughtIn:
    """Takes over the decisions of a file that are not here yet; labels follow at once.

    Args:
        store: where they go.
        path: the file.
        unlisted: returns what is wrong with a value of a facet that a person wrote by hand: in a row without a key.

    Raises:
        UsageError: something is wrong with the file; the message lists all of it by row, and nothing was taken over.
    """
    latest = store.now() + _AHEAD
    told: dict[str, Told] = {}
    faults: list[Saying] = []
    for number, row in _rows_of(path):
        try:
            one = _told(row, latest)
        except UsageError as error:
            faults.append(_at_row(number, Saying(error.key, **error.values)))
            continue
        told[one.key] = one
        if not row.get("key"):
            faults += [_at_row(number, fault) for fault in _unlisted(one.decision, unlisted)]
    if faults:
        raise UsageError("practice_not_imported", problems=tuple(faults))
    added = len(store.bring_in(list(told.values())).decisions)
    return BroughtIn(added=added, unchanged=len(told) - added)


def _row(one: Told) -> dict[str, Any]:
    held = one.decision
    named = {name: getattr(held, name) for name in COLUMNS if name not in ("undoes", "key", *_LISTS)}
    lists = {name: list(getattr(held, name)) for name in _LISTS}
    row = {**named, **lists, "action": held.action.value, "undoes": one.undoes, "key": one.key}
    return {name: row[name] for name in COLUMNS}


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    cells = ({name: "; ".join(cell) if isinstance(cell, list) else str(cell) for name, cell in r.items()} for r in rows)
    return table_text(COLUMNS, cells)


def _rows_of(path: Path) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """Returns the rows of a file with their numbers."""
    text = read_text(path, unreadable="decision_file")
    return _rows_of_table(text) if is_table(path) else _rows_of_json(text)


def _rows_of_json(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    held = document_in(text, form=FORMAT, field="decisions", unreadable="decision_file")
    if held.get("schema_version") != SCHEMA_VERSION:
        raise UsageError("practice_version", found=held.get("schema_version"), known=SCHEMA_VERSION)
    return [(number, row if isinstance(row, dict) else {}) for number, row in enumerate(held["decisions"], start=1)]


def _rows_of_table(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    table = table_in(text)
    named = table.fieldnames or ()
    wrong = [name for name in named if name not in COLUMNS] or [name for name in _NEEDED if name not in named]
    if wrong:
        raise UsageError("practice_columns", found=", ".join(wrong), known=", ".join(COLUMNS))
    # The first row is the header.
    for number, row in enumerate(table, start=2):
        # Spreadsheets end lines in their own way.
        cells = {name: restored_cell(cell).replace("\r\n", "\n") for name, cell in row.items() if isinstance(cell, str)}
        lists = {name: [one.strip() for one in cells.get(name, "").split(";") if one.strip()] for name in _LISTS}
        yield number, {**cells, **lists}


def _told(row: Mapping[str, Any], latest: datetime) -> Told:
    """Returns the decision of a row.

    Raises:
        UsageError: it is not as it must be.
    """
    texts = {name: _text(row, name) for name in _TEXTS}
    action = _choice("action", texts["action"], tuple(Action))
    _choice("facet", texts["facet"], tuple(JudgedFacet))
    if (action == Action.UNDO) != bool(texts["undoes"]):
        raise UsageError("decision_form", field="undoes", value=texts["undoes"])
    decision = Decision(
        at=_moment(texts["at"], latest),
        who=texts["who"],
        action=Action(action),
        document_id=texts["document_id"],
        quote=texts["quote"],
        facet=texts["facet"],
        accepted=_listed(row, "accepted"),
        rejected=_listed(row, "rejected"),
        note=texts["note"],
    )
    _check_values(decision)
    key = key_of(decision, texts["undoes"])
    if texts["key"] not in ("", key):
        raise UsageError("decision_edited")
    return Told(decision=decision, key=key, undoes=texts["undoes"])


def _check_values(decision: Decision) -> None:
    """Rejects a decision that decides nothing, or of more than one kind, or of none that there is."""
    if decision.action is not Action.UNDO and not decision.accepted and not decision.rejected:
        raise UsageError("decision_form", field="accepted", value="")
    if decision.facet == KIND:
        for kind in (*decision.accepted, *decision.rejected):
            _choice("kind", kind, tuple(PracticeKind))
        if len(decision.accepted) > 1:
            raise UsageError("curation_one_kind")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str) or (name in _NEEDED and not value.strip()):
        raise UsageError("decision_form", field=name, value=value)
    return value


def _listed(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) and _is_name(one) for one in value):
        raise UsageError("decision_form", field=name, value=value)
    return tuple(value)


def _is_name(value: str) -> bool:
    """Tells whether a table can hold a value: there, semicolons part values."""
    return bool(value) and value == value.strip() and ";" not in value


def _choice(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise UsageError("practice_choice", field=name, value=value, known=", ".join(known))
    return value


def _moment(text: str, latest: datetime) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as cause:
        raise UsageError("decision_form", field="at", value=text) from cause
    if moment.tzinfo is None:
        raise UsageError("decision_form", field="at", value=text)
    if moment > latest:
        raise UsageError("decision_ahead", at=text)
    return written(moment)


def _unlisted(decision: Decision, unlisted: Unlisted) -> list[Saying]:
    found = (unlisted(decision.facet, value) for value in (*decision.accepted, *decision.rejected))
    return [fault for fault in found if fault is not None]


def _at_row(row: int, problem: Saying) -> Saying:
    return Saying("practice_row", row=row, problem=problem)
