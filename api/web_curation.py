"""The page of curation: what the machine says and nobody has judged, to be accepted, corrected or rejected."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from api.curation_answers import Reader, queue_out
from api.curation_routes import Desk
from api.identity import Curating, Seen, signed
from api.web_language import page_language
from api.web_pages import PageRoute, leads_to, page
from kb.asking import CHOICES
from kb.curation_desk import Wish
from kb.curation_queue import Wanted
from kb.decisions import Action
from kb.errors import UsageError
from kb.themes import thesaurus
from kb.types import JudgedFacet, QueueOrder
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_PER_PAGE = 10


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/curation")
def queue_page(  # noqa: PLR0913, PLR0917 - what its address holds
    request: Request,
    desk: Desk,
    view: Seen,
    curator: Curating,
    facet: JudgedFacet = JudgedFacet.KIND,
    order: QueueOrder = QueueOrder.UNCERTAIN,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Shows what nobody has judged yet, with a form for each."""
    language, registry = page_language(request), view.base.registry
    found = desk.queue(Wanted(facet=facet, order=order), _PER_PAGE, (number - 1) * _PER_PAGE)
    return page(
        request,
        "curation.html",
        found=queue_out(found, Reader(registry=registry, language=language)),
        facet=facet.value,
        facets=[one.value for one in JudgedFacet],
        order=order.value,
        number=number,
        choices=_choices(facet, view),
        reader=curator,
        per_page=_PER_PAGE,
    )


@router.post("/curation/{passage_id}")
def decide(  # noqa: PLR0913, PLR0917 - the fields of a form
    desk: Desk,
    curator: Curating,
    passage_id: str,
    facet: Annotated[JudgedFacet, Form()],
    action: Annotated[Action, Form()],
    value: Annotated[str, Form(max_length=200)],
    other: Annotated[str, Form(max_length=200)] = "",
    by: Annotated[str, Form(max_length=200)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[int, Form(ge=1, le=10_000)] = 1,
) -> Response:
    """Notes a decision, and goes on with the queue."""
    if action is Action.CORRECT and not other:
        raise UsageError("web_choose")
    accepted = {Action.ACCEPT: (value,), Action.CORRECT: (other,)}.get(action, ())
    rejected = (value,) if action is Action.REJECT else ()
    wish = Wish(action=action, facet=facet, accepted=accepted, rejected=rejected)
    desk.decide(passage_id, wish, who=signed(curator, by), note=note)
    return leads_to(f"/curation?facet={facet.value}&page={back}")


def _choices(facet: JudgedFacet, view: View) -> list[str]:
    if facet is JudgedFacet.THEME:
        return list(thesaurus().concepts)
    if facet is JudgedFacet.PARTNERSHIP:
        return [one.id for one in view.base.registry.partnerships]
    return list(CHOICES.get(facet.value, ()))
