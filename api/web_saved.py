"""Searches that a reader keeps: in their own browser, so that nobody else has to know what they look for.

A cookie that goes to this page alone holds the addresses, the last one kept first. The server stores nothing: there is
nothing to erase, and who is not known can keep searches too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Form, Request, Response
from pydantic import ValidationError

from api.identity import Seen
from api.web_cookies import keep as keep_cookie
from api.web_links import FACETS, State
from api.web_pages import PageRoute, leads_to, page
from api.web_search import AskedIn

router = APIRouter(include_in_schema=False, route_class=PageRoute)
COOKIE = "kb_searches"
_MOST = 20
# Browsers keep 4096 bytes of a cookie, with its name and attributes.
_MOST_BYTES = 3500
_MOST_ADDRESS = 1500
_MOST_FIELDS = 100
# As long as browsers keep a cookie at most; each look begins it anew.
_KEPT_SECONDS = 400 * 86_400
# Stands in no address: there it would be escaped.
_BETWEEN = "|"
Address = Annotated[str, Form(max_length=_MOST_ADDRESS)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/searches")
def searches_page(request: Request, _view: Seen) -> Response:
    """Lists the searches that this browser keeps."""
    kept = _kept(request)
    response = page(request, "searches.html", searches=kept)
    if kept:
        _keep(request, response, kept)
    return response


@router.post("/searches")
def keep(request: Request, _view: Seen, address: Address) -> Response:
    """Has the browser keep a search, and lists what it keeps."""
    return _listing(request, [*_read([address]), *_kept(request)])


@router.post("/searches/drop")
def drop(request: Request, _view: Seen, address: Address) -> Response:
    """Has the browser forget a search."""
    return _listing(request, [one for one in _kept(request) if one.address != address])


def _listing(request: Request, searches: Sequence[State]) -> Response:
    response = leads_to("/searches")
    _keep(request, response, searches)
    return response


def _kept(request: Request) -> list[State]:
    return _read(request.cookies.get(COOKIE, "").split(_BETWEEN))


def _read(addresses: Iterable[str]) -> list[State]:
    """Returns the searches of addresses, each made anew, so that only addresses of searches are ever shown."""
    return [state for one in addresses if (state := _state(one)) is not None]


def _state(address: str) -> State | None:
    try:
        asked = parse_qs(address.removeprefix("/?"), max_num_fields=_MOST_FIELDS)
        single = {name: asked[name][0] for name in ("q", "sort") if name in asked}
        several = {facet: asked[facet] for facet in FACETS if facet in asked}
        state = AskedIn.model_validate({**several, **single}).state()
    except (ValidationError, ValueError):
        return None
    return state if state.q or state.chosen else None


def _keep(request: Request, response: Response, searches: Sequence[State]) -> None:
    """Has the browser keep searches, each once; the oldest go where there is no room for all."""
    held = list(dict.fromkeys(one.address for one in searches))[:_MOST]
    while len(_BETWEEN.join(held)) > _MOST_BYTES:
        held.pop()
    seconds = _KEPT_SECONDS if held else 0
    keep_cookie(request, response, COOKIE, _BETWEEN.join(held), seconds=seconds, path="/searches")
