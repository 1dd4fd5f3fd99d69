"""The OpenAPI document, made true: how each address can fail, what answers carry, and names that stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from api.schemas import ProblemOut

if TYPE_CHECKING:
    from fastapi import FastAPI

_PROBLEM = "application/problem+json"
_FIRST_ERROR = 400
_ABOUT = "Lessons and good practices of all partnerships, each traceable to its page."
# How any address can fail, how those with a body can, and how those that look for somebody's rights can.
_ALWAYS = {400: "the request cannot be read", 414: "the address is too long", 500: "an error of the server"}
_UNREADY = {503: "not loaded yet, or too busy"}
_WITH_BODY = {413: "the body is too large", 415: "the body is of another media type"}
_WITH_RIGHTS = {
    401: "who asks is not known",
    403: "who asks may not do this",
    422: "the request is not as expected",
    429: "too many requests",
}
_HEADERS: Mapping[str, str] = {
    "X-Request-ID": "names the request in logs and problem documents; taken over where it was sent",
    "ETag": "marks the answer; sent back as If-None-Match it is answered by 304 as long as nothing changed",
    "Content-Language": "the language of labels and messages, as Accept-Language wished",
    "RateLimit-Policy": "requests that a reader may make in a minute",
    "RateLimit": "requests that are left, and seconds until there are more",
    "Retry-After": "seconds after which to try again",
    "Allow": "the methods that the address has",
    "WWW-Authenticate": "how to say who asks",
}


def describe(app: FastAPI) -> None:
    """Has an application describe itself by `description`."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=_ABOUT, routes=app.routes)
            app.openapi_schema = described(made)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way


def operation_id(name: str, tags: list[str]) -> str:
    """Returns what clients call an operation, the same whatever its address is."""
    return "_".join([*tags[:1], name])


def described(document: dict[str, Any]) -> dict[str, Any]:
    """Returns a description with all that the framework does not know of."""
    for method, operation in _operations(document):
        _complete(method, operation)
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    shape = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= shape.pop("$defs", {}) | {"ProblemOut": shape}
    parts["headers"] = {name: {"description": about, "schema": {"type": "string"}} for name, about in _HEADERS.items()}
    return document


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from path.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    failures = dict(_ALWAYS)
    failures |= _WITH_BODY if "requestBody" in operation else {}
    failures |= _WITH_RIGHTS | _UNREADY if "security" in operation else {}
    responses: dict[str, Any] = operation["responses"]
    for number, about in failures.items():
        responses.setdefault(str(number), {"description": about})
    is_marked = "application/json" in responses.get("200", {}).get("content", {}) and method == "get"
    if is_marked:
        responses["304"] = {"description": "nothing changed since the answer that If-None-Match names"}
    for status, response in responses.items():
        if status.isdigit() and int(status) >= _FIRST_ERROR:
            response["content"] = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
        response["headers"] = {**response.get("headers", {}), **_headers(status, operation, is_marked=is_marked)}
    operation["responses"] = dict(sorted(responses.items()))


def _headers(status: str, operation: Mapping[str, Any], *, is_marked: bool) -> dict[str, Any]:
    names = ["X-Request-ID"]
    names += ["ETag"] if is_marked and status in ("200", "304") else []
    names += ["RateLimit-Policy", "RateLimit"] if "security" in operation else []
    names += {"401": ["WWW-Authenticate"], "429": ["Retry-After"], "503": ["Retry-After"]}.get(status, [])
    names += ["Content-Language"] if status.isdigit() and int(status) >= _FIRST_ERROR else []
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
