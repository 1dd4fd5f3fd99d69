"""Signing in with a key, for browsers that no proxy knows: the key goes along in a cookie from then on.

The cookie ends with the browser, no script can read it, and it counts only for what the server's own pages ask
(`api.identity`).
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.admission import as_expected, within_rate_of_address
from api.identity import key_cookie, service
from api.origins import is_change, is_foreign
from api.web_cookies import keep
from api.web_language import page_language
from api.web_pages import PageRoute, leads_to, page
from kb.errors import ForbiddenError
from kb.keys import KeyStore
from kb.messages import message

_UNKNOWN = 401


def from_own_page(request: Request) -> None:
    """Lets nobody else sign a browser in or out, not even pages of sites that may call the API.

    Raises:
        ForbiddenError: a page of another site asks.
    """
    if is_change(request) and is_foreign(request):
        raise ForbiddenError("origin_foreign")


router = APIRouter(
    include_in_schema=False,
    route_class=PageRoute,
    dependencies=[
        Depends(within_rate_of_address, scope="function"),
        *map(Depends, (as_expected, from_own_page)),
    ],
)
_LONGEST_KEY = 200
_LONGEST_ADDRESS = 4000
# A path of this server: two slashes, or a slash and a backslash, would lead to another.
_OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]*$")
Back = Annotated[str, Form(max_length=_LONGEST_ADDRESS)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/sign-in")
def signing_page(request: Request, back: Annotated[str, Query(max_length=_LONGEST_ADDRESS)] = "/") -> Response:
    """Shows the form for a key."""
    return page(request, "sign_in.html", told="", back=back)


@router.post("/sign-in")
def sign_in(request: Request, key: Annotated[str, Form(max_length=_LONGEST_KEY)], back: Back = "/") -> Response:
    """Has the browser send a key along from now on, and goes on where it was."""
    if KeyStore(service(request).base.catalog).reader_of(key.strip()) is None:
        told = message("credentials_refused", page_language(request))
        return page(request, "sign_in.html", status=_UNKNOWN, told=told, back=back)
    response = leads_to(back if _OWN_ADDRESS.match(back) else "/")
    keep_key(request, response, key.strip())
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Has the browser forget its key, and what it kept of answers."""
    response = leads_to("/sign-in")
    keep(request, response, key_cookie(request), "", seconds=0)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def keep_key(request: Request, response: Response, secret: str) -> None:
    """Has a browser send a key along until it is closed."""
    keep(request, response, key_cookie(request), secret)
