"""Signing in with a key, for browsers that no proxy knows: the key goes along in a cookie from then on.

The cookie ends with the browser, no script can read it, and it counts only for what the server's own pages ask
(`api.identity`).
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.admission import within_rate_of_address
from api.identity import KEY_COOKIE, service
from api.web_pages import PageRoute, leads_to, page
from kb.errors import UnauthorizedError
from kb.keys import KeyStore

router = APIRouter(
    include_in_schema=False, route_class=PageRoute, dependencies=[Depends(within_rate_of_address, scope="function")]
)
_LONGEST_KEY = 200
_LONGEST_ADDRESS = 4000
# A path of this server: two slashes, or a slash and a backslash, would lead to another.
_OWN_ADDRESS = re.compile(r"/(?![/\\])[!-~]*$")


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/sign-in")
def signing_page(request: Request) -> Response:
    """Shows the form for a key."""
    return page(request, "sign_in.html", told="", back="/")


@router.post("/sign-in")
def sign_in(
    request: Request,
    key: Annotated[str, Form(max_length=_LONGEST_KEY)],
    back: Annotated[str, Form(max_length=_LONGEST_ADDRESS)] = "/",
) -> Response:
    """Has the browser send a key along from now on, and goes on where it was."""
    if KeyStore(service(request).base.catalog).reader_of(key.strip()) is None:
        raise UnauthorizedError("credentials_refused")
    response = leads_to(back if _OWN_ADDRESS.match(back) else "/")
    keep_key(request, response, key.strip())
    return response


@router.post("/sign-out")
def sign_out() -> Response:
    """Has the browser forget its key."""
    response = leads_to("/sign-in")
    response.delete_cookie(KEY_COOKIE, httponly=True, samesite="lax")
    return response


def keep_key(request: Request, response: Response, secret: str) -> None:
    """Has a browser send a key along until it is closed."""
    encrypted = request.url.scheme == "https"
    response.set_cookie(KEY_COOKIE, secret, secure=encrypted, httponly=True, samesite="lax")
