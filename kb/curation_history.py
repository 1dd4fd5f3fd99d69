"""Who decided what of passages, and when; what was taken back stays in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.catalog import Catalog
from kb.decision_store import DecisionStore
from kb.decisions import Decision, concerning
from kb.rows import StoredPassage
from kb.shingles import text_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision as a reader sees it.

    `source` is its document's, None if that is gone; `undone` tells that it was taken back.
    """

    decision: Decision
    source: str | None
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A page of decisions, the last one first, and how many there are in all."""

    total: int
    entries: tuple[Entry, ...]


def history(catalog: Catalog, found: Sequence[Decision], limit: int, offset: int = 0) -> History:
    """Returns a page of decisions that are given in the order in which they were taken."""
    shown = found[::-1][offset : offset + limit]
    return History(total=len(found), entries=entries(catalog, shown, found))


def entries(catalog: Catalog, shown: Sequence[Decision], every: Sequence[Decision]) -> tuple[Entry, ...]:
    """Returns decisions as readers see them; `every` holds those that may have taken them back."""
    undone = {one.undoes for one in every}
    held = {one.document_id: catalog.document(one.document_id) for one in shown}
    sources = {document_id: document.source for document_id, document in held.items() if document}
    return tuple(Entry(decision=d, source=sources.get(d.document_id), undone=d.id in undone) for d in shown)


def decisions_on(catalog: Catalog, store: DecisionStore, stored: StoredPassage) -> list[Decision]:
    """Returns all decisions on a passage, also those that were taken back, in order."""
    beside = [one.passage for one in catalog.passages_of(stored.passage.document_id)]
    texts = [passage.text for passage in beside]
    each = concerning(store.all(stored.passage.document_id), texts, [text_key(text) for text in texts])
    place = next(place for place, passage in enumerate(beside) if passage.id == stored.passage.id)
    return each[place]
