"""The pages on which curators write practice records: from a passage, with more evidence, in other words, reused."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.identity import Curating, Seen, signed
from api.practices_routes import OwnDesk
from api.problems import cause_of, sentence
from api.web_language import page_language
from api.web_pages import PageRoute, Sent, leads_to, page
from api.web_practice_forms import CHOSEN, content_of, key_of
from kb.access import Reader
from kb.errors import PraktijkbankError, StaleError, UsageError
from kb.practice_json import record_json
from kb.practice_store import StoredPractice
from kb.practices import FIELDS, Maturity, PracticeRecord, Reuse
from kb.themes import thesaurus
from kb.types import LANGUAGES
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Name = Annotated[str, Form(max_length=200)]
Note = Annotated[str, Form(max_length=2000)]
Version = Annotated[int, Form(ge=1)]


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.post("/practices")
def begin(desk: OwnDesk, reader: Curating, passage: Name, by: Name = "") -> Response:
    """Makes a suggested record out of a passage, and shows it."""
    return _shows(desk.draft([passage], who=signed(reader, by)))


@router.post("/practices/{practice_id}/evidence")
def support(  # noqa: PLR0913, PLR0917 - the fields of a form
    desk: OwnDesk, reader: Curating, practice_id: str, passage: Name, version: Version, by: Name = ""
) -> Response:
    """Adds a passage to what a record rests on, and shows it."""
    content = record_json(desk.record(practice_id).record)
    content["evidence"] = [*content["evidence"], {"passage_id": passage}]
    return _shows(desk.edit(practice_id, content, version=version, who=signed(reader, by)))


@router.post("/practices/{practice_id}/reuses")
def reuse(  # noqa: PLR0913, PLR0917 - the fields of a form
    desk: OwnDesk,
    reader: Curating,
    practice_id: str,
    version: Version,
    taker: Name,
    when: Name,
    result: Note,
    by: Name = "",
) -> Response:
    """Notes who took a validated practice over, and shows it."""
    told = Reuse(by=taker, when=when, result=result)
    return _shows(desk.reuse(practice_id, told, who=signed(reader, by), version=version))


@router.get("/practices/{practice_id}/edit")
def edit_page(request: Request, desk: OwnDesk, view: Seen, reader: Curating, practice_id: str) -> Response:
    """Shows the form of a record."""
    stored = desk.record(practice_id)
    return page(request, "practice_edit.html", told="", **_form(stored, record_json(stored.record), view, reader))


@router.post("/practices/{practice_id}/edit")
def edit(  # noqa: PLR0913, PLR0917 - the fields of a form
    request: Request,
    desk: OwnDesk,
    view: Seen,
    reader: Curating,
    practice_id: str,
    form: Sent,
    version: Version,
    by: Name = "",
    note: Note = "",
) -> Response:
    """Gives a record another content; what cannot be kept stands in the form again, with what is wrong."""
    stored, who = desk.record(practice_id), signed(reader, by)
    content = content_of(form, stored.record, who)
    try:
        return _shows(desk.edit(practice_id, content, version=version, who=who, note=note))
    except (UsageError, StaleError) as error:
        held = _form(stored, content, view, reader) | {"version": version, "note": note, "by": by}
        return _again(request, error, held)


def _shows(stored: StoredPractice) -> Response:
    return leads_to(f"/practices/{stored.record.id}")


def _again(request: Request, error: PraktijkbankError, held: dict[str, Any]) -> Response:
    status, key, values = cause_of(error)
    told = sentence(key, values, page_language(request))
    return page(request, "practice_edit.html", status=status, told=told, **held)


def _form(stored: StoredPractice, content: dict[str, Any], view: View, reader: Reader) -> dict[str, Any]:
    """Returns what the form shows: the content as it shall be, and what can be chosen."""
    registry = view.base.registry
    listed = (
        [one.id for one in registry.partnerships],
        [one.code for one in registry.countries],
        list(thesaurus().concepts),
    )
    return {
        "practice": content,
        "practice_id": stored.record.id,
        "version": stored.version,
        "note": "",
        "by": "",
        "cited": _cited(stored.record),
        "key_of": key_of,
        "fields": FIELDS,
        "choices": dict(zip(CHOSEN, listed, strict=True)),
        "maturities": [one.value for one in Maturity],
        "languages_of_text": LANGUAGES,
        "reader": reader,
    }


def _cited(record: PracticeRecord) -> list[dict[str, Any]]:
    return list(record_json(replace(record, evidence=record.citations()))["evidence"])
