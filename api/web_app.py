"""The web app as a part of the server: the routes of its pages, and pages for addresses that there are not."""

from __future__ import annotations

from contextlib import suppress

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.admission import ADMITTED
from api.identity import reader
from api.problems import OF_THE_FRAMEWORK, on_http_error
from api.web_admin import router as administration
from api.web_citing import router as citing
from api.web_curation import router as curation
from api.web_documents import router as documents
from api.web_dossiers import router as dossiers
from api.web_feedback import router as feedback
from api.web_feeds import router as feeds
from api.web_files import router as files
from api.web_language import page_language
from api.web_overview import router as overview
from api.web_pages import failure
from api.web_practice_editing import router as practice_editing
from api.web_practices import router as practices
from api.web_saved import router as saved
from api.web_search import router as search
from api.web_search_box import router as search_box
from api.web_signing import router as signing
from api.web_uploads import router as uploads
from kb.errors import PraktijkbankError
from kb.messages import message

_PAGES = (
    *(search, documents, overview, practices, practice_editing, citing, feeds, saved),
    *(dossiers, curation, uploads, feedback, administration),
)
_NO_PAGE = (404, 405)
# What programs ask for.
_NO_PAGES = ("/v1/", "/mcp", "/static/")


def add_pages(app: FastAPI) -> None:
    """Adds the web app to a server whose errors are problem documents."""
    for one in _PAGES:
        app.include_router(one, dependencies=ADMITTED)
    app.include_router(signing)
    app.include_router(files)
    app.include_router(search_box)
    app.add_exception_handler(HTTPException, _on_http_error)


def _on_http_error(request: Request, error: Exception) -> Response:
    """Answers people with a page, and programs with a problem document."""
    told = on_http_error(request, error)
    if request.url.path.startswith(_NO_PAGES) or "text/html" not in request.headers.get("accept", ""):
        return told
    with suppress(PraktijkbankError):  # who is not known is shown less
        reader(request)
    status = told.status_code
    key = "web_no_page" if status in _NO_PAGE else OF_THE_FRAMEWORK.get(status, "http_other")
    shown = failure(request, status, message(key, page_language(request)))
    shown.headers.update({name: told.headers[name] for name in ("Allow",) if name in told.headers})
    return shown
