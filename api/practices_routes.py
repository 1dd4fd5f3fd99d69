"""The routes of practice records: parse, call, render."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.identity import DENIED, Curating, Known, service, signed
from api.practice_answers import history_out, practice_out, practices_out
from api.practice_schemas import EditIn, HistoryOut, NewIn, PracticeOut, PracticesOut, ReuseIn, StepIn
from api.routes import MOST_PER_PAGE, UNKNOWN
from api.schemas import ProblemOut
from api.service import Service
from kb.practice_desk import Chosen, PracticeDesk
from kb.practice_store import StoredPractice
from kb.practices import Maturity, PracticeState, Reuse

router = APIRouter(prefix="/v1/practices", tags=["practices"], responses={**DENIED, 422: {"model": ProblemOut}})
_CHANGED: dict[int | str, dict[str, Any]] = {
    **UNKNOWN,
    409: {"model": ProblemOut, "description": "changed by somebody else since it was read"},
}


def desk(service: Annotated[Service, Depends(service)], reader: Known) -> PracticeDesk:
    """Returns what shows the records that a reader may see."""
    return PracticeDesk(service.base.catalog, service.base.registry, shelf=service.view(reader).shelf)


def own_desk(service: Annotated[Service, Depends(service)], reader: Curating) -> PracticeDesk:
    """Returns what lets a curator work on the records that they may see."""
    return desk(service, reader)


Desk = Annotated[PracticeDesk, Depends(desk)]
OwnDesk = Annotated[PracticeDesk, Depends(own_desk)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("")
def practices(  # noqa: PLR0913, PLR0917 - one parameter a filter, as the address has them
    desk: Desk,
    state: Annotated[PracticeState | None, Query()] = None,
    partnership: Annotated[str | None, Query(description="id of the registry")] = None,
    country: Annotated[str | None, Query(description="ISO code, such as BJ")] = None,
    theme: Annotated[str | None, Query(description="id of the thesaurus; what is narrower counts too")] = None,
    maturity: Annotated[Maturity | None, Query()] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> PracticesOut:
    """Lists practice records, the one that was changed last first."""
    chosen = Chosen(state=state, partnership=partnership, country=country, theme=theme, maturity=maturity)
    return practices_out(desk.records(chosen), (page - 1) * per_page, per_page)


@router.post("", status_code=201)
def new(desk: OwnDesk, reader: Curating, wanted: NewIn, response: Response) -> PracticeOut:
    """Adds a suggested record."""
    data = wanted.practice.model_dump(exclude_none=True)
    stored = desk.new(data, who=signed(reader, wanted.by), note=wanted.note)
    response.headers["Location"] = f"/v1/practices/{stored.record.id}"
    return _out(desk, stored)


@router.get("/{practice_id}", responses=UNKNOWN)
def practice(desk: Desk, practice_id: str) -> PracticeOut:
    """Returns a record with where its evidence stands now."""
    return _out(desk, desk.record(practice_id))


@router.put("/{practice_id}", responses=_CHANGED)
def edit(desk: OwnDesk, reader: Curating, practice_id: str, wanted: EditIn) -> PracticeOut:
    """Gives a record another content."""
    data, who = wanted.practice.model_dump(exclude_none=True), signed(reader, wanted.by)
    return _out(desk, desk.edit(practice_id, data, version=wanted.version, who=who, note=wanted.note))


@router.post("/{practice_id}/state", responses=_CHANGED)
def step(desk: OwnDesk, reader: Curating, practice_id: str, wanted: StepIn) -> PracticeOut:
    """Validates, rejects, reopens, withdraws or restores a record."""
    who, note = signed(reader, wanted.by), wanted.note
    return _out(desk, desk.step(practice_id, wanted.action, who=who, note=note, version=wanted.version))


@router.post("/{practice_id}/reuses", responses=_CHANGED)
def reuse(desk: OwnDesk, reader: Curating, practice_id: str, wanted: ReuseIn) -> PracticeOut:
    """Notes that somebody took a validated practice over."""
    told = Reuse(by=wanted.reuse.by, when=wanted.reuse.when, result=wanted.reuse.result)
    who, note = signed(reader, wanted.by), wanted.note
    return _out(desk, desk.reuse(practice_id, told, who=who, note=note, version=wanted.version))


@router.get("/{practice_id}/history", responses=UNKNOWN)
def history(desk: Desk, practice_id: str) -> HistoryOut:
    """Returns all changes of a record."""
    return history_out(practice_id, desk.history(practice_id))


def _out(desk: PracticeDesk, stored: StoredPractice) -> PracticeOut:
    return practice_out(stored, desk.evidence(stored.record))
