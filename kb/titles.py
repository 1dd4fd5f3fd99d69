"""Titles of documents with the number of their passages, remembered for one revision of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from kb.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A document as it is proposed; `passages` counts all of it, `visibility` tells who may be told of it."""

    document_id: str
    title: str
    visibility: str
    passages: int


class Titles:
    """The titles of a catalogue; safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._held: tuple[int, tuple[Title, ...]] = (-1, ())

    def all(self) -> tuple[Title, ...]:
        """Returns the titles of all documents, whoever may see them, in order of source."""
        revision = self._catalog.revision()
        held = self._held
        if held[0] != revision:
            self._held = held = (revision, self._read())
        return held[1]

    def _read(self) -> tuple[Title, ...]:
        counts = self._catalog.passage_counts()
        return tuple(
            Title(document_id=one.id, title=one.title, visibility=one.visibility, passages=counts.get(one.id, 0))
            for one in self._catalog.documents()
        )
