"""From candidates to the hits of a page: one text, or versions of one, are shown once, with all their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from kb.filters import PassageSet, Snapshot
from kb.fusion import Candidate, Ranking
from kb.versions import Numbers, Relative

# Kin that a hit names at most; its versions, which take no place of their own, are all named.
_MOST_KIN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """A hit to be: the best candidate of its versions, the other passages of its text, and what is like it."""

    best: Candidate
    same: tuple[int, ...]
    related: tuple[Relative, ...]


def leading_places(ranking: Ranking, snapshot: Snapshot) -> Numbers:
    """Returns the places of the hits to be: of the best candidate of each version, ascending, shape (hits,)."""
    _, firsts = np.unique(snapshot.version_keys[ranking.numbers], return_index=True)
    return np.sort(firsts)


def leading_names(ranking: Ranking, places: Numbers) -> int:
    """Returns how many of the first places hold a name that is asked for."""
    holds = ranking.named[places] > 0
    return len(places) if holds.all() else int(np.argmin(holds))


def collapse(
    ranking: Ranking,
    snapshot: Snapshot,
    allowed: PassageSet,
    places: Numbers,
    reranked: Mapping[int, float] | None = None,
) -> list[Group]:
    """Returns the candidates in some places as hits, with all places of their texts and what is like them.

    Args:
        ranking: the candidates, best first.
        snapshot: what is one text, a version or kin.
        allowed: the passages that an answer may name.
        places: those of `leading_places` that a page shows, in its order.
        reranked: the cross-encoder's scores of the places that it read.
    """
    read = reranked or {}
    versions = snapshot.version_keys[ranking.numbers[places]]
    members = np.flatnonzero(np.isin(snapshot.version_keys, versions) & allowed)
    best = (replace(ranking.candidate(place), reranked=read.get(place)) for place in places.tolist())
    return [_group(one, members, snapshot, allowed) for one in best]


def _group(best: Candidate, members: Numbers, snapshot: Snapshot, allowed: PassageSet) -> Group:
    """Returns a candidate with its company; `members` are the passages that the page's versions have."""
    own = members[snapshot.version_keys[members] == snapshot.version_keys[best.number]]
    same = snapshot.text_keys[own] == snapshot.text_keys[best.number]
    versions = {int(number) for number in own[~same]}
    kin = [one for one in snapshot.kin.of(best.number) if allowed[one.number]]
    named = [one for one in kin if one.number in versions]
    further = versions.difference(one.number for one in named)
    return Group(
        best=best,
        same=tuple(int(number) for number in own[same] if number != best.number),
        related=(
            *named,
            *(Relative(number=number, similarity=None, revised=True) for number in sorted(further)),
            *[one for one in kin if one.number not in versions][:_MOST_KIN],
        ),
    )
