"""Hits by partnership: under each the hits of a page that are of it, and how many there are of it in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kb.filters import PassageSet, Snapshot, counts_of
from kb.types import Hit, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """Hits of one partnership, or of none; `total` counts those of all pages."""

    partnership: str | None
    total: int
    hits: tuple[Hit, ...]


def by_partnership(result: Result) -> tuple[HitGroup, ...]:
    """Returns the hits of a page by partnership, in the order of each one's first hit; those of none come last.

    A hit of two partnerships stands under both, as both count it; where partnerships are filtered on, under these only.
    """
    wanted = frozenset(result.query.filters.partnership)
    totals = counts_of(result.facets.get("partnership", ()))
    found: dict[str, list[Hit]] = {}
    apart: list[Hit] = []
    for hit in result.hits:
        names = [name for name in hit.passage.partnerships if not wanted or name in wanted]
        for name in names:
            found.setdefault(name, []).append(hit)
        if not names:
            apart.append(hit)
    groups = [_group(name, totals.get(name, 0), hits) for name, hits in found.items()]
    return (*groups, _group(None, result.unlinked, apart)) if apart else tuple(groups)


def linked_to_none(snapshot: Snapshot) -> PassageSet:
    """Returns the passages that are of no partnership."""
    linked = np.zeros_like(snapshot.live)
    for carriers in snapshot.labelled.get("partnership", {}).values():
        linked |= carriers
    return snapshot.live & ~linked


def _group(partnership: str | None, total: int, hits: Iterable[Hit]) -> HitGroup:
    return HitGroup(partnership=partnership, total=total, hits=tuple(hits))
