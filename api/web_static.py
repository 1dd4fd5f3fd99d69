"""What pages of other sites load from the server: the search box `<kb-search>`.

It says nothing of what the knowledge base holds, so that everybody may have it, also where a search needs a key.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # A search box may be an hour older than its server: what it asks for stays the same within /v1.
    "Cache-Control": "public, max-age=3600",
    "Vary": "Accept-Encoding",
}


def search_box(request: Request) -> Response:
    """Answers with the script that makes `<kb-search>`, compressed where that is accepted."""
    accepted = request.headers.get("accept-encoding", "")
    if "gzip" in accepted:
        return _script(_compressed(), {**_HEADERS, "Content-Encoding": "gzip"})
    return _script(_written(), _HEADERS)


def _script(content: bytes, headers: dict[str, str]) -> Response:
    return Response(content, media_type="text/javascript", headers=headers)


@cache
def _written() -> bytes:
    return resources.files("api").joinpath("static/kb-search.js").read_bytes()


@cache
def _compressed() -> bytes:
    return gzip.compress(_written(), mtime=0)  # without a time, or each server's would have a mark of its own


SEARCH_BOX = Route("/kb-search.js", search_box)
