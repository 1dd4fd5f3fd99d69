"""From practice records to the JSON that leaves the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.practice_schemas import (
    CitationOut,
    EventOut,
    HistoryOut,
    PlaceOut,
    PracticeOut,
    PracticesOut,
    PracticeSummary,
    StatementOut,
)
from kb.citations import Traced
from kb.practice_json import record_json
from kb.practice_states import possible
from kb.practice_store import Event, StoredPractice
from kb.practices import FIELDS, Citation, Statement

_Traces = Mapping[Citation, Traced]


def practice_out(stored: StoredPractice, traces: _Traces) -> PracticeOut:
    """Returns a record as it leaves, with where its evidence stands now."""
    record = stored.record
    fields = {field: [_statement_out(one, traces) for one in getattr(record, field)] for field in FIELDS}
    evidence = [_citation_out(one, traces) for one in record.evidence]
    held = {**record_json(record), **fields, "evidence": evidence, "possible": possible(record.state)}
    return PracticeOut.model_validate({**held, **_named(stored)})


def practices_out(found: Sequence[StoredPractice], start: int, limit: int) -> PracticesOut:
    """Returns a page of records as it leaves."""
    shown = [
        PracticeSummary.model_validate({**record_json(one.record), **_named(one)})
        for one in found[start : start + limit]
    ]
    return PracticesOut(total=len(found), practices=shown)


def history_out(practice_id: str, events: Sequence[Event]) -> HistoryOut:
    """Returns the changes of a record as they leave."""
    return HistoryOut(practice_id=practice_id, events=[_event_out(*pair) for pair in _with_before(events)])


def _named(stored: StoredPractice) -> dict[str, Any]:
    return {"practice_id": stored.record.id, "version": stored.version, "changed_at": stored.changed_at}


def _statement_out(statement: Statement, traces: _Traces) -> StatementOut:
    evidence = [_citation_out(one, traces) for one in statement.evidence]
    return StatementOut(text=statement.text, evidence=evidence, by=statement.by)


def _citation_out(citation: Citation, traces: _Traces) -> CitationOut:
    traced = traces[citation]
    return CitationOut(
        **{name: getattr(citation, name) for name in Citation.__slots__},
        document_is_there=traced.document_is_there,
        places=[PlaceOut.model_validate(place, from_attributes=True) for place in traced.places],
    )


def _with_before(events: Sequence[Event]) -> list[tuple[Event, Event | None]]:
    return list(zip(events, (None, *events), strict=False))


def _event_out(event: Event, before: Event | None) -> EventOut:
    after = record_json(event.record)
    earlier = record_json(before.record) if before else {}
    return EventOut(
        version=event.version,
        at=event.at,
        who=event.who,
        action=event.action,
        note=event.note,
        state=event.record.state,
        changed=[key for key, value in after.items() if before and earlier[key] != value],
    )
