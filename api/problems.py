"""Errors as problem documents (RFC 9457), in the reader's language and without what the reader sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.schemas import ProblemOut
from kb.errors import (
    ForbiddenError,
    NotReadyError,
    OverloadedError,
    PraktijkbankError,
    StaleError,
    TooLargeError,
    UnauthorizedError,
    UnknownError,
    UsageError,
)
from kb.messages import choose_language, message

logger = logging.getLogger(__name__)

# The narrower error goes before the wider one.
_STATUSES: Mapping[type[PraktijkbankError], tuple[int, str]] = {
    UnauthorizedError: (401, "Unauthorized"),
    ForbiddenError: (403, "Forbidden"),
    OverloadedError: (429, "Too many requests"),
    UnknownError: (404, "Not found"),
    StaleError: (409, "Conflict"),
    TooLargeError: (413, "Content too large"),
    UsageError: (422, "Unprocessable content"),
    NotReadyError: (503, "Not ready"),
}
_LATER = {"Retry-After": "5"}
_HEADERS: Mapping[int, Mapping[str, str]] = {401: {"WWW-Authenticate": "Bearer"}, 429: _LATER, 503: _LATER}
_MEDIA_TYPE = "application/problem+json"


def reader_language(request: HTTPConnection) -> str:
    """Returns the first language of `Accept-Language` that we speak."""
    wishes = request.headers.get("accept-language", "").split(",")
    return choose_language(*(wish.strip() for wish in wishes))


def problem(status: int, title: str, detail: str, code: str) -> JSONResponse:
    """Returns a problem document as an answer."""
    body = ProblemOut(type=f"urn:praktijkbank:problem:{code}", title=title, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, headers=_HEADERS.get(status), media_type=_MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Makes every error of an app a problem document."""
    app.add_exception_handler(PraktijkbankError, _on_own_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_any_error)


def _on_own_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, PraktijkbankError):
        raise error
    detail = message(error.key, reader_language(request), **error.values)
    for kind, (status, title) in _STATUSES.items():
        if isinstance(error, kind):
            return problem(status, title, detail, error.key)
    logger.error("%s", error)
    return problem(500, "Internal error", message("internal", reader_language(request)), "internal")


def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    causes = "; ".join(f"{'.'.join(map(str, part['loc'][1:]))}: {part['msg']}" for part in error.errors())
    detail = message("request_invalid", reader_language(request), cause=causes)
    return problem(422, "Unprocessable content", detail, "request_invalid")


def _on_http_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, str(error.detail), str(error.detail), f"http_{error.status_code}")


def _on_any_error(request: Request, error: Exception) -> JSONResponse:
    logger.error("unhandled error", exc_info=error)
    return problem(500, "Internal error", message("internal", reader_language(request)), "internal")
