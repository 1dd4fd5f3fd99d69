"""Who asks: from a request to the reader whose rights count.

A key or token, else the key that a browser signed in with, else what a trusted proxy tells, else nobody in particular.
What is sent along and does not count is refused, and never taken for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from api.access_mode import Access
from api.origins import is_change, is_own
from api.schemas import ProblemOut
from api.service import Service
from kb.access import ANYBODY, LOCAL, Reader, Scope
from kb.errors import UnauthorizedError, UsageError
from kb.keys import PREFIX, KeyStore
from kb.view import View

# What is answered to who is not known, or may not do this.
DENIED: dict[int | str, dict[str, Any]] = {401: {"model": ProblemOut}, 403: {"model": ProblemOut}}

# These describe to programs how to say who asks; what is sent is read by `who_asks`.
_bearer = HTTPBearer(auto_error=False, description="A key of `kb keys`, or a token of the configured issuer.")
_api_key = APIKeyHeader(name="X-API-Key", auto_error=False, description="A key of `kb keys`.")
# In which a browser sends the key along that it signed in with (`api.web_signing`).
_KEY_COOKIE = "kb_key"
# What proxies add to what they pass on: it does not come from who sits at this machine.
_SIGNS_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def service(request: Request) -> Service:
    """Returns the service that the app was made with."""
    found = request.app.state.service
    if not isinstance(found, Service):
        raise TypeError(f"expected a Service, got {type(found).__name__}")
    return found


def who_asks(connection: HTTPConnection, access: Access, keys: KeyStore) -> Reader:
    """Returns who asks.

    Raises:
        UnauthorizedError: what is sent along does not count, or nothing is sent and somebody must be known.
        NotReadyError: the keys of the issuer of tokens cannot be found.
    """
    if (bearer := _bearer_of(connection)) is not None:
        return _by_bearer(bearer, access, keys)
    if (secret := _only(connection, "x-api-key")) is not None:
        return _by_key(secret, keys)
    if (secret := _signed_in_with(connection)) is not None:
        return _by_key(secret, keys)
    peer = connection.client.host if connection.client else None
    named = access.proxy.reader_of(peer, connection.headers) if access.proxy else None
    if named:
        return replace(named, via="proxy")
    if "authorization" in connection.headers:
        raise UnauthorizedError("credentials_refused")
    return _nobody_in_particular(connection, access, keys)


def reader(
    request: Request,
    _bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None,
    _api_key: Annotated[str | None, Depends(_api_key)] = None,
) -> Reader:
    """Returns who asks."""
    found = who_asks(request, request.app.state.access, KeyStore(service(request).base.catalog))
    request.state.via = found.via
    request.state.reader = found
    return found


def allowed(scope: Scope) -> Callable[[Reader], Reader]:
    """Returns what lets in only who may do something."""

    def check(reader: Annotated[Reader, Depends(reader)]) -> Reader:
        if reader == ANYBODY and not reader.may(scope):
            raise UnauthorizedError("unauthorized")
        reader.check(scope)
        return reader

    return check


Reading = Annotated[Reader, Depends(allowed(Scope.READ))]
Writing = Annotated[Reader, Depends(allowed(Scope.WRITE))]
Curating = Annotated[Reader, Depends(allowed(Scope.CURATE))]
Administering = Annotated[Reader, Depends(allowed(Scope.ADMIN))]


def known(reader: Reading) -> Reader:
    """Lets in only who is known: what is for everybody is the search in public documents, not the work of people."""
    if reader == ANYBODY:
        raise UnauthorizedError("unauthorized")
    return reader


Known = Annotated[Reader, Depends(known)]


def view(service: Annotated[Service, Depends(service)], reader: Reading) -> View:
    """Returns the knowledge base as the reader may see it."""
    return service.view(reader)


Seen = Annotated[View, Depends(view)]


def key_cookie(connection: HTTPConnection) -> str:
    """Returns the name of the cookie with a browser's key: cookies are of a machine, and servers are of its ports."""
    port = connection.headers.get("host", "").rpartition(":")[2]
    return f"{_KEY_COOKIE}_{port}" if port.isdecimal() else _KEY_COOKIE


def signed(reader: Reader, by: str | None) -> str:
    """Returns whose a change is: the reader's who is known by name, else that of whom they name.

    Raises:
        UsageError: nobody is named.
    """
    if not (reader.name or by):
        raise UsageError("signed_by_nobody")
    return reader.name or str(by)


def _signed_in_with(connection: HTTPConnection) -> str | None:
    """Returns the key of a browser that signed in, None if there is none.

    A browser sends it along whoever made it ask, so that for changes it counts only if a page of this server did: not
    even one of a site that may call the API.
    """
    secret = connection.cookies.get(key_cookie(connection))
    return secret if secret and (is_own(connection) or not is_change(connection)) else None


def _bearer_of(connection: HTTPConnection) -> str | None:
    """Returns what stands behind `Bearer`, None if nothing of that sort was sent."""
    sent = _only(connection, "authorization")
    scheme, _, token = (sent or "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _by_bearer(bearer: str, access: Access, keys: KeyStore) -> Reader:
    if access.issuer and not bearer.startswith(PREFIX):
        return replace(access.issuer.reader_of(bearer), via="oidc")
    return _by_key(bearer, keys)


def _by_key(secret: str, keys: KeyStore) -> Reader:
    found = keys.reader_of(secret)
    if found is None:
        raise UnauthorizedError("credentials_refused")
    return found


def _nobody_in_particular(connection: HTTPConnection, access: Access, keys: KeyStore) -> Reader:
    # The first key may be made while the server runs, by another process. Only who says nothing waits for this look
    # into the catalogue, a row of a small table.
    if access.local and not any(sign in connection.headers for sign in _SIGNS_OF_PROXIES) and not keys.exist():
        return LOCAL
    if access.public:
        return ANYBODY
    raise UnauthorizedError("unauthorized")


def _only(connection: HTTPConnection, header: str) -> str | None:
    """Returns a header, which must not come twice: others on the way might have read the other one."""
    values = connection.headers.getlist(header)
    if len(values) > 1:
        raise UnauthorizedError("credentials_refused")
    return values[0] if values else None
