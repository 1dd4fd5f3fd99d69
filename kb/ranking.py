"""From candidates to the hits of a page: one text, or versions of one, are shown once, with all their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from kb.filters import PassageSet, Snapshot
from kb.fusion import Candidate, Ranking
from kb.versions import Numbers, Relative

# Kin that a hit names at most; its versions, which take no place of their own, are all named.
_MOST_KIN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """A hit to be: the best candidate of its versions, the other passages of its text, and what is like it.

    `reranked` is the cross-encoder's score, if it read the best candidate.
    """

    best: Candidate
    same: tuple[int, ...]
    related: tuple[Relative, ...]
    reranked: float | None = None


def leading_names(groups: Sequence[Group]) -> int:
    """Returns how many of the first groups hold a name that is asked for."""
    return len(list(takewhile(lambda group: group.best.named, groups)))


def collapse(ranking: Ranking, snapshot: Snapshot, allowed: PassageSet, *, offset: int, limit: int) -> list[Group]:
    """Groups candidates of one version, in the order of each group's best, and returns one page of the groups.

    Args:
        ranking: the candidates, best first.
        snapshot: what is one text, a version or kin.
        allowed: the passages that an answer may name.
        offset: groups before the page.
        limit: groups on the page.
    """
    versions = snapshot.version_keys[ranking.numbers]
    _, firsts = np.unique(versions, return_index=True)
    chosen = np.sort(firsts)[offset : offset + limit]
    members = np.flatnonzero(np.isin(snapshot.version_keys, versions[chosen]) & allowed)
    return [_group(ranking.candidate(int(place)), members, snapshot, allowed) for place in chosen]


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
