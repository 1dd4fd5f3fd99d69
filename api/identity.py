"""Who asks: from a request to the reader whose rights count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from api.service import Service
from kb.access import LOCAL, Reader, Scope
from kb.view import View


def service(request: Request) -> Service:
    """Returns the service that the app was made with."""
    found = request.app.state.service
    if not isinstance(found, Service):
        raise TypeError(f"expected a Service, got {type(found).__name__}")
    return found


def reader(request: Request) -> Reader:  # noqa: ARG001 - the request will tell
    """Returns who asks."""
    return LOCAL


def allowed(scope: Scope) -> Callable[[Reader], Reader]:
    """Returns what lets in only who may do something."""

    def check(reader: Annotated[Reader, Depends(reader)]) -> Reader:
        reader.check(scope)
        return reader

    return check


Reading = Annotated[Reader, Depends(allowed(Scope.READ))]
Writing = Annotated[Reader, Depends(allowed(Scope.WRITE))]
Curating = Annotated[Reader, Depends(allowed(Scope.CURATE))]
Administering = Annotated[Reader, Depends(allowed(Scope.ADMIN))]


def view(service: Annotated[Service, Depends(service)], reader: Reading) -> View:
    """Returns the knowledge base as the reader may see it."""
    return service.view(reader)


Seen = Annotated[View, Depends(view)]
