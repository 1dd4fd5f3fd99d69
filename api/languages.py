"""In which language a request is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.http_state import state_of
from kb.messages import choose_language

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

# A header longer than this has not come from a browser.
_MOST_WISHES = 50


def reader_language(connection: HTTPConnection) -> str:
    """Returns the language of `Accept-Language` that we speak and the reader likes best.

    That it was asked for is noted, for what was made with it differs by language, and says so.
    """
    language = choose_language(*wishes(connection.headers.get("accept-language", "")))
    state_of(connection.scope)["language"] = language
    return language


def wishes(header: str) -> list[str]:
    """Returns the languages of an `Accept-Language`, the one that is liked best first, without those refused."""
    parts = [_wish(part) for part in header.split(",")[:_MOST_WISHES]]
    return [language for language, quality in sorted(parts, key=lambda wish: -wish[1]) if quality > 0]


def _wish(part: str) -> tuple[str, float]:
    language, *parameters = (piece.strip() for piece in part.split(";"))
    given = next((one[2:] for one in parameters if one[:2].lower() == "q="), "1")
    try:
        quality = float(given)
    except ValueError:
        quality = 0.0
    return language, quality if 0 <= quality <= 1 else 0.0
