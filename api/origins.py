"""Where a request for a change was made: by a page of this server, by one of another site, or by no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_change(connection: HTTPConnection) -> bool:
    """Tells whether a request may change something."""
    return connection.scope.get("method") not in _SAFE


def origin_of(connection: HTTPConnection) -> str | None:
    """Returns the site whose page made a request, in lower case; None where no browser said so."""
    origin = connection.headers.get("origin")
    return None if origin is None else origin.lower()


def is_foreign(connection: HTTPConnection) -> bool:
    """Tells whether a page of another site made a request."""
    return origin_of(connection) is not None and not is_own(connection)


def is_own(connection: HTTPConnection) -> bool:
    """Tells whether a page of this server made a request, by the name that the server was called."""
    host = connection.headers.get("host", "").lower()
    return origin_of(connection) in {f"http://{host}", f"https://{host}"}
