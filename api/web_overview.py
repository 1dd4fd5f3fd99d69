"""The pages of what the base holds: partnerships, themes, and where they cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from api.answers import facets_out, passage_out
from api.identity import Seen
from api.partnership_answers import counted_out
from api.theme_answers import theme_out, themes_out, tree
from api.web_language import page_language
from api.web_links import State
from api.web_pages import PageRoute, page
from kb.errors import UnknownError
from kb.filters import counts_of
from kb.themes import thesaurus
from kb.types import PRACTICES, Filters
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_LATEST = 5
# Shades of the heat map besides that of an empty field.
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the heat map: how many passages, how dark, and where they are."""

    count: int
    shade: int
    address: str


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/overview")
def overview_page(request: Request, view: Seen) -> Response:
    """Shows lessons and good practices by partnership and theme, with the gaps."""
    counts = view.crossed("partnership", "theme", Filters(kind=PRACTICES))
    rows = [one.id for one in view.base.registry.partnerships]
    rows += sorted({row for row, _ in counts} - set(rows))
    columns = [name for name, concept in thesaurus().concepts.items() if not concept.broader]
    most = max((counts.get((row, column), 0) for row in rows for column in columns), default=0)
    cells = {(row, column): _cell(row, column, counts, most) for row in rows for column in columns}
    return page(request, "overview.html", rows=rows, columns=columns, cells=cells)


@router.get("/partnerships")
def partnerships_page(request: Request, view: Seen) -> Response:
    """Lists the partnerships."""
    language, counts = page_language(request), counts_of(view.facets()["partnership"])
    listed = [counted_out(one, language, counts) for one in view.base.registry.partnerships]
    has_periods = any(one.period for one in listed)
    return page(request, "partnerships.html", partnerships=listed, has_periods=has_periods)


@router.get("/partnerships/{partnership_id}")
def partnership_page(request: Request, view: Seen, partnership_id: str) -> Response:
    """Shows a partnership: who is in it, what its documents are about, and the latest of them."""
    language, registry = page_language(request), view.base.registry
    found = next((one for one in registry.partnerships if one.id == partnership_id), None)
    if found is None:
        raise UnknownError("value_unknown")
    one = counted_out(found, language, counts_of(view.facets()["partnership"]))
    return page(request, "partnership.html", partnership=one, **_about(view, "partnership", partnership_id, language))


@router.get("/themes")
def themes_page(request: Request, view: Seen) -> Response:
    """Lists the themes, each followed by what is narrower."""
    language, held = page_language(request), thesaurus()
    entries = list(tree(held, language))
    listed = themes_out(entries, held, language, counts_of(view.facets()["theme"])).themes
    counted = {one.value: one for one in listed}
    return page(request, "themes.html", entries=[(entry, counted[entry.theme]) for entry in entries])


@router.get("/themes/{theme_id}")
def theme_page(request: Request, view: Seen, theme_id: str) -> Response:
    """Shows a theme: what it means, who works on it, and the latest passages."""
    language, held = page_language(request), thesaurus()
    if theme_id not in held.concepts:
        raise UnknownError("value_unknown")
    one = theme_out(theme_id, held, language, counts_of(view.facets()["theme"]))
    return page(request, "theme.html", theme=one, **_about(view, "theme", theme_id, language))


def _about(view: View, facet: str, value: str, language: str) -> dict[str, Any]:
    """Returns what a page says of a value of a facet: the latest passages, and what they are about."""
    found = view.browse(Filters(**{facet: (value,)}), limit=_LATEST)
    return {
        "state": State(filters={facet: (value,)}),
        "latest": [passage_out(one) for one in found.passages],
        "facets": facets_out(found.facets, view.base.registry, language),
    }


def _cell(row: str, column: str, counts: Mapping[tuple[str, str], int], most: int) -> Cell:
    count = counts.get((row, column), 0)
    shade = -(-count * _SHADES // most) if most else 0
    state = State(filters={"partnership": (row,), "theme": (column,), "kind": PRACTICES})
    return Cell(count, shade, state.address)
