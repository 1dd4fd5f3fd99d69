"""Sections: which passages of a document speak of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from kb.kind_features import kind_of_heading
from kb.rows import StoredPassage

# Farther away even one section speaks of something else: ten passages are some four pages.
_NEAR = 10


def neighbours(chosen: Sequence[StoredPassage], around: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Returns the passages of the same sections, the nearest first; the chosen ones are none.

    Args:
        chosen: passages, at least one.
        around: the passages of their documents.
    """
    own = {stored.passage.id for stored in chosen}
    distances = {
        stored.passage.id: distance
        for stored in around
        if (distance := min(_distance(one, stored) for one in chosen)) <= _NEAR
    }
    near = [stored for stored in around if stored.passage.id in distances and stored.passage.id not in own]
    return sorted(near, key=lambda stored: distances[stored.passage.id])


def topic_of(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the headings that tell what a section is about: "Results" and "Lessons learned" are parts of one."""
    kept = len(headings)
    while kept and kind_of_heading(headings[kept - 1]) is not None:
        kept -= 1
    return headings[:kept]


def _distance(one: StoredPassage, other: StoredPassage) -> int:
    """Returns how far a passage is from another of its section that speaks of no other partnership; else out of reach.

    Where the section is the whole document, what names no partnership may speak of any.
    """
    first, second = one.passage, other.passage
    topic = topic_of(first.headings)
    same = first.document_id == second.document_id and second.headings[: len(topic)] == topic
    named = bool(second.partnerships) or not first.partnerships or bool(topic)
    alike = named and set(second.partnerships) <= set(first.partnerships)
    return abs(first.position - second.position) if same and alike else _NEAR + 1
