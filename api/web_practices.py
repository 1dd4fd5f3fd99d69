"""The pages of practice records: all of them by state, and one with its evidence and its history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from api.identity import Curating, Known, signed
from api.practice_answers import history_out, practice_out, practices_out
from api.practice_words import action_told, note_told
from api.practices_routes import Desk, OwnDesk
from api.web_pages import PageRoute, leads_to, page
from kb.access import Scope
from kb.practice_desk import Chosen
from kb.practice_states import Step
from kb.practices import FIELDS, PracticeState

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_PER_PAGE = 20


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/practices")
def practices_page(  # noqa: PLR0913, PLR0917 - what its address holds
    request: Request,
    desk: Desk,
    reader: Known,
    state: PracticeState | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    passage: str = "",
) -> Response:
    """Lists practice records, the one that was changed last first; with a passage, to choose where it is evidence."""
    found = practices_out(desk.records(Chosen(state=state)), (number - 1) * _PER_PAGE, _PER_PAGE)
    return page(
        request,
        "practices.html",
        found=found,
        states=[one.value for one in PracticeState],
        chosen=state.value if state else None,
        following=number + 1 if number * _PER_PAGE < found.total else None,
        passage=passage if reader.may(Scope.CURATE) else "",
        reader=reader,
    )


@router.get("/practices/{practice_id}")
def practice_page(request: Request, desk: Desk, reader: Known, practice_id: str) -> Response:
    """Shows a record with where its evidence stands now, and who changed what."""
    stored = desk.record(practice_id)
    return page(
        request,
        "practice.html",
        practice=practice_out(stored, desk.evidence(stored.record)),
        events=history_out(practice_id, desk.history(practice_id)).events,
        fields=FIELDS,
        may_curate=reader.may(Scope.CURATE),
        reader=reader,
        action_told=action_told,
        note_told=note_told,
    )


@router.post("/practices/{practice_id}/state")
def step(  # noqa: PLR0913, PLR0917 - the fields of a form
    desk: OwnDesk,
    reader: Curating,
    practice_id: str,
    action: Annotated[Step, Form()],
    version: Annotated[int, Form(ge=1)],
    note: Annotated[str, Form(max_length=2000)] = "",
    by: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Takes a step with a record, and shows it."""
    desk.step(practice_id, action, who=signed(reader, by), note=note, version=version)
    return leads_to(f"/practices/{practice_id}")
