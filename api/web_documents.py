"""The pages of passages and documents: where a line stands, what stands around it, and the same practice elsewhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.admission import Seated
from api.answers import document_out, passage_out
from api.comparing import comparison_out
from api.identity import Seen
from api.page_pictures import page_place
from api.web_language import page_language
from api.web_pages import PageRoute, page
from kb.access import ANYBODY, Scope
from kb.errors import StorageError, UnknownError, UsageError
from kb.references import cited, reference_of
from kb.types import Document, Filters
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SIMILAR = 5
_NEIGHBOURS = 1


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/passages/{passage_id}")
def passage_page(
    request: Request,
    view: Seen,
    passage_id: str,
    number: Annotated[int | None, Query(alias="page", ge=1)] = None,
    said: str = "",
) -> Response:
    """Shows a passage: its page with the passage marked, what stands around it, and where it comes from."""
    own = view.passage(passage_id)
    before, after = view.around(passage_id, _NEIGHBOURS)
    return page(
        request,
        "passage.html",
        passage=passage_out(own),
        before=[passage_out(one) for one in before],
        after=[passage_out(one) for one in after],
        shown=_picture(view, passage_id, number, page_language(request)),
        has_original=_has_original(view, own.document),
        citation=cited(own.passage.text, reference_of(own, registry=view.base.registry), page_language(request)),
        may_say=view.reader != ANYBODY,
        may_curate=view.reader.may(Scope.CURATE),
        said=bool(said),
    )


@router.get("/passages/{passage_id}/elsewhere", dependencies=[Seated])
def elsewhere_page(request: Request, view: Seen, passage_id: str) -> Response:
    """Shows the same practice in other partnerships."""
    language = page_language(request)
    found = view.similar(passage_id, limit=_SIMILAR, filters=Filters())
    return page(
        request,
        "elsewhere.html",
        passage=passage_out(view.passage(passage_id)),
        found=comparison_out(found, view.base.registry, language),
    )


@router.get("/documents/{document_id}")
def document_page(request: Request, view: Seen, document_id: str) -> Response:
    """Shows a document with its passages in reading order."""
    one = view.document(document_id)
    shown = document_out(one, view.passages_of(document_id), view.revisions_of(document_id))
    return page(
        request,
        "document.html",
        document=shown,
        visibility=one.visibility if view.reader.may(Scope.ADMIN) else None,
        has_original=_has_original(view, one),
    )


def _picture(view: View, passage_id: str, number: int | None, language: str) -> int | None:
    """Returns the page of which a picture can be shown, None where there is none."""
    try:
        return page_place(view, passage_id, number, language).page
    except (UsageError, StorageError, UnknownError):
        return None


def _has_original(view: View, document: Document) -> bool:
    try:
        view.original_file(document)
    except (StorageError, UnknownError):
        return False
    return True
