"""The documents and passages of a catalogue that a reader may see; the others are not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

import sqlalchemy as sa

from kb.access import INTERNAL, LOCAL, Reader, Scope, may_see
from kb.catalog import Catalog
from kb.rows import StoredPassage
from kb.schema import documents
from kb.types import Document


class Documents(Protocol):
    """Where documents and passages are found by their ids: a catalogue, or what a reader may see of it."""

    def document(self, document_id: str) -> Document | None:
        """Returns a document, None if there is none of that id."""

    def passage(self, passage_id: str) -> StoredPassage | None:
        """Returns a passage, None if there is none of that id."""

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """Returns the passages of a document in reading order."""


class Shelf:
    """Finds documents and passages for one reader.

    Args:
        catalog: where they are.
        reader: who asks; without one, who sits at the machine.
    """

    def __init__(self, catalog: Catalog, reader: Reader = LOCAL) -> None:
        self._catalog = catalog
        self._reader = reader

    def document(self, document_id: str) -> Document | None:
        """Returns a document, None if the reader sees none of that id."""
        found = self._catalog.document(document_id)
        return found if found and may_see(self._reader, found.visibility) else None

    def passage(self, passage_id: str) -> StoredPassage | None:
        """Returns a passage, None if the reader sees none of that id."""
        found = self._catalog.passage(passage_id)
        return found if found and may_see(self._reader, found.document.visibility) else None

    def passages(self, ids: Collection[str]) -> dict[str, StoredPassage]:
        """Returns those of some passages that the reader sees, by id."""
        found = self._catalog.passages_by_id(ids)
        return {name: one for name, one in found.items() if may_see(self._reader, one.document.visibility)}

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """Returns the passages of a document in reading order, none if the reader does not see it."""
        return self._catalog.passages_of(document_id) if self.document(document_id) else []

    def sight(self) -> Callable[[str], bool]:
        """Returns what tells of ids of documents whether the reader sees them, as things are now.

        Of documents that are gone nobody knows who might see them: what was said of them is for administrators.
        """
        if self._reader.may(Scope.ADMIN):
            return lambda _: True
        with self._catalog.engine.connect() as connection:
            rows = connection.execute(sa.select(documents.c.id, documents.c.visibility)).all()
        return frozenset(row.id for row in rows if may_see(self._reader, row.visibility)).__contains__

    def evidence(self) -> Callable[[Iterable[str]], bool]:
        """Returns what tells of what is written from documents of some ids whether the reader may read it.

        They must see all of these; what rests on no document is internal.
        """
        sees, is_inside = self.sight(), may_see(self._reader, INTERNAL)

        def is_open(document_ids: Iterable[str]) -> bool:
            rests_on = set(document_ids)
            return all(map(sees, rests_on)) if rests_on else is_inside

        return is_open
