"""Addresses of searches: each state of the search page is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from api.search_schemas import FiltersIn
from kb.types import Order

FACETS = tuple(FiltersIn.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A question, what it is limited to, the order of its answer and the page of it."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Order = Order.BREADTH
    page: int = 1

    @property
    def address(self) -> str:
        """Where it is."""
        parts = [("q", self.q)] if self.q else []
        parts += [(facet, value) for facet in FACETS for value in self.filters.get(facet, ())]
        parts += [("sort", self.sort.value)] if self.sort is not Order.BREADTH else []
        parts += [("page", str(self.page))] if self.page > 1 else []
        return f"/?{urlencode(parts)}" if parts else "/"

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """The values that it is limited to, by facet."""
        return tuple((facet, value) for facet in FACETS for value in self.filters.get(facet, ()))

    def without(self, facet: str, value: str) -> State:
        """Returns the state without one of the values."""
        left = tuple(one for one in self.filters.get(facet, ()) if one != value)
        return replace(self, filters={**self.filters, facet: left}, page=1)

    def only(self, facet: str, value: str) -> State:
        """Returns the state limited to a value, and to nothing else of that facet."""
        return replace(self, filters={**self.filters, facet: (value,)}, page=1)

    def unfiltered(self) -> State:
        """Returns the state without any filter."""
        return replace(self, filters={}, page=1)

    def ordered(self, sort: str) -> State:
        """Returns the state in another order."""
        return replace(self, sort=Order(sort), page=1)

    def asking(self, q: str) -> State:
        """Returns the state with another question."""
        return replace(self, q=q, page=1)

    def next(self) -> State:
        """Returns the state of the page after this one."""
        return replace(self, page=self.page + 1)
