"""Saved searches as Atom feeds: what a reader of feeds asks for again and again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.admission import Seated
from api.answers import passage_fields, passage_out
from api.identity import Seen
from api.schemas import PassageOut
from api.web_language import page_language
from api.web_pages import labels, rendered
from api.web_search import AskedIn
from kb.moments import now
from kb.plain import lines_of
from kb.types import Order
from kb.types import Query as Question
from kb.view import View

router = APIRouter(include_in_schema=False)
_ENTRIES = 30


@router.get("/feed.atom", dependencies=[Seated])
def feed(request: Request, view: Seen, asked: Annotated[AskedIn, Query()]) -> Response:
    """Returns the hits of a search, the latest year first, as an Atom feed (RFC 4287)."""
    state, language = asked.state(), page_language(request)
    content = rendered(
        "feed.atom",
        language,
        base=str(request.base_url).rstrip("/"),
        state=state,
        entries=_found(view, asked),
        plain=_plain,
        label=labels(view.base.registry, language),
        updated=now().date().isoformat() + "T00:00:00Z",
    )
    return Response(content, media_type="application/atom+xml")


def _found(view: View, asked: AskedIn) -> list[PassageOut]:
    if asked.q.strip():
        question = Question(text=asked.q.strip(), filters=asked.filters(), limit=_ENTRIES, order=Order.NEWEST)
        return [PassageOut(**passage_fields(hit.passage, hit.document)) for hit in view.search(question).hits]
    return [passage_out(one) for one in view.browse(asked.filters(), limit=_ENTRIES).passages]


def _plain(text: str) -> str:
    """Returns a text without what XML cannot hold, not even escaped."""
    return "\n".join(lines_of(text))
