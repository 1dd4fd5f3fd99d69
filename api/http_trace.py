"""Follows each request: gives it its id, answers what nobody foresaw, and notes how it ended."""

from __future__ import annotations

import logging
import re
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection

from api.http_state import state_of
from api.logs import noting
from api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

logger = logging.getLogger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")
# What a log and a count say of an address that there is none of: whatever was asked for stays out of both.
NO_ROUTE = "(none)"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FAILED = 500


class Trace:
    """Follows each request from its coming to its end."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Has a request answered, under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A server may share what its start left in `state` among all requests; notes are of one.
        scope["state"] = dict(scope.get("state", {}))
        state_of(scope)["request_id"] = own = _id(Headers(scope=scope).get("x-request-id", ""))
        with noting(request_id=own), self._metrics.in_progress():
            await self._followed(scope, receive, send)

    async def _followed(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, status = perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = state_of(scope)["request_id"]
            await send(message)

        method = scope["method"]
        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            logger.error("a request failed", exc_info=error)  # noqa: TRY400 - what is told of it is chosen by `api.logs`
            if not status:
                await problem(HTTPConnection(scope), _FAILED, "internal")(scope, receive, send_with_id)
        finally:
            self._note(scope, method, status, perf_counter() - start)

    def _note(self, scope: Scope, method: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        shown = method if method in _METHODS else "OTHER"
        self._metrics.request(shown, route, status, seconds)
        fields = {
            "method": shown,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "reader": state_of(scope).get("via", "unknown"),
        }
        logger.log(logging.ERROR if status >= _FAILED else logging.INFO, "request", extra=fields)


def _id(given: str) -> str:
    """Returns the id that a request brought along if it is a safe one, else a new one."""
    return given if _SAFE_ID.fullmatch(given) else uuid4().hex
