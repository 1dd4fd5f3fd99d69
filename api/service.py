"""The knowledge base behind the server: opened in the background, and opened anew when its model is changed."""

from __future__ import annotations

import gc
import logging
import weakref

from kb.access import Reader
from kb.bootstrap import KnowledgeBase, Serving
from kb.errors import NotReadyError, PraktijkbankError
from kb.search import Searcher
from kb.view import View

logger = logging.getLogger(__name__)


class Service:
    """Hands out the searcher once model and index are loaded, and another once the catalogue names another model.

    A question is embedded by the model of the searcher that it was given to, and compared with that model's vectors,
    whatever happens meanwhile.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._serving: Serving | None = None
        self._revision = -1
        self._failure: PraktijkbankError = NotReadyError("not_loaded")

    @property
    def searcher(self) -> Searcher:
        """What answers questions.

        Raises:
            NotReadyError: it is not loaded yet, or could not be.
        """
        if self._serving is None:
            raise NotReadyError(self._failure.key, **self._failure.values)
        return self._serving.searcher

    def view(self, reader: Reader) -> View:
        """Returns the knowledge base as a reader may see it."""
        return View(self.base, reader, lambda: self.searcher)

    def keep_up(self) -> None:
        """Loads model and index, the first time and whenever the catalogue names another model.

        What answered so far goes on until the new one is loaded, and also if it cannot be; then a failure is logged,
        and it is tried again once the catalogue has changed. One thread calls this.
        """
        try:
            revision = self.base.catalog.revision()
            if revision == self._revision:
                self._let_go()
                return
            self._revision = revision
            if not self._is_current():
                self._change_to(self.base.open_serving())
        except PraktijkbankError as failure:
            logger.exception("the knowledge base cannot be loaded")
            self._failure = failure
        except Exception:  # the server outlives whatever befalls this thread
            logger.exception("the knowledge base cannot be loaded")
            self._failure = NotReadyError("internal")

    def close(self) -> None:
        """Lets go of the index."""
        if self._serving:
            self._serving.dense.close()

    def _let_go(self) -> None:
        """Lets go of an index that was removed because something in it was erased, also where nobody asks anything."""
        if self._serving:
            self._serving.dense.let_go()

    def _is_current(self) -> bool:
        return self._serving is not None and self.base.catalog.stamp() in (None, self._serving.embedder.stamp)

    def _change_to(self, serving: Serving) -> None:
        serving.embedder.embed_query("water")  # loads the model
        before, self._serving = self._serving, serving
        if before:
            # The last question that was given to it may still be on its way.
            weakref.finalize(before.searcher, before.dense.close)
            del before
            _collect_models()


def _collect_models() -> None:
    """Frees the models that nothing refers to; the loader had exempted their objects from collection."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
