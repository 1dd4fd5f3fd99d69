"""In which language a page is shown: the one that was chosen, else the reader's browser's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.http_state import state_of
from api.languages import reader_language
from api.web_cookies import keep
from kb.types import LANGUAGES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "kb_language"
_A_YEAR = 31_536_000


def page_language(request: Request) -> str:
    """Returns the language of a page: `lang` of its address, else the one remembered, else the browser's."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            state_of(request.scope)["language"] = chosen
            return str(chosen)
    return reader_language(request)


def remember(request: Request, response: Response) -> None:
    """Has a browser remember the language that was chosen by the address."""
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        keep(request, response, COOKIE, str(chosen), seconds=_A_YEAR)
