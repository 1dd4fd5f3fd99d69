"""From candidates to the hits of a page: identical text is shown once, with all its sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.filters import Snapshot
from kb.fusion import Candidate


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates with the same text: the best one, and the others."""

    best: Candidate
    others: tuple[Candidate, ...]


def collapse(candidates: Iterable[Candidate], snapshot: Snapshot) -> list[Group]:
    """Groups candidates of identical text, in the order of each group's best."""
    groups: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(int(snapshot.text_keys[candidate.number]), []).append(candidate)
    return [Group(best, tuple(others)) for best, *others in groups.values()]
