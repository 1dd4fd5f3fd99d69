"""What the machine says that nobody has judged yet, in the order in which judging it helps most."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kb.catalog import Catalog
from kb.decided import read_decisions
from kb.decisions import THEME, Verdict, concerning, standing, verdict
from kb.rows import StoredPassage, facet_values, parts, to_suggestion
from kb.schema import labels, passages, suggestions
from kb.themes import thesaurus
from kb.types import LIKELY, QueueOrder, Suggestion

_Verdicts = Mapping[int, Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which suggestions are wanted; None leaves it open. `partnership` and `language` are those of the passage."""

    facet: str | None = None
    value: str | None = None
    partnership: str | None = None
    document_id: str | None = None
    language: str | None = None
    order: QueueOrder = QueueOrder.UNCERTAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A suggestion that waits for somebody's judgement; `counts` tells whether it is in filters and facets now."""

    stored: StoredPassage
    suggestion: Suggestion
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of the queue, and how many suggestions wait in all."""

    total: int
    items: tuple[Item, ...]


def queue(
    catalog: Catalog, wanted: Wanted, limit: int, offset: int = 0, *, sees: Callable[[str], bool] = lambda _: True
) -> Queue:
    """Returns a page of the suggestions that nobody has judged yet; those of equal texts come once.

    Only passages of documents count that `sees` admits by their ids.
    """
    with catalog.engine.connect() as connection:
        verdicts = _verdicts(connection, wanted.document_id)
        waiting = list(_waiting(connection, wanted, verdicts, sees))
        shown = waiting[offset : offset + limit]
        found = _suggestions(connection, shown)
    held = catalog.passages_by_number([number for number, _, _ in shown])
    items = (
        Item(
            stored=held[number],
            suggestion=found[number, facet, value],
            counts=value in counting(held[number], facet),
        )
        for number, facet, value in shown
        if number in held
    )
    return Queue(total=len(waiting), items=tuple(items))


def counting(stored: StoredPassage, facet: str) -> tuple[str, ...]:
    """Returns the values of a facet that a passage is found by now, also those that follow from narrower ones."""
    values = facet_values(stored.passage)[facet]
    return thesaurus().with_broader(values) if facet == THEME else values


def _verdicts(connection: sa.Connection, document_id: str | None) -> _Verdicts:
    """Returns what was decided of each passage that anything was decided of, by its number."""
    of_documents: dict[str, list[Any]] = {}
    stand = standing(read_decisions(connection, document_id))
    for part in parts(list({one.document_id for one in stand})):
        chosen = sa.select(passages.c.number, passages.c.document_id, passages.c.text, passages.c.text_key)
        for row in connection.execute(chosen.where(passages.c.document_id.in_(part))):
            of_documents.setdefault(row.document_id, []).append(row)
    found: dict[int, Verdict] = {}
    for name, rows in of_documents.items():
        own = [one for one in stand if one.document_id == name]
        each = concerning(own, [row.text for row in rows], [row.text_key for row in rows])
        found |= {row.number: verdict(those) for row, those in zip(rows, each, strict=True) if those}
    return found


def _waiting(
    connection: sa.Connection, wanted: Wanted, verdicts: _Verdicts, sees: Callable[[str], bool]
) -> Iterator[tuple[int, str, str]]:
    """Yields passage, facet and value of what nobody has judged, in order."""
    seen: set[tuple[int, str, str]] = set()
    for row in connection.execute(_chosen(wanted)):
        number, facet, value, text_key, document_id = row
        if not sees(document_id):
            continue
        if (text_key, facet, value) in seen or (number in verdicts and verdicts[number].settles(facet, value)):
            continue
        seen.add((text_key, facet, value))
        yield number, facet, value


def _chosen(wanted: Wanted) -> sa.Select[Any]:
    held = suggestions.c
    doubt = sa.func.abs(held.probability - LIKELY)
    first = doubt if wanted.order is QueueOrder.UNCERTAIN else sa.desc(held.probability)
    chosen = (
        sa.select(held.number, held.facet, held.value, passages.c.text_key, passages.c.document_id)
        .join(passages, passages.c.number == held.number)
        .order_by(first, sa.desc(held.probability), held.number, held.facet, held.value)
    )
    own = {held.facet: wanted.facet, held.value: wanted.value, passages.c.document_id: wanted.document_id}
    for column, value in own.items():
        chosen = chosen.where(column == value) if value is not None else chosen
    for facet, value in {"partnership": wanted.partnership, "language": wanted.language}.items():
        chosen = chosen.where(_carries(facet, value)) if value is not None else chosen
    return chosen


def _carries(facet: str, value: str) -> sa.ColumnElement[bool]:
    carried = sa.select(labels.c.number).where(labels.c.facet == facet, labels.c.value == value)
    return suggestions.c.number.in_(carried)


def _suggestions(
    connection: sa.Connection, shown: Sequence[tuple[int, str, str]]
) -> dict[tuple[int, str, str], Suggestion]:
    found: dict[tuple[int, str, str], Suggestion] = {}
    for part in parts([number for number, _, _ in shown]):
        chosen = sa.select(suggestions).where(suggestions.c.number.in_(part))
        for row in connection.execute(chosen).mappings():
            found[row["number"], row["facet"], row["value"]] = to_suggestion(row)
    return found
