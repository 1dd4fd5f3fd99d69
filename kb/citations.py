"""The evidence of practice records: citing a passage, and finding again what was cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import UsageError
from kb.messages import Saying
from kb.practices import FIELDS, Citation
from kb.quotes import Texts
from kb.rows import StoredPassage
from kb.shelf import Documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quote stands now."""

    passage_id: str
    page: int | None
    page_label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A citation, with where its quote stands now: nowhere if the document is gone, or says it no more."""

    citation: Citation
    document_is_there: bool
    places: tuple[Place, ...]


def cite(stored: StoredPassage, quote: str | None = None) -> Citation:
    """Returns the citation of a passage, or of a part of it."""
    passage, document = stored.passage, stored.document
    return Citation(
        document_id=document.id,
        source=document.source,
        title=document.title,
        page=passage.pages[0] if passage.pages else None,
        quote=passage.text if quote is None else quote,
    )


class _Said:
    """The passages of a document, among which its quotes are looked for."""

    def __init__(self, documents: Documents, document_id: str) -> None:
        self.passages = documents.passages_of(document_id)
        self._texts = Texts([stored.passage.text for stored in self.passages])

    def by(self, quote: str) -> list[StoredPassage]:
        """Returns those that a quote belongs to: that hold it word for word, else that are alike."""
        return [self.passages[place] for place in self._texts.holding(quote) or self._texts.saying(quote)]


def trace(documents: Documents, citations: Iterable[Citation]) -> dict[Citation, Traced]:
    """Returns where the quotes of citations stand now."""
    held: dict[str, _Said] = {}
    found: dict[Citation, Traced] = {}
    for citation in citations:
        document_id = citation.document_id
        if document_id not in held:
            held[document_id] = _Said(documents, document_id)
        places = tuple(_place(stored) for stored in held[document_id].by(citation.quote))
        there = bool(held[document_id].passages) or documents.document(document_id) is not None
        found[citation] = Traced(citation=citation, document_is_there=there, places=places)
    return found


def completed(documents: Documents, data: object) -> object:
    """Returns a record as JSON, with what a person leaves out of citations filled in.

    A passage's id is enough for one, or a document's with a quote.

    Raises:
        UsageError: there is no such passage, or it does not say what is quoted; the message lists all that is wrong.
    """
    if not isinstance(data, Mapping):
        return data
    faults: list[Saying] = []
    filled = dict(data)
    for field in FIELDS:
        filled[field] = _each(data.get(field), lambda one: _statement(documents, one, faults))
    filled["evidence"] = _each(data.get("evidence"), lambda one: _citation(documents, one, faults))
    if faults:
        raise UsageError("practice_invalid", problems=tuple(faults))
    return filled


def _each(data: object, fill: Any) -> object:  # noqa: ANN401 - a function of whatever a person wrote
    return [fill(one) for one in data] if isinstance(data, list) else data


def _statement(documents: Documents, data: object, faults: list[Saying]) -> object:
    if not isinstance(data, Mapping):
        return data
    return {**data, "evidence": _each(data.get("evidence"), lambda one: _citation(documents, one, faults))}


def _citation(documents: Documents, data: object, faults: list[Saying]) -> object:
    """Returns a citation with all its keys; `evidence: [ID]` is short for `evidence: [{passage_id: ID}]`."""
    given = {"passage_id": data} if isinstance(data, str) else data
    if not isinstance(given, Mapping) or not isinstance(given.get("passage_id"), str):
        return _of_quote(documents, data)
    stored, quote = documents.passage(given["passage_id"]), given.get("quote")
    if stored is None:
        faults.append(Saying("practice_no_passage", id=given["passage_id"]))
    elif quote is not None and not Texts([stored.passage.text]).holding(str(quote)):
        faults.append(Saying("practice_not_said", quote=quote, source=stored.document.source))
    return _keys(cite(stored, quote)) if stored else data


def _of_quote(documents: Documents, data: object) -> object:
    """Returns a citation that names document and quote alone with the rest filled in, if the document says it."""
    if not isinstance(data, Mapping) or not {"document_id", "quote"} <= set(data) or data.get("source"):
        return data
    said = _Said(documents, str(data["document_id"])).by(str(data["quote"]))
    return _keys(cite(said[0], str(data["quote"]))) if said else data


def _keys(citation: Citation) -> dict[str, Any]:
    return {name: getattr(citation, name) for name in Citation.__slots__}


def _place(stored: StoredPassage) -> Place:
    passage = stored.passage
    return Place(
        passage_id=passage.id,
        page=passage.pages[0] if passage.pages else None,
        page_label=passage.page_labels[0] if passage.page_labels else None,
    )


def unsaid(documents: Documents, citations: Iterable[Citation]) -> list[Saying]:
    """Returns which citations stand nowhere, a sentence each."""
    gone = [citation for citation, traced in trace(documents, citations).items() if not traced.places]
    return [Saying("practice_not_said", quote=one.quote, source=one.source or one.document_id) for one in gone]
