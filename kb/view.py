"""A knowledge base as one reader may see it: what they may not see answers exactly like what does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kb.access import Reader, may_see
from kb.bootstrap import KnowledgeBase
from kb.errors import StorageError, UnknownError
from kb.filters import Snapshot
from kb.index import is_kept
from kb.rows import StoredPassage
from kb.search import Searcher
from kb.shelf import Shelf
from kb.similar import Comparison, compare
from kb.types import Document, Filters, Page, Query, Result
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

    def snapshot(self) -> Snapshot:
        """Returns what there is, as arrays: for facets, counts and suggestions.

        Raises:
            NotReadyError: model and index are not loaded yet.
        """
        return self._searcher().current(self.reader)

    # --- documents and passages -----------------------------------------------------------------------------

    def documents(self) -> list[Document]:
        """Returns all documents, in order of source."""
        return list(self._seen(self.base.catalog.documents()))

    def document(self, document_id: str) -> Document:
        """Returns a document.

        Raises:
            UnknownError: there is none of that id.
        """
        found = self.base.catalog.document(document_id)
        if found is None or not self._sees(found):
            raise UnknownError("document_unknown")
        return found

    def revisions_of(self, document_id: str) -> list[Revision]:
        """Returns the documents that a document is a revision of, those with the most in common first."""
        self.document(document_id)
        return [one for one in self.base.catalog.revisions_of(document_id) if self._sees(one.document)]

    def pages_of(self, document_id: str) -> list[Page]:
        """Returns how the pages of a document were read."""
        self.document(document_id)
        return self.base.catalog.pages_of(document_id)

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
        found = self.base.catalog.passage(passage_id)
        if found is None or not self._sees(found.document):
            raise UnknownError("passage_unknown")
        return found

    def original(self, document_id: str) -> bytes:
        """Returns the file that a document was read from.

        Raises:
            UnknownError: there is no document of that id.
            StorageError: its file is gone, or was erased because it names a person.
        """
        document = self.document(document_id)
        if not is_kept(self.base.catalog, document.content_hash):
            raise StorageError("original_erased", source=document.source)
        try:
            return self.base.originals.path(document.content_hash).read_bytes()
        except OSError as cause:
            raise StorageError("original_missing", source=document.source) from cause

    def sees_all(self, document_ids: Iterable[str]) -> bool:
        """Tells whether they may read what is written from documents of some ids.

        Who may see every document sees also what was cited from documents that are gone; what rests on no document is
        internal.
        """
        return self.shelf.evidence()(document_ids)

    def _sees(self, document: Document) -> bool:
        return may_see(self.reader, document.visibility)

    def _seen(self, documents: Iterable[Document]) -> Iterable[Document]:
        return (document for document in documents if self._sees(document))


def view_of(base: KnowledgeBase, reader: Reader) -> View:
    """Returns a view that opens what answers questions when the first is asked."""
    return View(base, reader, lambda: base.searcher)
