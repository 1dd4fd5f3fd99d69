"""The routes of who runs the server: what was changed, and what is counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.audit_schemas import AuditOut, audit_out
from api.identity import DENIED, Administering, service
from api.metrics import MEDIA_TYPE, Metrics
from api.routes import MOST_PER_PAGE
from api.schemas import ProblemOut
from api.service import Service
from kb.audit import entries
from kb.backlog import backlog

router = APIRouter(tags=["administration"], responses={**DENIED, 422: {"model": ProblemOut}})
Base = Annotated[Service, Depends(service)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/v1/audit")
def audit(
    service: Base,
    response: Response,
    _admin: Administering,
    subject: Annotated[str | None, Query(description="id of what was changed")] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> AuditOut:
    """Tells who changed what, the last change first."""
    response.headers["Cache-Control"] = "no-store"
    with service.base.catalog.engine.connect() as connection:
        return audit_out(*entries(connection, per_page, (page - 1) * per_page, subject=subject))


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "for Prometheus"}},
)
def metrics(request: Request, service: Base, _admin: Administering) -> Response:
    """Returns what is counted of the server, as Prometheus reads it."""
    counted: Metrics = request.app.state.metrics
    with service.base.catalog.engine.connect() as connection:
        waiting = backlog(connection)
    return Response(counted.exposition(waiting), media_type=MEDIA_TYPE)
