"""The routes of the API: parse, call, render."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from api.admission import Seated
from api.answers import document_out, passage_out, search_out
from api.comparing import comparison_out
from api.comparison_schemas import ComparisonOut
from api.identity import DENIED, Seen, service
from api.languages import reader_language
from api.schemas import DocumentOut, PassageOut, ProblemOut, SearchOut
from api.service import Service
from kb.asking import MAX_HITS, asked_filters
from kb.types import Filters, Order, SearchMode
from kb.types import Query as Question

MOST_PER_PAGE = 100

# What is answered for an id that there is none of.
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": ProblemOut}}

router = APIRouter(tags=["search"], responses={**DENIED, 422: {"model": ProblemOut}, 503: {"model": ProblemOut}})
health = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """Whether the server lives, or can answer."""

    status: str


def filters(  # noqa: PLR0913, PLR0917 - one parameter a facet, as the address has them
    country: Annotated[list[str] | None, Query(description="ISO codes, such as BJ")] = None,
    partnership: Annotated[list[str] | None, Query(description="ids of the registry")] = None,
    kind: Annotated[list[str] | None, Query(description="lesson, good_practice, challenge, ...")] = None,
    theme: Annotated[list[str] | None, Query(description="ids or labels of the thesaurus")] = None,
    sdg: Annotated[list[str] | None, Query(description="numbers of goals, such as 6")] = None,
    marker: Annotated[list[str] | None, Query(description="gender, environment")] = None,
    voice: Annotated[list[str] | None, Query(description="claim, testimony, evaluation")] = None,
    language: Annotated[list[str] | None, Query(description="nl, fr, es, en")] = None,
    year: Annotated[list[str] | None, Query(description="such as 2024")] = None,
    document_kind: Annotated[list[str] | None, Query(description="report, testimonial, handbook, other")] = None,
) -> Filters:
    """Reads the filters: repeated keys are alternatives, different keys combine."""
    return asked_filters(
        {
            "country": country,
            "partnership": partnership,
            "kind": kind,
            "theme": theme,
            "sdg": sdg,
            "marker": marker,
            "voice": voice,
            "language": language,
            "year": year,
            "document_kind": document_kind,
        }
    )


# These functions are no coroutines: the server runs them on threads, so that none holds up the event loop.
@router.get("/v1/search", dependencies=[Seated])
def search(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    view: Seen,
    filters: Annotated[Filters, Depends(filters)],
    q: Annotated[str, Query(description="the question")],
    page: Annotated[int, Query(ge=1, le=MAX_HITS)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 10,
    mode: SearchMode = SearchMode.HYBRID,
    order: Annotated[Order, Query(description="breadth: partnerships take turns; relevance")] = Order.BREADTH,
) -> SearchOut:
    """Answers a question with passages: the best evidence of each partnership first, or by relevance alone."""
    offset = (page - 1) * per_page
    question = Question(text=q, filters=filters, mode=mode, limit=per_page, offset=offset, order=order)
    return search_out(view.search(question), view.base.registry, reader_language(request))


@router.get("/v1/documents/{document_id}", responses=UNKNOWN)
def document(view: Seen, document_id: str) -> DocumentOut:
    """Returns a document with its passages in reading order."""
    return document_out(view.document(document_id), view.passages_of(document_id), view.revisions_of(document_id))


@router.get("/v1/passages/{passage_id}", responses=UNKNOWN)
def passage(view: Seen, passage_id: str) -> PassageOut:
    """Returns a passage with its place."""
    return passage_out(view.passage(passage_id))


@router.get("/v1/passages/{passage_id}/similar", responses=UNKNOWN, dependencies=[Seated])
def similar(
    request: Request,
    view: Seen,
    filters: Annotated[Filters, Depends(filters)],
    passage_id: str,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 5,
) -> ComparisonOut:
    """Returns the same practice elsewhere: the nearest passages of other partnerships, and what differs there."""
    found = view.similar(passage_id, limit=limit, filters=filters)
    return comparison_out(found, view.base.registry, reader_language(request))


@health.get("/healthz")
def healthz() -> HealthOut:
    """Tells that the server lives."""
    return HealthOut(status="ok")


@health.get("/readyz", responses={503: {"model": ProblemOut}})
def readyz(service: Annotated[Service, Depends(service)]) -> HealthOut:
    """Tells that model and index are loaded; 503 until then."""
    _ = service.searcher
    return HealthOut(status="ready")
