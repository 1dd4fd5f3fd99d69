"""What a reader sees of the items of dossiers: found by document and quote, as the reader's own shelf has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.dossiers import DossierItem, ItemKind, Shown, ShownPassage, ShownPractice
from kb.errors import UnknownError
from kb.practice_desk import PracticeDesk
from kb.practice_store import StoredPractice
from kb.practices import Citation
from kb.quotes import Texts
from kb.references import Reference, reference_of, reference_of_citation
from kb.registry import Registry
from kb.rows import StoredPassage
from kb.shelf import Shelf
from kb.text import folded_words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Where a passage stands now, and what is to be read there."""

    passages: tuple[StoredPassage, ...]
    text: str
    is_changed: bool


class Contents:
    """Finds what items show, for one reader; what they may not see is not found, like what is gone.

    Args:
        shelf: what the reader sees of documents.
        practices: what they see of practice records.
        registry: names of partnerships.
    """

    def __init__(self, shelf: Shelf, practices: PracticeDesk, registry: Registry) -> None:
        self._shelf = shelf
        self._practices = practices
        self._registry = registry
        self._by_id: dict[str, StoredPassage] = {}
        self._by_document: dict[str, list[StoredPassage]] = {}

    def seen(self, items: Iterable[DossierItem]) -> tuple[DossierItem, ...]:
        """Returns the items that the reader sees."""
        every = list(items)
        self._look_up(every)
        return tuple(item for item in every if self._is_there(item))

    def shown(self, items: Iterable[DossierItem]) -> tuple[Shown, ...]:
        """Returns the items that the reader sees, with what they show."""
        every = list(items)
        self._look_up(every)
        return tuple(one for item in every if (one := self._shown(item)) is not None)

    def _look_up(self, items: Iterable[DossierItem]) -> None:
        """Finds most passages at once, by the ids that they had."""
        self._by_id |= self._shelf.passages({item.passage_id for item in items if item.passage_id})

    def _is_there(self, item: DossierItem) -> bool:
        if item.kind is ItemKind.PRACTICE:
            return self._practice(item.practice_id) is not None
        return self._found(item) is not None

    def _shown(self, item: DossierItem) -> Shown | None:
        if item.kind is ItemKind.PRACTICE:
            practice = self._practice(item.practice_id)
            return self._shown_practice(item, practice) if practice else None
        found = self._found(item)
        return self._shown_passage(item, found) if found else None

    def _shown_passage(self, item: DossierItem, found: _Found) -> ShownPassage:
        return ShownPassage(
            item_id=item.id,
            note=item.note,
            passages=found.passages,
            text=found.text,
            is_changed=found.is_changed,
            reference=reference_of(*found.passages, registry=self._registry),
        )

    def _shown_practice(self, item: DossierItem, practice: StoredPractice) -> ShownPractice:
        traces = self._practices.evidence(practice.record)
        places = {citation: traced.places[0].passage_id for citation, traced in traces.items() if traced.places}
        cited = self._shelf.passages(set(places.values()))
        return ShownPractice(
            item_id=item.id,
            note=item.note,
            practice=practice,
            references={one: self._reference(one, cited.get(places.get(one, ""))) for one in traces},
        )

    def _reference(self, citation: Citation, stored: StoredPassage | None) -> Reference:
        return reference_of(stored, registry=self._registry) if stored else reference_of_citation(citation)

    def _practice(self, practice_id: str) -> StoredPractice | None:
        try:
            return self._practices.record(practice_id)
        except UnknownError:
            return None

    def _found(self, item: DossierItem) -> _Found | None:
        then = self._by_id.get(item.passage_id)
        if then and then.document.id == item.document_id and Texts([then.passage.text]).holding(item.quote):
            return _read([then], item.quote)
        return _within(self._passages_of(item.document_id), item.quote)

    def _passages_of(self, document_id: str) -> list[StoredPassage]:
        if document_id not in self._by_document:
            self._by_document[document_id] = self._shelf.passages_of(document_id)
        return self._by_document[document_id]


def _within(passages: Sequence[StoredPassage], quote: str) -> _Found | None:
    """Returns where a document says a quote, or what is most like it; None if nothing of it is left."""
    texts = Texts([stored.passage.text for stored in passages])
    if holding := texts.holding(quote):
        return _read([passages[holding[0]]], quote)
    alike = texts.saying(quote)
    # What is like it elsewhere in the document is another place that says it.
    together = [place for count, place in enumerate(alike) if place == alike[0] + count]
    return _read([passages[place] for place in together], quote) if together else None


def _read(passages: Sequence[StoredPassage], quote: str) -> _Found:
    """Returns what is read in passages: all of it if that is what was collected, else the quote if it stands there."""
    whole = "\n".join(stored.passage.text for stored in passages)
    stands = bool(Texts([whole]).holding(quote))
    text = quote if stands and not _same_words(whole, quote) else whole
    return _Found(passages=tuple(passages), text=text, is_changed=not stands)


def _same_words(one: str, other: str) -> bool:
    return folded_words(one) == folded_words(other)
