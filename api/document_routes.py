"""The routes of documents that are read: lists, single ones, and the files that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from api.answers import document_out
from api.document_schemas import DocumentRowOut, DocumentsIn, DocumentsOut, OwnDocumentOut, OwnDocumentRowOut
from api.identity import DENIED, Reading, Seen
from api.routes import UNKNOWN
from api.schemas import DocumentOut, ProblemOut
from kb.access import Reader, Scope
from kb.document_list import listed
from kb.file_names import file_name
from kb.media_types import media_type_of
from kb.types import Document

router = APIRouter(prefix="/v1/documents", tags=["documents"], responses={**DENIED, 422: {"model": ProblemOut}})
_FILE: dict[int | str, dict[str, Any]] = {
    **UNKNOWN,
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
}
# A file that somebody sent is saved, and never run in the name of this server.
_UNTRUSTED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-cache",
}


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("")
def documents(view: Seen, reader: Reading, asked: Annotated[DocumentsIn, Query()]) -> DocumentsOut:
    """Lists documents."""
    found = listed(view.documents(), asked.wanted(), asked.sort)
    counts = {one.document_id: one.passages for one in view.titles()}
    shown = found[(asked.page - 1) * asked.per_page : asked.page * asked.per_page]
    return DocumentsOut(total=len(found), documents=[_row(one, counts, reader) for one in shown])


@router.get("/{document_id}", responses=UNKNOWN)
def document(view: Seen, reader: Reading, document_id: str) -> OwnDocumentOut | DocumentOut:
    """Returns a document with its passages in reading order."""
    one = view.document(document_id)
    shown = document_out(one, view.passages_of(document_id), view.revisions_of(document_id))
    return OwnDocumentOut(**dict(shown), visibility=one.visibility) if reader.may(Scope.WRITE) else shown


@router.get("/{document_id}/original", responses=_FILE, response_class=FileResponse)
def original(view: Seen, document_id: str) -> FileResponse:
    """Returns the file that a document was read from, to be saved."""
    one = view.document(document_id)
    file, name = view.original_file(one), file_name(one.source)
    headers = {**_UNTRUSTED, "ETag": f'"{one.content_hash}"'}
    return FileResponse(file, media_type=media_type_of(file, name), filename=name, headers=headers)


def _row(one: Document, counts: Mapping[str, int], reader: Reader) -> DocumentRowOut:
    shown = DocumentRowOut(
        document_id=one.id,
        title=one.title,
        source=one.source,
        kind=one.kind,
        language=one.language,
        year=one.year,
        pages=one.pages,
        countries=list(one.countries),
        partnerships=list(one.partnerships),
        passages=counts.get(one.id, 0),
    )
    return OwnDocumentRowOut(**dict(shown), visibility=one.visibility) if reader.may(Scope.WRITE) else shown
