"""Citing a passage: as text with its source, and as files for programs that keep references."""

from __future__ import annotations

from enum import StrEnum

from fastapi import APIRouter, Request, Response

from api.identity import Seen
from api.web_language import page_language
from api.web_pages import PageRoute
from kb.reference_files import bibtex, ris
from kb.references import cited, reference_of

router = APIRouter(include_in_schema=False, route_class=PageRoute)


class Form(StrEnum):
    """As what a passage is cited, by the ending of the address."""

    TEXT = "txt"
    RIS = "ris"
    BIBTEX = "bib"


_MEDIA_TYPES = {
    Form.TEXT: "text/plain; charset=utf-8",
    Form.RIS: "application/x-research-info-systems; charset=utf-8",
    Form.BIBTEX: "application/x-bibtex; charset=utf-8",
}


@router.get("/passages/{passage_id}/cite.{form}")
def cite(request: Request, view: Seen, passage_id: str, form: Form) -> Response:
    """Returns a passage as it is cited."""
    stored, language = view.passage(passage_id), page_language(request)
    reference = reference_of(stored, registry=view.base.registry)
    if form is Form.TEXT:
        content = cited(stored.passage.text, reference, language)
    else:
        content = ris([reference], language) if form is Form.RIS else bibtex([reference])
    headers = {} if form is Form.TEXT else {"Content-Disposition": f'attachment; filename="{passage_id}.{form.value}"'}
    return Response(content, media_type=_MEDIA_TYPES[form], headers=headers)
