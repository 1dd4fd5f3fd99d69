"""The routes of erasing: parse, call, render. No answer names who or what was erased."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from api.erasure_schemas import ErasureOut, ErasuresOut, PersonsIn, PreviewOut, erasure_out, preview_out
from api.identity import Administering, service
from api.routes import UNKNOWN
from api.schemas import ProblemOut
from api.service import Service
from kb.erasing import all_erasures, erase, erasure
from kb.erasure_plan import plan_of_documents, plan_of_persons
from kb.named import names_of

router = APIRouter(prefix="/v1", responses={422: {"model": ProblemOut}})
_Service = Annotated[Service, Depends(service)]
_BEGUN: dict[int | str, dict[str, Any]] = {**UNKNOWN, 202: {"description": "nobody finds it any more"}}


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.delete("/documents/{document_id}", status_code=202, responses=_BEGUN)
def erase_document(request: Request, service: _Service, reader: Administering, document_id: str) -> ErasureOut:
    """Erases a document with all that is inside it: nobody finds it from now on, and a receipt follows."""
    begun = erase(service.base, plan_of_documents(service.base.catalog, [document_id]), who=reader.name)
    request.app.state.scrubber.wake()
    return erasure_out(begun)


@router.post("/erasures", status_code=202)
def erase_persons(request: Request, service: _Service, reader: Administering, wanted: PersonsIn) -> ErasureOut:
    """Erases all passages that name one of these persons, and the files that they came from."""
    plan = plan_of_persons(service.base.catalog, names_of(wanted.persons))
    begun = erase(service.base, plan, who=reader.name)
    request.app.state.scrubber.wake()
    return erasure_out(begun)


@router.post("/erasures/preview")
def preview(service: _Service, _reader: Administering, wanted: PersonsIn) -> PreviewOut:
    """Tells what would go with some persons; nothing is changed."""
    return preview_out(plan_of_persons(service.base.catalog, names_of(wanted.persons)))


@router.get("/erasures")
def list_erasures(service: _Service, _reader: Administering) -> ErasuresOut:
    """Lists all erasures with their receipts, the last one first."""
    return ErasuresOut(erasures=[erasure_out(one) for one in all_erasures(service.base)])


@router.get("/erasures/{erasure_id}", responses=UNKNOWN)
def one_erasure(service: _Service, _reader: Administering, erasure_id: str) -> ErasureOut:
    """Returns an erasure, with its receipt once no byte is left."""
    return erasure_out(erasure(service.base, erasure_id))
