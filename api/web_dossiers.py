"""The pages of dossiers: collecting passages and records, ordering and annotating them, sharing and exporting them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import FormData

from api.identity import Known, Seen
from api.web_language import page_language
from api.web_pages import PageRoute, Sent, leads_to, page, texts_of
from kb.dossier_desk import DossierDesk
from kb.dossier_exports import Export, ExportFormat, exported
from kb.dossiers import ShownDossier
from kb.errors import PraktijkbankError
from kb.references import told

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Text = Annotated[str, Form(max_length=4000)]
Version = Annotated[int, Form(ge=1)]
# What a button does with which of the items.
Action = Annotated[str, Form(pattern="^(up|down|remove) [0-9a-f]+$|^$")]


def own_desk(view: Seen, _reader: Known) -> DossierDesk:
    """Returns what works on the dossiers of a reader who is known."""
    return DossierDesk(view.base.catalog, view.base.registry, view.reader)


Desk = Annotated[DossierDesk, Depends(own_desk)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/dossiers")
def dossiers_page(request: Request, desk: Desk, passage: str = "", practice: str = "") -> Response:
    """Lists the reader's dossiers; with a passage or a record, to choose where it is put."""
    return page(request, "dossiers.html", dossiers=desk.dossiers(), passage=passage, practice=practice)


@router.post("/dossiers")
def create(
    desk: Desk, title: Annotated[str, Form(max_length=300)], passage: Text = "", practice: Text = ""
) -> Response:
    """Begins a dossier, with what is to be put into it."""
    made = desk.create(title)
    try:
        return _added(made.id, _with(desk, made.id, passage, practice), passage)
    except PraktijkbankError:  # what cannot be put into it leaves no empty dossier
        desk.delete(made.id)
        raise


@router.post("/dossiers/{dossier_id}/items")
def add(desk: Desk, dossier_id: str, passage: Text = "", practice: Text = "") -> Response:
    """Puts a passage or a record into a dossier."""
    return _added(dossier_id, _with(desk, dossier_id, passage, practice), passage)


@router.get("/dossiers/{dossier_id}")
def dossier_page(request: Request, desk: Desk, dossier_id: str, added: str = "") -> Response:
    """Shows one of the reader's dossiers; and which passage was put into it, to go on from there."""
    return _shown(request, desk.dossier(dossier_id), added=added)


@router.get("/dossiers/{dossier_id}/export/{kind}")
def export(request: Request, desk: Desk, view: Seen, dossier_id: str, kind: ExportFormat) -> Response:
    """Returns a dossier as a file: Word, Markdown or a table."""
    return _file(exported(desk.dossier(dossier_id), kind, view.base.registry, page_language(request)))


@router.post("/dossiers/{dossier_id}/rename")
def rename(desk: Desk, dossier_id: str, title: Annotated[str, Form(max_length=300)], version: Version) -> Response:
    """Gives a dossier another title."""
    return _shows(desk.rename(dossier_id, title, version=version))


@router.post("/dossiers/{dossier_id}/changes")
def change(desk: Desk, dossier_id: str, form: Sent, version: Version, action: Action = "") -> Response:
    """Keeps all notes as they were typed, and then moves or removes what a button names."""
    done, (what, _, item_id) = _annotated(desk, dossier_id, form, version), action.partition(" ")
    place = next((place for place, one in enumerate(done.items) if one.item_id == item_id), 0)
    if what == "remove":
        desk.remove(dossier_id, item_id, version=done.version)
        return leads_to(f"/dossiers/{dossier_id}")
    if what:
        there = max(place - 1, 0) if what == "up" else place + 1
        desk.move(dossier_id, item_id, there, version=done.version)
    return leads_to(f"/dossiers/{dossier_id}{f'#item-{item_id}' if what else ''}")


@router.get("/dossiers/{dossier_id}/share")
def shared_before(dossier_id: str) -> Response:
    """Leads to the dossier: the link that was shown here is shown once."""
    return leads_to(f"/dossiers/{dossier_id}")


@router.post("/dossiers/{dossier_id}/share")
def share(request: Request, desk: Desk, dossier_id: str) -> Response:
    """Makes a link to a dossier, and shows it this once."""
    token = desk.share(dossier_id)
    link = f"{str(request.base_url).rstrip('/')}/shared/{token}"
    return _shown(request, desk.dossier(dossier_id), link=link)


@router.post("/dossiers/{dossier_id}/unshare")
def unshare(desk: Desk, dossier_id: str) -> Response:
    """Makes the link to a dossier lead nowhere."""
    desk.unshare(dossier_id)
    return _shows(desk.dossier(dossier_id))


@router.post("/dossiers/{dossier_id}/delete")
def delete(desk: Desk, dossier_id: str, version: Version) -> Response:
    """Removes a dossier."""
    desk.delete(dossier_id, version=version)
    return leads_to("/dossiers")


@router.get("/shared/{token}")
def shared_page(request: Request, view: Seen, token: str) -> Response:
    """Shows the dossier that a link leads to, as far as who follows it may see what is in it."""
    return _shown(request, DossierDesk(view.base.catalog, view.base.registry, view.reader).shared(token))


@router.get("/shared/{token}/export/{kind}")
def shared_export(request: Request, view: Seen, token: str, kind: ExportFormat) -> Response:
    """Returns the dossier that a link leads to as a file."""
    found = DossierDesk(view.base.catalog, view.base.registry, view.reader).shared(token)
    return _file(exported(found, kind, view.base.registry, page_language(request)))


def _with(desk: DossierDesk, dossier_id: str, passage: str, practice: str) -> ShownDossier | None:
    if passage:
        return desk.add_passage(dossier_id, passage)
    return desk.add_practice(dossier_id, practice) if practice else None


def _added(dossier_id: str, changed: ShownDossier | None, passage: str) -> Response:
    """Shows a dossier, and the way back to a passage that was put into it."""
    return leads_to(f"/dossiers/{dossier_id}" + (f"?added={quote(passage)}" if changed and passage else ""))


def _annotated(desk: DossierDesk, dossier_id: str, form: FormData, version: int) -> ShownDossier:
    """Returns a dossier after the notes of its form were kept; those that stayed as they were change nothing."""
    held = desk.dossier(dossier_id)
    sent = [(item, texts_of(form, f"note-{item.item_id}")) for item in held.items]
    changed = {item.item_id: note for item, notes in sent for note in map(str.strip, notes[:1]) if note != item.note}
    return desk.annotate_all(dossier_id, changed, version=version) if changed else replace(held, version=version)


def _shows(dossier: ShownDossier) -> Response:
    return leads_to(f"/dossiers/{dossier.id}")


def _shown(request: Request, dossier: ShownDossier, link: str = "", added: str = "") -> Response:
    language = page_language(request)
    own = dossier.is_own and request.url.path.startswith("/dossiers/")
    return page(
        request,
        "dossier.html",
        dossier=dossier,
        is_own=own,
        link=link,
        secret=link,
        added=added,
        exports=request.url.path.removesuffix("/share") + "/export/",
        formats=[one.value for one in ExportFormat],
        told=lambda reference: told(reference, language),
    )


def _file(export: Export) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(export.name)}"}
    return Response(export.content, media_type=export.media_type, headers=headers)
