"""From suggestions and decisions to the JSON that leaves the system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.curation_schemas import (
    DecisionOut,
    DecisionsOut,
    EvidenceOut,
    ItemOut,
    OutcomeOut,
    QueueOut,
    StandingOut,
    ValueOut,
)
from kb.curation_desk import Outcome
from kb.curation_history import Entry, History
from kb.curation_queue import Item, Queue
from kb.facet_labels import facet_label
from kb.registry import Registry
from kb.rows import StoredPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: the language, and where names come from."""

    registry: Registry
    language: str

    def value(self, facet: str, value: str) -> ValueOut:
        """Returns a value with what the reader sees for it."""
        return ValueOut(value=value, label=facet_label(facet, value, self.language, self.registry))

    def values(self, facet: str, values: Iterable[str]) -> list[ValueOut]:
        """Returns values with what the reader sees for them."""
        return [self.value(facet, value) for value in values]


def queue_out(found: Queue, reader: Reader) -> QueueOut:
    """Returns a page of the queue as it leaves."""
    return QueueOut(total=found.total, items=[_item_out(item, reader) for item in found.items])


def outcome_out(found: Outcome, reader: Reader) -> OutcomeOut:
    """Returns what was decided as it leaves."""
    return OutcomeOut(
        decisions=[_decision_out(entry, reader) for entry in found.entries],
        passages=[standing_out(stored, reader) for stored in found.passages],
    )


def history_out(found: History, reader: Reader) -> DecisionsOut:
    """Returns a page of decisions as it leaves."""
    return DecisionsOut(total=found.total, decisions=[_decision_out(entry, reader) for entry in found.entries])


def standing_out(stored: StoredPassage, reader: Reader) -> StandingOut:
    """Returns a passage with the values that it is found by, as it leaves."""
    passage, document = stored.passage, stored.document
    return StandingOut(
        passage_id=passage.id,
        document_id=document.id,
        title=document.title,
        source=document.source,
        page=passage.pages[0] if passage.pages else None,
        heading=" › ".join(passage.headings),
        text=passage.text,
        language=passage.language,
        kind=reader.value("kind", passage.kind.value),
        themes=reader.values("theme", passage.themes),
        partnerships=reader.values("partnership", passage.partnerships),
        countries=reader.values("country", passage.countries),
    )


def _item_out(item: Item, reader: Reader) -> ItemOut:
    suggestion = item.suggestion
    return ItemOut(
        **reader.value(suggestion.facet, suggestion.value).model_dump(),
        facet=suggestion.facet,
        probability=suggestion.probability,
        counts=item.counts,
        evidence=[EvidenceOut.model_validate(one, from_attributes=True) for one in suggestion.evidence],
        passage=standing_out(item.stored, reader),
    )


def _decision_out(entry: Entry, reader: Reader) -> DecisionOut:
    held = entry.decision
    return DecisionOut(
        decision_id=held.id,
        at=held.at,
        who=held.who,
        action=held.action.value,
        document_id=held.document_id,
        source=entry.source,
        quote=held.quote,
        facet=held.facet,
        accepted=reader.values(held.facet, held.accepted),
        rejected=reader.values(held.facet, held.rejected),
        note=held.note,
        undoes=held.undoes,
        undone=entry.undone,
    )
