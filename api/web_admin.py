"""The pages of administrators: keys of programs and people, and who may see a document."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.identity import Administering, Seen
from api.key_schemas import key_out
from api.uploads_routes import show_to as show_document_to
from api.uploads_schemas import VisibilityIn
from api.web_pages import PageRoute, leads_to, page
from api.web_signing import keep_key
from api.web_visibility import chosen_visibility
from kb.access import LOCAL, Reader, Scope
from kb.errors import UsageError
from kb.keys import KeyStore
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_MOST_DAYS = 3650


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/keys")
def keys_page(request: Request, view: Seen, admin: Administering) -> Response:
    """Lists the keys, and the form for another."""
    return _shown(request, view, admin)


@router.post("/keys")
def create(  # noqa: PLR0913, PLR0917 - the fields of a form
    request: Request,
    view: Seen,
    admin: Administering,
    name: Annotated[str, Form(max_length=200)],
    scopes: Annotated[list[Scope], Form()],
    groups: Annotated[str, Form(max_length=1000)] = "",
    external: Annotated[bool, Form()] = False,  # noqa: FBT002
    days: Annotated[int, Form(ge=1, le=_MOST_DAYS)] = 365,
) -> Response:
    """Makes a key, and shows its secret this once."""
    keys, is_first = KeyStore(view.base.catalog), admin == LOCAL
    if is_first and Scope.ADMIN not in scopes:
        raise UsageError("web_first_key")
    named = [one.strip() for one in groups.split(",") if one.strip()]
    ends = keys.now() + timedelta(days=days)
    _, secret = keys.create(name, scopes=scopes, groups=named, internal=not external, expires_at=ends)
    response = _shown(request, view, admin, secret=secret)
    if is_first:  # who sat at the machine goes on with the key that they made
        keep_key(request, response, secret)
    return response


@router.post("/keys/{key_id}/revoke")
def revoke(view: Seen, _admin: Administering, key_id: str) -> Response:
    """Makes a key count no more, at once."""
    KeyStore(view.base.catalog).revoke(key_id)
    return leads_to("/keys")


@router.post("/documents/{document_id}/visibility")
def show_to(
    view: Seen,
    admin: Administering,
    document_id: str,
    visibility: Annotated[str, Form(max_length=2000)],
    groups: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Sets who may see a document, and those inside its file."""
    show_document_to(view, admin, document_id, VisibilityIn(visibility=chosen_visibility(visibility, groups)))
    return leads_to(f"/documents/{document_id}?kept=1")


def _shown(request: Request, view: View, admin: Reader, secret: str = "") -> Response:
    keys = KeyStore(view.base.catalog)
    return page(
        request,
        "keys.html",
        keys=[key_out(one, keys.now()) for one in keys.all()],
        scopes=[one.value for one in Scope],
        secret=secret,
        is_local=admin == LOCAL and not secret,
    )
