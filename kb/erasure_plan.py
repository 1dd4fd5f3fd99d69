"""What is to be erased: whole documents with all that is inside them, or the passages that name a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from kb.catalog import Catalog
from kb.errors import UnknownError
from kb.file_names import INSIDE
from kb.named import NOBODY, Names
from kb.rows import StoredPassage
from kb.types import Document

_PHRASES = "SELECT rowid FROM passage_words WHERE passage_words MATCH :phrase"
_SPEAKING = "SELECT number FROM passages WHERE speaker IS NOT NULL AND speaker <> 'null'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes: documents as a whole, and single passages of others, whose files go as well.

    `names` are the persons', none where documents were chosen.
    """

    documents: tuple[Document, ...]
    passages: tuple[StoredPassage, ...]
    names: Names = NOBODY

    @property
    def emptied_originals(self) -> tuple[Document, ...]:
        """The documents that stay and whose files name a person."""
        return tuple({stored.document.id: stored.document for stored in self.passages}.values())


def plan_of_documents(catalog: Catalog, ids: Iterable[str]) -> Plan:
    """Returns what goes with some documents.

    Raises:
        UnknownError: there is none of one of these ids.
    """
    every = catalog.documents()
    found: dict[str, Document] = {}
    for document_id in ids:
        chosen = next((one for one in every if one.id == document_id), None)
        if chosen is None:
            raise UnknownError("document_unknown")
        found |= {one.id: one for one in (chosen, *_inside(chosen, every))}
    return Plan(documents=tuple(found.values()), passages=())


def plan_of_persons(catalog: Catalog, names: Names) -> Plan:
    """Returns what goes with some persons; a document goes as a whole if its title or its file is named after one."""
    every = catalog.documents()
    titled = [one for one in every if any(map(names.in_text, (one.title, one.source, one.origin)))]
    whole = {one.id: one for document in titled for one in (document, *_inside(document, every))}
    named = [
        stored
        for stored in catalog.passages_by_number(sorted(_candidates(catalog, names))).values()
        if stored.document.id not in whole and names.in_passage(stored.passage)
    ]
    return Plan(documents=tuple(whole.values()), passages=tuple(named), names=names)


def _inside(document: Document, every: Iterable[Document]) -> Iterator[Document]:
    return (one for one in every if one.origin.startswith(document.origin + INSIDE))


def _candidates(catalog: Catalog, names: Names) -> set[int]:
    """Returns the passages that may name one of the persons: by the full text, or because somebody speaks."""
    with catalog.engine.connect() as connection:
        found = set(connection.scalars(sa.text(_SPEAKING)))
        for spelling in names.spellings:
            phrase = {"phrase": '"' + " ".join(spelling) + '"'}
            found |= set(connection.scalars(sa.text(_PHRASES), phrase))
    return found
