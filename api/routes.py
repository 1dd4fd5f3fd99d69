"""The routes of search and suggestions, and of the server's health: parse, call, render."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from api.admission import Seated
from api.answers import grouped_out, search_out
from api.identity import DENIED, Seen, service
from api.languages import reader_language
from api.schemas import GroupedOut, ProblemOut, SearchOut
from api.search_schemas import MOST_PER_PAGE, SearchBodyIn, SearchIn, SuggestIn, SuggestOut
from api.service import Service
from api.suggesting import suggest_out
from kb.view import View

__all__ = ["MOST_PER_PAGE", "UNKNOWN", "health", "router"]

# What is answered for an id that there is none of.
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": ProblemOut}}

router = APIRouter(
    prefix="/v1", tags=["search"], responses={**DENIED, 422: {"model": ProblemOut}, 503: {"model": ProblemOut}}
)
health = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """Whether the server lives, or can answer."""

    status: str


# These functions are no coroutines: the server runs them on threads, so that none holds up the event loop.
@router.get("/search", dependencies=[Seated])
def search(request: Request, view: Seen, asked: Annotated[SearchIn, Query()]) -> GroupedOut | SearchOut:
    """Answers a question with passages: the best evidence of each partnership first, by relevance alone, or by year."""
    return _answer(view, asked, reader_language(request))


@router.post("/search", dependencies=[Seated])
def search_by_body(request: Request, view: Seen, asked: SearchBodyIn) -> GroupedOut | SearchOut:
    """Answers a question that is sent as JSON: it stands in no address, and so in no log of a proxy."""
    return _answer(view, asked, reader_language(request))


@router.get("/suggest")
def suggest(request: Request, view: Seen, asked: Annotated[SuggestIn, Query()]) -> SuggestOut:
    """Tells what may be meant by what is typed so far: another spelling, documents, themes and partnerships."""
    return suggest_out(view, asked.q, reader_language(request), asked.limit)


@health.get("/healthz")
def healthz() -> HealthOut:
    """Tells that the server lives."""
    return HealthOut(status="ok")


@health.get("/readyz", responses={503: {"model": ProblemOut}})
def readyz(service: Annotated[Service, Depends(service)]) -> HealthOut:
    """Tells that model and index are loaded; 503 until then."""
    _ = service.searcher
    return HealthOut(status="ready")


def _answer(view: View, asked: SearchIn, language: str) -> GroupedOut | SearchOut:
    render = grouped_out if asked.group else search_out
    return render(view.search(asked.query()), view.base.registry, language, explain=asked.explain)
