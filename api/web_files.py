"""The files that pages need: scripts and styles, under addresses that change with their content.

The search box of other sites, `<kb-search>`, has an address that stays. It says nothing of what the knowledge base
holds, so that everybody may have it, also where a search needs a key.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fastapi import APIRouter, Request, Response

from kb.errors import UnknownError

router = APIRouter(include_in_schema=False)
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_ALL_SITES = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # A search box may be an hour older than its server: what it asks for stays the same within /v1.
    "Cache-Control": "public, max-age=3600",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it is sent; `mark` changes with its content."""

    content: bytes
    packed: bytes
    media_type: str
    mark: str


@router.get("/static/{mark}/{name}")
def file(request: Request, mark: str, name: str) -> Response:
    """Returns a file that pages need; one of an older address as it is now, and not to be kept."""
    found = _files().get(name)
    if found is None:
        raise UnknownError("http_404")
    return _sent(request, found, {"Cache-Control": _FOR_GOOD if mark == found.mark else "no-cache"})


@router.get("/kb-search.js")
def search_box(request: Request) -> Response:
    """Returns the script that makes `<kb-search>`, for the pages of any site."""
    return _sent(request, _files()["kb-search.js"], _FOR_ALL_SITES)


def address(name: str) -> str:
    """Returns where a file is, under its present content."""
    return f"/static/{_files()[name].mark}/{name}"


def takes_gzip(request: Request) -> bool:
    """Tells whether who asks reads compressed answers."""
    return "gzip" in request.headers.get("accept-encoding", "").lower()


def _sent(request: Request, file: _File, headers: Mapping[str, str]) -> Response:
    told = {"Vary": "Accept-Encoding", **headers}
    if takes_gzip(request):
        return Response(file.packed, media_type=file.media_type, headers={**told, "Content-Encoding": "gzip"})
    return Response(file.content, media_type=file.media_type, headers=told)


@cache
def _files() -> Mapping[str, _File]:
    folder = resources.files("api").joinpath("static")
    return {
        one.name: _read(one.read_bytes(), _TYPES[one.name[one.name.rfind(".") :]])
        for one in folder.iterdir()
        if one.is_file()
    }


def _read(content: bytes, media_type: str) -> _File:
    mark = hashlib.sha256(content).hexdigest()[:12]
    return _File(content=content, packed=gzip.compress(content, mtime=0), media_type=media_type, mark=mark)
