"""The routes of curation: parse, call, render."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from api.curation_answers import Reader, history_out, outcome_out, queue_out
from api.curation_schemas import DecisionIn, DecisionsOut, OutcomeOut, QueueOut, UndoIn
from api.identity import DENIED, Curating, service, signed
from api.languages import reader_language
from api.routes import MOST_PER_PAGE, UNKNOWN
from api.schemas import ProblemOut
from api.service import Service
from kb.curation_desk import CurationDesk, Wish
from kb.curation_queue import Wanted
from kb.decisions import Action
from kb.types import JudgedFacet, QueueOrder

router = APIRouter(prefix="/v1", tags=["curation"], responses={**DENIED, 422: {"model": ProblemOut}})
_UNDONE: dict[int | str, dict[str, Any]] = {
    **UNKNOWN,
    409: {"model": ProblemOut, "description": "it was undone already"},
}


def desk(service: Annotated[Service, Depends(service)], curator: Curating) -> CurationDesk:
    """Returns what lets a curator work on decisions on what they may see."""
    return CurationDesk(service.base.catalog, service.base.registry, shelf=service.view(curator).shelf)


def reader(request: Request, service: Annotated[Service, Depends(service)]) -> Reader:
    """Returns who reads."""
    return Reader(registry=service.base.registry, language=reader_language(request))


Desk = Annotated[CurationDesk, Depends(desk)]
For = Annotated[Reader, Depends(reader)]
Page = Annotated[int, Query(ge=1, le=10_000)]
# Up to where the catalogue can count.
DecisionId = Annotated[int, Path(ge=1, le=2**63 - 1)]
PerPage = Annotated[int, Query(ge=1, le=MOST_PER_PAGE)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/curation/queue")
def queue(  # noqa: PLR0913, PLR0917 - one parameter a filter, as the address has them
    desk: Desk,
    reader: For,
    facet: Annotated[JudgedFacet | None, Query()] = None,
    value: Annotated[str | None, Query(description="a value of the facet")] = None,
    partnership: Annotated[str | None, Query(description="of the passage: id of the registry")] = None,
    document: Annotated[str | None, Query(description="id of a document")] = None,
    language: Annotated[str | None, Query(description="of the passage: nl, fr, es, en")] = None,
    order: QueueOrder = QueueOrder.UNCERTAIN,
    page: Page = 1,
    per_page: PerPage = 20,
) -> QueueOut:
    """Lists what the machine says that nobody has judged yet."""
    wanted = Wanted(
        facet=facet, value=value, partnership=partnership, document_id=document, language=language, order=order
    )
    return queue_out(desk.queue(wanted, per_page, (page - 1) * per_page), reader)


@router.post("/passages/{passage_id}/decisions", status_code=201, responses=UNKNOWN)
def decide(desk: Desk, curator: Curating, reader: For, passage_id: str, wanted: DecisionIn) -> OutcomeOut:
    """Accepts, corrects or rejects values of a passage."""
    wish = Wish(
        action=Action(wanted.action),
        facet=wanted.facet,
        accepted=tuple(wanted.accepted),
        rejected=tuple(wanted.rejected),
    )
    return outcome_out(desk.decide(passage_id, wish, who=signed(curator, wanted.by), note=wanted.note), reader)


@router.get("/passages/{passage_id}/decisions", responses=UNKNOWN)
def decisions(desk: Desk, reader: For, passage_id: str, page: Page = 1, per_page: PerPage = 20) -> DecisionsOut:
    """Returns what was decided of a passage, the last decision first."""
    return history_out(desk.history(per_page, (page - 1) * per_page, passage_id=passage_id), reader)


@router.get("/curation/history")
def history(
    desk: Desk,
    reader: For,
    document: Annotated[str | None, Query(description="id of a document")] = None,
    page: Page = 1,
    per_page: PerPage = 20,
) -> DecisionsOut:
    """Returns all decisions, or those in a document, the last one first."""
    return history_out(desk.history(per_page, (page - 1) * per_page, document_id=document), reader)


@router.post("/curation/decisions/{decision_id}/undo", status_code=201, responses=_UNDONE)
def undo(desk: Desk, curator: Curating, reader: For, decision_id: DecisionId, wanted: UndoIn) -> OutcomeOut:
    """Takes back a decision with all that was decided in the same act."""
    return outcome_out(desk.undo(decision_id, who=signed(curator, wanted.by), note=wanted.note), reader)
