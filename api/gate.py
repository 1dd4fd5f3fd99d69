"""What is turned away before anything else: calls by a foreign name, and changes asked for by pages of other sites.

A server that trusts whoever reaches it would else be at the service of any site that its readers' browsers visit: a
name of that site can be made to lead to this machine, and a form of it can be sent here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from api.origins import is_change, is_foreign, origin_of
from api.problems import problem

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from api.access_mode import Access


class Gate:
    """Lets through what comes by a right name; changes only from the server's own pages and from listed sites."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or has the application answer it."""
        refused = self._refused(HTTPConnection(scope)) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, connection: HTTPConnection) -> Response | None:
        if self._access.hosts and _name(connection.headers.get("host", "")) not in self._access.hosts:
            return problem(connection, 400, "host_unknown")
        is_listed = origin_of(connection) in self._access.origins
        if is_change(connection) and is_foreign(connection) and not is_listed:
            return problem(connection, 403, "origin_foreign")
        return None


def _name(host: str) -> str:
    """Returns the name or address of a Host header, without its port, empty if it is none."""
    try:
        return urlsplit(f"//{host}").hostname or "" if "@" not in host else ""
    except ValueError:
        return ""
