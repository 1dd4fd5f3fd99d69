"""The routes of partnerships and themes, with how many passages there are of each: parse, call, render."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.identity import DENIED, Seen
from api.languages import reader_language
from api.partnership_answers import counted_out
from api.partnership_schemas import CountedPartnershipOut, CountedPartnershipsOut
from api.routes import UNKNOWN
from api.schemas import ProblemOut, ThemeDetailsOut, ThemesOut
from api.theme_answers import matching, theme_out, themes_out, tree
from kb.errors import UnknownError
from kb.filters import counts_of
from kb.themes import thesaurus

router = APIRouter(
    prefix="/v1", tags=["vocabulary"], responses={**DENIED, 422: {"model": ProblemOut}, 503: {"model": ProblemOut}}
)


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/partnerships")
def partnerships(request: Request, view: Seen) -> CountedPartnershipsOut:
    """Lists the partnerships of the registry."""
    language, counts = reader_language(request), counts_of(view.facets()["partnership"])
    every = view.base.registry.partnerships
    return CountedPartnershipsOut(partnerships=[counted_out(one, language, counts) for one in every])


@router.get("/partnerships/{partnership_id}", responses=UNKNOWN)
def partnership(request: Request, view: Seen, partnership_id: str) -> CountedPartnershipOut:
    """Returns a partnership of the registry."""
    found = next((one for one in view.base.registry.partnerships if one.id == partnership_id), None)
    if found is None:
        raise UnknownError("value_unknown")
    return counted_out(found, reader_language(request), counts_of(view.facets()["partnership"]))


@router.get("/themes")
def themes(
    request: Request,
    view: Seen,
    q: Annotated[
        str, Query(max_length=200, description="only those of which a name, in any language, holds this")
    ] = "",
) -> ThemesOut:
    """Lists the themes of the thesaurus, each followed by what is narrower; or those of a name."""
    language, held = reader_language(request), thesaurus()
    entries = matching(q, held, language) if q.strip() else list(tree(held, language))
    return themes_out(entries, held, language, counts_of(view.facets()["theme"]))


@router.get("/themes/{theme_id}", responses=UNKNOWN)
def theme(request: Request, view: Seen, theme_id: str) -> ThemeDetailsOut:
    """Returns a theme of the thesaurus."""
    held = thesaurus()
    if theme_id not in held.concepts:
        raise UnknownError("value_unknown")
    return theme_out(theme_id, held, reader_language(request), counts_of(view.facets()["theme"]))
