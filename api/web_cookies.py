"""What browsers keep for pages: no script can read it, no other site's page sends it, and it stays encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.http_headers import came_encrypted

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def keep(  # noqa: PLR0913 - what a cookie has
    request: Request, response: Response, name: str, value: str, *, seconds: int | None = None, path: str = "/"
) -> None:
    """Has a browser keep something: for so many seconds (0 forgets it), or until it is closed.

    Args:
        request: what is answered; over https the cookie goes by https alone.
        response: the answer.
        name: of the cookie.
        value: what is kept.
        seconds: how long; None is until the browser is closed.
        path: below which it is sent along.
    """
    encrypted = came_encrypted(request.scope, request.app.state.access)
    response.set_cookie(name, value, max_age=seconds, path=path, secure=encrypted, httponly=True, samesite="lax")
