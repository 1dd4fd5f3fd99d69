"""What the machine says of passages, kept beside the labels, so that a person's decision can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from kb.rows import facet_values, parts, suggestion_rows, to_suggestion
from kb.schema import suggestions
from kb.types import JudgedFacet, Passage, Suggestion

JUDGED = tuple(facet.value for facet in JudgedFacet)


def write_suggestions(connection: sa.Connection, found: Mapping[int, Sequence[Suggestion]]) -> None:
    """Replaces what the machine says of passages, by their numbers."""
    for part in parts(list(found)):
        connection.execute(sa.delete(suggestions).where(suggestions.c.number.in_(part)))
    rows = [row for number, several in found.items() for row in suggestion_rows(number, several)]
    if rows:
        connection.execute(sa.insert(suggestions), rows)


def read_suggestions(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, tuple[Suggestion, ...]]:
    """Returns what the machine says of passages, by their numbers, the surest first within each facet."""
    found: dict[int, list[Suggestion]] = {number: [] for number in numbers}
    for part in parts(list(numbers)):
        chosen = sa.select(suggestions).where(suggestions.c.number.in_(part))
        ordered = chosen.order_by("number", "facet", sa.desc("probability"), "value")
        for row in connection.execute(ordered).mappings():
            found[row["number"]].append(to_suggestion(row))
    return {number: tuple(several) for number, several in found.items()}


def completed(passage: Passage, found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Returns suggestions, with one for each value of a passage that none of them names: it is taken as sure."""
    given = tuple(found)
    named = {(one.facet, one.value) for one in given}
    values = ((facet, value) for facet in JUDGED for value in facet_values(passage)[facet])
    sure = (Suggestion(facet=f, value=v, probability=1.0) for f, v in dict.fromkeys(values) if (f, v) not in named)
    return (*given, *sure)
