"""Passages without a question: the latest of those that filters let through, and how two facets cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kb.filters import Snapshot, admitted
from kb.newest import years_of
from kb.rows import StoredPassage
from kb.types import FacetValue, Filters
from kb.vectors import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsed:
    """A page of passages; `total` counts those of all pages, `facets` what each further filter would leave."""

    total: int
    passages: tuple[StoredPassage, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]


def latest(snapshot: Snapshot, filters: Filters) -> Numbers:
    """Returns the numbers of what filters let through, one of each text, the latest year first, undated ones last."""
    found = np.flatnonzero(admitted(snapshot, filters))
    _, first = np.unique(snapshot.text_keys[found], return_index=True)
    found = found[np.sort(first)]
    ordered: Numbers = found[np.lexsort((found, -years_of(found, snapshot)))]
    return ordered


def crossed(snapshot: Snapshot, rows: str, columns: str, filters: Filters) -> dict[tuple[str, str], int]:
    """Returns how many passages that filters let through carry a value of one facet and one of another, if any do."""
    allowed = admitted(snapshot, filters)
    across = snapshot.labelled.get(columns, {})
    counts = {
        (row, column): int((carriers & others & allowed).sum())
        for row, carriers in snapshot.labelled.get(rows, {}).items()
        for column, others in across.items()
    }
    return {pair: count for pair, count in counts.items() if count}
