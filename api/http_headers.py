"""The headers that every answer has: what a browser may do with it, who may keep it, and what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders

from api.http_state import state_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.access_mode import Access

# An answer is no page: nothing in it is run, framed or guessed at.
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_NO_FRAMES = "frame-ancestors 'none'"
_A_YEAR = "max-age=31536000"


class AnswerHeaders:
    """Adds to each answer what it does not say itself."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has a request answered, and adds the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        noted = state_of(scope)
        own = headers.get("content-security-policy", _NO_FRAMES)
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if _NO_FRAMES in own:  # of the page for frames, its policy names who may frame it
            headers.setdefault("X-Frame-Options", "DENY")
        # Listed sites may read answers; their pages could not show a picture of a page else.
        shared = "cross-origin" if self._access.origins else "same-origin"
        headers.setdefault("Cross-Origin-Resource-Policy", shared)
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Authorization")
        headers.add_vary_header("X-API-Key")
        headers.add_vary_header("Cookie")
        if "language" in noted:
            headers.setdefault("Content-Language", noted["language"])
            headers.add_vary_header("Accept-Language")
        for name, value in noted.get("rate_headers", {}).items():
            headers[name] = value
        if came_encrypted(scope, self._access):
            headers.setdefault("Strict-Transport-Security", _A_YEAR)


def came_encrypted(scope: Scope, access: Access) -> bool:
    """Tells whether a request came by https, to this server or to a trusted proxy before it."""
    if scope.get("scheme") == "https":
        return True
    peer, proxy = scope.get("client"), access.proxy
    trusted = peer is not None and proxy is not None and proxy.trusts(peer[0])
    return trusted and RequestHeaders(scope=scope).get("x-forwarded-proto", "").lower() == "https"
