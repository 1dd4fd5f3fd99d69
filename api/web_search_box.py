"""What lets a browser search here from its own address bar."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.web_language import page_language
from api.web_pages import rendered

router = APIRouter(include_in_schema=False)


@router.get("/opensearch.xml")
def description(request: Request) -> Response:
    """Describes the search to a browser (OpenSearch 1.1)."""
    base = str(request.base_url).rstrip("/")
    content = rendered("opensearch.xml", page_language(request), base=base)
    return Response(content, media_type="application/opensearchdescription+xml")
