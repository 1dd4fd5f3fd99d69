"""The pages of passages and documents: where a line stands, what stands around it, and the same practice elsewhere."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.admission import Seated
from api.answers import document_out, passage_out
from api.comparing import comparison_out
from api.document_routes import documents
from api.document_schemas import DocumentsIn
from api.identity import Seen
from api.page_pictures import page_place
from api.problems import cause_of, sentence
from api.web_language import page_language
from api.web_pages import PageRoute, page
from api.web_visibility import shown_visibility
from kb.access import ANYBODY, Scope
from kb.document_list import DocumentOrder
from kb.errors import StorageError, UnknownError, UsageError
from kb.references import cited, reference_of
from kb.types import Document, Filters
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SIMILAR = 5
_PER_PAGE = 20
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
    shown, unseen = _picture(view, passage_id, number, page_language(request))
    return page(
        request,
        "passage.html",
        passage=passage_out(own),
        before=[passage_out(one) for one in before],
        after=[passage_out(one) for one in after],
        shown=shown,
        unseen=unseen,
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


@router.get("/documents")
def documents_page(
    request: Request,
    view: Seen,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Lists the documents, those whose title holds some words if they are named, the latest year first."""
    asked = DocumentsIn(q=q, page=number, per_page=_PER_PAGE, sort=DocumentOrder.NEWEST)
    found = documents(view, view.reader, asked)
    following = f"/documents?{urlencode({'q': q, 'page': number + 1})}" if number * _PER_PAGE < found.total else ""
    return page(request, "documents.html", found=found, q=q, following=following)


@router.get("/documents/{document_id}")
def document_page(request: Request, view: Seen, document_id: str, kept: str = "") -> Response:
    """Shows a document with its passages in reading order."""
    one = view.document(document_id)
    shown = document_out(one, view.passages_of(document_id), view.revisions_of(document_id))
    return page(
        request,
        "document.html",
        document=shown,
        visibility=shown_visibility(one.visibility) if view.reader.may(Scope.ADMIN) else None,
        kept=bool(kept),
        has_original=_has_original(view, one),
    )


def _picture(view: View, passage_id: str, number: int | None, language: str) -> tuple[int | None, str]:
    """Returns the page of which a picture can be shown, or None with why there is none."""
    try:
        return page_place(view, passage_id, number, language).page, ""
    except (UsageError, StorageError, UnknownError) as error:
        _, key, values = cause_of(error)
        return None, sentence(key, values, language)


def _has_original(view: View, document: Document) -> bool:
    try:
        view.original_file(document)
    except (StorageError, UnknownError):
        return False
    return True
