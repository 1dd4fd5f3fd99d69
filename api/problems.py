"""Errors as problem documents (RFC 9457), in the reader's language and without what the reader sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.expectations import expectation
from api.http_state import request_id
from api.languages import reader_language
from api.schemas import FieldProblemOut, ProblemOut
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
from kb.messages import Saying, message, message_keys

logger = logging.getLogger(__name__)

# The narrower error goes before the wider one.
_STATUSES: Mapping[type[PraktijkbankError], int] = {
    UnauthorizedError: 401,
    ForbiddenError: 403,
    OverloadedError: 429,
    UnknownError: 404,
    StaleError: 409,
    TooLargeError: 413,
    UsageError: 422,
    NotReadyError: 503,
}
# What is told where the framework refuses a request.
OF_THE_FRAMEWORK: Mapping[int, str] = {
    400: "http_400",
    404: "http_404",
    405: "http_405",
    413: "http_413",
    414: "http_414",
    415: "http_415",
}
_MEDIA_TYPE = "application/problem+json"
_LATER = "5"
# What messages call that which a reader sent: on a screen or in the log of a program it has no place.
_SENT = frozenset({"id", "value", "quote", "year", "target"})
_NOT_SAID = "…"


def problem(  # noqa: PLR0913 - all that a problem document says
    connection: HTTPConnection,
    status: int,
    key: str,
    values: Mapping[str, object] | None = None,
    *,
    errors: list[FieldProblemOut] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Returns a problem document as an answer.

    Args:
        connection: the request; tells the language.
        status: of the answer, which names its title.
        key: message of `kb/data/messages.toml` that tells what is wrong and what to do.
        values: what the message interpolates.
        errors: the fields that are not as expected.
        headers: what the answer says besides.
    """
    language = reader_language(connection)
    body = ProblemOut(
        type=f"urn:praktijkbank:problem:{key}",
        title=message(_title(status), language),
        status=status,
        detail=sentence(key, values or {}, language),
        instance=f"urn:praktijkbank:request:{request_id(connection)}",
        errors=errors,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=status,
        headers={**_usual_headers(status), **(headers or {})},
        media_type=_MEDIA_TYPE,
    )


def problem_of(connection: HTTPConnection, error: PraktijkbankError) -> JSONResponse:
    """Returns one of our own errors as an answer; what is no fault of the reader's is told without its inside."""
    status, key, values = cause_of(error)
    later = {"Retry-After": str(values["seconds"])} if "seconds" in values else None
    return problem(connection, status, key, values, headers=later)


def cause_of(error: PraktijkbankError) -> tuple[int, str, Mapping[str, object]]:
    """Returns the status of one of our own errors, with the message and its values that the reader is told."""
    status = next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), None)
    if status is None:
        logger.error("a request failed", exc_info=error)
        return 500, "internal", {}
    return status, error.key, error.values


def sentence(key: str, values: Mapping[str, object], language: str) -> str:
    """Returns a message as a reader is told it: without what they sent."""
    return message(key, language, **{name: _unsaid(name, value) for name, value in values.items()})


def add_problem_handlers(app: FastAPI) -> None:
    """Makes every error of an app a problem document; what nobody foresaw is answered by `api.http_trace`."""
    app.add_exception_handler(PraktijkbankError, _on_own_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)


def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Returns an error of the framework, such as an address that there is not, as an answer."""
    if not isinstance(error, HTTPException):
        raise error
    key = OF_THE_FRAMEWORK.get(error.status_code, "http_other")
    headers = {**(error.headers or {}), **_allowed(request, error.status_code)}
    return problem(request, error.status_code, key, headers=headers)


def _on_own_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, PraktijkbankError):
        raise error
    return problem_of(request, error)


def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return problem(request, 400, "json_invalid")
    language = reader_language(request)
    fields = [FieldProblemOut(field=_field(fault["loc"]), message=expectation(fault, language)) for fault in faults]
    causes = "; ".join(dict.fromkeys(f"{one.field}: {one.message}" for one in fields))
    return problem(request, 422, "request_invalid", {"cause": causes}, errors=fields)


def _allowed(request: Request, status: int) -> dict[str, str]:
    """Returns all methods of the address: the framework names those of the first function that has it."""
    route = request.scope.get("route")
    if status != 405 or route is None:  # noqa: PLR2004 - HTTP's own number
        return {}
    methods = {name.upper() for name in request.app.openapi()["paths"].get(route.path, {})}
    methods |= {"HEAD"} if "GET" in methods else set()
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


def _field(place: tuple[str | int, ...]) -> str:
    """Returns where in a request a field stands; names that the reader chose are not told, numbers are."""
    return ".".join(map(str, place[1:] or place))


def _title(status: int) -> str:
    key = f"status_{status}"
    return key if key in message_keys() else "status_other"


def _usual_headers(status: int) -> dict[str, str]:
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": _LATER} if status in (429, 503) else {}


def _unsaid(name: str, value: object) -> object:
    """Returns a value as it may be told: what the reader sent is left out, also in messages within the message."""
    if name in _SENT:
        return _NOT_SAID
    if isinstance(value, tuple):
        return tuple(_unsaid("", one) for one in value)
    if isinstance(value, Saying):
        return Saying(value.key, **{name: _unsaid(name, inner) for name, inner in value.values.items()})
    return value
