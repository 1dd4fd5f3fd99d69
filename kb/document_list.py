"""Lists of documents: those of some kinds, languages, years, partnerships and countries, by words of their titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.text import fold
from kb.types import Document, DocumentKind


class DocumentOrder(StrEnum):
    """How documents follow each other: by title, the newest first, or by where they come from."""

    TITLE = "title"
    NEWEST = "newest"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDocuments:
    """Which documents are wanted: values of one field are alternatives, fields combine.

    `words` must all stand in the title, in any case and without accents.
    """

    kinds: tuple[DocumentKind, ...] = ()
    languages: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    partnerships: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    words: str = ""

    def admits(self, one: Document) -> bool:
        """Tells whether a document is wanted."""
        title = fold(one.title)
        return (
            (not self.kinds or one.kind in self.kinds)
            and (not self.languages or one.language in self.languages)
            and (not self.years or one.year in self.years)
            and (not self.partnerships or not set(self.partnerships).isdisjoint(one.partnerships))
            and (not self.countries or not set(self.countries).isdisjoint(one.countries))
            and all(word in title for word in fold(self.words).split())
        )


def listed(documents: Iterable[Document], wanted: WantedDocuments, order: DocumentOrder) -> list[Document]:
    """Returns the documents that are wanted, in an order that leaves no ties to chance."""
    return sorted((one for one in documents if wanted.admits(one)), key=_KEYS[order])


_KEYS: dict[DocumentOrder, Callable[[Document], Any]] = {
    DocumentOrder.TITLE: lambda one: (fold(one.title), one.source, one.id),
    DocumentOrder.NEWEST: lambda one: (-(one.year or 0), fold(one.title), one.source, one.id),
    DocumentOrder.SOURCE: lambda one: (one.source, one.id),
}
