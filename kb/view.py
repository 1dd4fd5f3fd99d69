"""A knowledge base as one reader may see it: what they may not see answers exactly like what does not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kb.access import Reader, may_see
from kb.admission import is_kept
from kb.bootstrap import KnowledgeBase
from kb.browsing import Browsed
from kb.errors import StorageError, UnknownError
from kb.lexical import SeenWords
from kb.rows import StoredPassage
from kb.search import Searcher
from kb.shelf import Shelf
from kb.similar import Comparison, compare
from kb.titles import Title
from kb.types import Document, FacetValue, Filters, Query, Result
from kb.versions import Revision


class View:
    """Reads a knowledge base for one reader.

    Args:
        base: documents, passages, originals.
        reader: who asks.
        searcher: gives what answers questions; called when a question is asked, so that the rest can be read while the
            model is still being loaded.
    """

    def __init__(self, base: KnowledgeBase, reader: Reader, searcher: Callable[[], Searcher]) -> None:
        self.base = base
        self.reader = reader
        self.shelf = Shelf(base.catalog, reader)
        self._searcher = searcher

    # --- questions ------------------------------------------------------------------------------------------

    def search(self, query: Query) -> Result:
        """Answers a question.

        Raises:
            UsageError: it cannot be asked like that.
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().search(query, self.reader)

    def similar(self, passage_id: str, *, limit: int, filters: Filters) -> Comparison:
        """Finds the same practice in other partnerships.

        Raises:
            UnknownError: there is no passage of that id.
            NotReadyError: model and index are not loaded yet.
        """
        self.passage(passage_id)
        return compare(self._searcher(), passage_id, limit=limit, filters=filters, reader=self.reader)

    def facets(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """Returns for each facet its values among all passages, with how many carry each.

        Raises:
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().facets(self.reader)

    def browse(self, filters: Filters, *, limit: int, offset: int = 0) -> Browsed:
        """Returns passages without a question, the latest first.

        Raises:
            UsageError: it cannot be asked like that.
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().browse(filters, self.reader, limit=limit, offset=offset)

    def crossed(self, rows: str, columns: str, filters: Filters) -> dict[tuple[str, str], int]:
        """Returns how many passages carry a value of one facet and one of another, where any do.

        Raises:
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().crossed(rows, columns, filters, self.reader)

    def words(self) -> SeenWords:
        """Returns the words of the passages.

        Raises:
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().words(self.reader)

    # --- documents and passages -----------------------------------------------------------------------------

    def documents(self) -> list[Document]:
        """Returns all documents, in order of source."""
        return [one for one in self.base.catalog.documents() if may_see(self.reader, one.visibility)]

    def titles(self) -> list[Title]:
        """Returns the titles of all documents, in order of source."""
        return [one for one in self.base.titles.all() if may_see(self.reader, one.visibility)]

    def document(self, document_id: str) -> Document:
        """Returns a document.

        Raises:
            UnknownError: there is none of that id.
        """
        found = self.shelf.document(document_id)
        if found is None:
            raise UnknownError("document_unknown")
        return found

    def revisions_of(self, document_id: str) -> list[Revision]:
        """Returns the documents that a document is a revision of, those with the most in common first."""
        self.document(document_id)
        every = self.base.catalog.revisions_of(document_id)
        return [one for one in every if may_see(self.reader, one.document.visibility)]

    def passages_of(self, document_id: str) -> list[StoredPassage]:
        """Returns the passages of a document in reading order.

        Raises:
            UnknownError: there is no document of that id.
        """
        self.document(document_id)
        return self.base.catalog.passages_of(document_id)

    def passage(self, passage_id: str) -> StoredPassage:
        """Returns a passage.

        Raises:
            UnknownError: there is none of that id.
        """
        found = self.shelf.passage(passage_id)
        if found is None:
            raise UnknownError("passage_unknown")
        return found

    def around(self, passage_id: str, count: int) -> tuple[list[StoredPassage], list[StoredPassage]]:
        """Returns the passages right before and right after one, in reading order, at most `count` on either side.

        Raises:
            UnknownError: there is none of that id.
        """
        own = self.passage(passage_id).passage
        every = self.base.catalog.passages_of(own.document_id)
        place = next((n for n, one in enumerate(every) if one.passage.id == passage_id), None)
        if place is None:
            raise UnknownError("passage_unknown")  # removed in the meantime
        return every[max(place - count, 0) : place], every[place + 1 : place + 1 + count]

    def original(self, document_id: str) -> bytes:
        """Returns the file that a document was read from.

        Raises:
            UnknownError: there is no document of that id, or its file was erased.
            StorageError: its file is gone.
        """
        document = self.document(document_id)
        try:
            return self.original_file(document).read_bytes()
        except OSError as cause:
            raise StorageError("original_missing", source=document.source) from cause

    def original_file(self, document: Document) -> Path:
        """Returns where the file of a document that they see is kept.

        Raises:
            UnknownError: it was erased.
            StorageError: it is gone.
        """
        if not is_kept(self.base.catalog, document.content_hash):
            raise UnknownError("original_erased")
        found = self.base.originals.path(document.content_hash)
        if not found.is_file():
            raise StorageError("original_missing", source=document.source)
        return found


def view_of(base: KnowledgeBase, reader: Reader) -> View:
    """Returns a view that opens what answers questions when the first is asked."""
    return View(base, reader, lambda: base.searcher)
