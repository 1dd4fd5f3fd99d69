"""What is known of a request besides what was sent: its id, and what those who answer it note for those further out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.types import Scope


def state_of(scope: Scope) -> dict[str, Any]:
    """Returns the notes of a request, which all who have a part in answering it share."""
    found: dict[str, Any] = scope.setdefault("state", {})
    return found


def request_id(connection: HTTPConnection) -> str:
    """Returns the id of a request."""
    found: str = state_of(connection.scope).get("request_id", "unknown")
    return found
