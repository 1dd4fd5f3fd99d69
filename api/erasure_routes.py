"""Erasing over HTTP: what is erased is hidden at once; the files are scrubbed in the background."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.erasure_schemas import ErasureOut, ErasuresOut, PersonsIn, PreviewOut, erasure_out, preview_out
from api.identity import DENIED, Administering, service
from api.routes import UNKNOWN
from api.schemas import ProblemOut
from api.scrubber import Scrubber
from api.service import Service
from kb.erasing import erase_documents, erase_persons, preview_persons
from kb.erasure_store import Erasure, read_erasure, read_erasures

router = APIRouter(responses={**DENIED, 422: {"model": ProblemOut}, 503: {"model": ProblemOut}})

Served = Annotated[Service, Depends(service)]


def scrubber(request: Request) -> Scrubber:
    """Returns what scrubs the files of the app's knowledge base."""
    found = request.app.state.scrubber
    if not isinstance(found, Scrubber):
        raise TypeError(f"expected a Scrubber, got {type(found).__name__}")
    return found


Scrubs = Annotated[Scrubber, Depends(scrubber)]


@router.delete("/v1/documents/{document_id}", status_code=202, responses=UNKNOWN)
def delete_document(
    document_id: str, reader: Administering, service: Served, scrubber: Scrubs, response: Response
) -> ErasureOut:
    """Erases a document with the files inside it; nobody finds it from now on, and a receipt follows."""
    return _accepted(erase_documents(service.base, [document_id], reader.name), scrubber, response)


@router.post("/v1/erasures", status_code=202)
def erase(wish: PersonsIn, reader: Administering, service: Served, scrubber: Scrubs, response: Response) -> ErasureOut:
    """Erases all passages that name persons, and the originals that do; nobody finds them from now on."""
    return _accepted(erase_persons(service.base, wish.persons, reader.name), scrubber, response)


@router.post("/v1/erasures/preview")
def preview(wish: PersonsIn, _reader: Administering, service: Served) -> PreviewOut:
    """Tells what erasing persons would take; nothing is changed."""
    return preview_out(preview_persons(service.base, wish.persons))


@router.get("/v1/erasures")
def erasures(_reader: Administering, service: Served) -> ErasuresOut:
    """Returns all erasures, the last one first."""
    with service.base.catalog.engine.connect() as connection:
        return ErasuresOut(erasures=[erasure_out(one) for one in read_erasures(connection)])


@router.get("/v1/erasures/{erasure_id}", responses=UNKNOWN)
def erasure(erasure_id: str, _reader: Administering, service: Served) -> ErasureOut:
    """Returns an erasure, with its receipt once no byte is left."""
    with service.base.catalog.engine.connect() as connection:
        return erasure_out(read_erasure(connection, erasure_id))


def _accepted(made: Erasure, scrubber: Scrubber, response: Response) -> ErasureOut:
    scrubber.wake()
    response.headers["Location"] = f"/v1/erasures/{made.id}"
    return erasure_out(made)
