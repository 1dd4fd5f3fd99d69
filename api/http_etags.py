"""Answers that did not change are not sent again (ETag and 304), and HEAD is answered wherever GET is.

The mark of an answer is made of what it says and nothing else: the catalogue's revision would tell readers that
documents came which they may not see.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OK, _NOT_MODIFIED = 200, 304
_MARKED = ("application/json", "text/javascript")


class ETags:
    """Answers GET and HEAD; JSON and scripts with their mark, anything else (streams, files) as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has a request answered; what is asked for by HEAD is worked out as for GET and not sent."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        answer = _Answer(Headers(scope=scope).get("if-none-match", ""), send, with_body=scope["method"] == "GET")
        try:
            await self._app(asked, receive, answer.send)
        except (_EnoughError, ClientDisconnect):
            if not answer.ended:
                raise
        finally:
            # Those further out note the address that answered.
            scope.update({name: asked[name] for name in ("route", "path_params") if name in asked})


class _EnoughError(OSError):
    """Nobody listens any more; servers say it like this, and streams end at it."""


class _Answer:
    """An answer on its way out, which waits for its body where that is marked."""

    def __init__(self, known: str, send: Send, *, with_body: bool) -> None:
        self._known = known
        self._send = send
        self._with_body = with_body
        self._waiting: Message | None = None
        self._body = b""
        self.ended = False

    async def send(self, message: Message) -> None:
        """Takes what the application sends."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] != "http.response.body":
            await self._send(message)
        elif self._waiting is None:
            await self._pass_on(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._waiting)

    async def _begin(self, start: Message) -> None:
        if start["status"] == _OK and Headers(raw=start["headers"]).get("content-type", "").startswith(_MARKED):
            self._waiting = start
        else:
            await self._send(start)

    async def _pass_on(self, message: Message) -> None:
        if self._with_body:
            await self._send(message)
            return
        if not self.ended:
            self.ended = True
            await self._send({"type": "http.response.body", "body": b""})
        if message.get("more_body", False):
            raise _EnoughError

    async def _finish(self, start: Message) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        mark = f'"{hashlib.sha256(self._body).hexdigest()[:32]}"'
        headers["ETag"] = mark
        is_known = _names(self._known, mark)
        if is_known:
            del headers["content-length"]
            del headers["content-type"]
        status = _NOT_MODIFIED if is_known else _OK
        await self._send({**start, "status": status, "headers": headers.raw})
        await self._send(
            {"type": "http.response.body", "body": self._body if self._with_body and not is_known else b""}
        )


def _names(known: str, mark: str) -> bool:
    """Tells whether an `If-None-Match` names a mark; weak ones are as good, for caches weaken them on the way."""
    return known.strip() == "*" or mark in (one.strip().removeprefix("W/") for one in known.split(","))
