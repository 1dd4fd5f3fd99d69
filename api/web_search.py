"""The search page: a question with its facets, or what filters let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.admission import Seated
from api.answers import facets_out, passage_out, search_out
from api.identity import Seen
from api.schemas import FacetOut, HitOut, PassageOut
from api.search_schemas import FiltersIn
from api.suggesting import suggest_out
from api.web_language import page_language
from api.web_links import FACETS, State
from api.web_pages import PageRoute, labels, page
from kb.asking import MAX_HITS
from kb.config import listed
from kb.suggest import respelled
from kb.types import PRACTICES, Filters, Order
from kb.types import Query as Question
from kb.view import View

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_PER_PAGE = 10
# Suggestions of each sort.
_SUGGESTED = 4
# Passages that the first page shows, of so many of the latest.
_LATEST, _LATEST_FROM = 4, 60
# So many filters are tried, one taken back each time, where nothing is found.
_TRIED = 3
# Facets in the order of the page: who and where, what, and then the document.
SHOWN_FACETS = ("partnership", "country", "kind", "theme", "sdg", "year", "language", "document_kind")


class AskedIn(FiltersIn):
    """What the search page is asked for."""

    q: str = ""
    page: Annotated[int, Field(ge=1, le=MAX_HITS // _PER_PAGE)] = 1
    sort: Order = Order.BREADTH
    lang: str = ""

    def state(self) -> State:
        """Returns it as a state, of which addresses are made."""
        return State(
            q=self.q.strip(),
            filters={facet: tuple(dict.fromkeys(getattr(self, facet))) for facet in FACETS},
            sort=self.sort,
            page=self.page,
        )


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("/", dependencies=[Seated])
def search_page(request: Request, view: Seen, asked: Annotated[AskedIn, Query()]) -> Response:
    """Shows the answer to a question, the latest passages of a filter, or where to begin."""
    orders = [one.value for one in Order]
    found = _found(view, asked, page_language(request))
    return page(request, "search.html", orders=orders, **found, **_help(view, asked, found))


@router.get("/embed", dependencies=[Seated])
def embedded_page(request: Request, view: Seen, asked: Annotated[AskedIn, Query()]) -> Response:
    """Shows the search alone, for the frame of a site that a setting names."""
    sites = " ".join(listed(view.base.config.frame_ancestors)) or "'none'"
    return page(request, "embed.html", framed_by=sites, **_found(view, asked, page_language(request)))


@router.get("/suggestions")
def suggestions(request: Request, view: Seen, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Shows what may be meant by what is typed so far, each leading to where it is."""
    found = suggest_out(view, q, page_language(request), _SUGGESTED) if q.strip() else None
    return page(request, "suggestions.html", found=found, asking=lambda text: State(q=text).address)


def _found(view: View, asked: AskedIn, language: str) -> dict[str, Any]:
    """Returns what a page of a search shows."""
    state = asked.state()
    found = _answered if state.q else _browsed
    return {"state": state, **found(view, asked, state, language)}


def _answered(view: View, asked: AskedIn, state: State, language: str) -> dict[str, Any]:
    question = Question(
        text=state.q, filters=asked.filters(), limit=_PER_PAGE, offset=(state.page - 1) * _PER_PAGE, order=state.sort
    )
    answer = search_out(view.search(question), view.base.registry, language)
    return {
        "hits": answer.hits,
        "nearest": answer.nearest,
        "total": answer.total,
        "facets": _shown(answer.facets, state, view, language),
        "breadth": answer.breadth,
        "has_more": state.page * _PER_PAGE < min(answer.total, MAX_HITS),
    }


def _browsed(view: View, asked: AskedIn, state: State, language: str) -> dict[str, Any]:
    found = view.browse(asked.filters(), limit=_PER_PAGE, offset=(state.page - 1) * _PER_PAGE)
    return {
        "hits": [passage_out(one) for one in found.passages] if state.chosen else [],
        "nearest": [],
        "total": found.total,
        "facets": _shown(facets_out(found.facets, view.base.registry, language), state, view, language),
        "breadth": None,
        "has_more": bool(state.chosen) and state.page * _PER_PAGE < min(found.total, MAX_HITS),
    }


def _help(view: View, asked: AskedIn, found: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what the search page shows besides an answer: where to begin, another spelling, ways out of nothing."""
    state: State = found["state"]
    return {
        "latest": [] if state.q or state.chosen else _latest_practices(view),
        "spelling": respelled(state.q, view.words()) if state.q else None,
        "wider": _wider(view, asked, state) if state.q and not found["hits"] else [],
        "closest": _partnerships_of(found["nearest"]),
    }


def _latest_practices(view: View) -> list[PassageOut]:
    """Returns the latest lessons and good practices, one of each partnership before a second one of any."""
    found = view.browse(Filters(kind=PRACTICES), limit=_LATEST_FROM).passages
    seen = Counter[str]()
    turns = []
    for one in found:
        names = one.passage.partnerships[:1]
        turns.append((sum(seen[name] for name in names), one))
        seen.update(names)
    return [passage_out(one) for _, one in sorted(turns, key=lambda turn: turn[0])[:_LATEST]]


def _wider(view: View, asked: AskedIn, state: State) -> list[tuple[str, str]]:
    """Returns the filters without which there are answers, of the first few."""
    found = []
    for facet, value in state.chosen[:_TRIED]:
        left = asked.model_copy(update={facet: list(state.without(facet, value).filters[facet])})
        if view.search(Question(text=state.q, filters=left.filters(), limit=1)).hits:
            found.append((facet, value))
    return found


def _partnerships_of(hits: Iterable[HitOut]) -> list[str]:
    """Returns the partnerships that hits are from, those with the most first."""
    counted = Counter(str(partnership) for hit in hits for partnership in hit.partnerships)
    return [partnership for partnership, _ in counted.most_common(_SUGGESTED)]


def _shown(
    facets: Mapping[str, Sequence[FacetOut]], state: State, view: View, language: str
) -> list[tuple[str, list[FacetOut]]]:
    """Returns facets with their values, also those that are chosen and that nothing carries."""
    label = labels(view.base.registry, language)
    shown = []
    for facet in SHOWN_FACETS:
        values = list(facets.get(facet, ()))
        known = {one.value for one in values}
        values += [
            FacetOut(value=one, label=label(facet, one), count=0)
            for one in state.filters.get(facet, ())
            if one not in known
        ]
        shown.append((facet, values))
    return shown
