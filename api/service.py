"""The knowledge base behind the server: loaded once, in the background, while the server already answers."""

from __future__ import annotations

import logging

from kb.bootstrap import KnowledgeBase
from kb.errors import NotReadyError, PraktijkbankError
from kb.search import Searcher

logger = logging.getLogger(__name__)


class Service:
    """Hands out the searcher once model and index are loaded."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._searcher: Searcher | None = None
        self._failure: PraktijkbankError | None = None

    def load(self) -> None:
        """Loads model and index; a failure is kept and told to who asks."""
        try:
            searcher = self.base.searcher
            self.base.embedder.embed_query("water")
            self._searcher = searcher
        except PraktijkbankError as failure:
            logger.exception("the knowledge base cannot be loaded")
            self._failure = failure

    @property
    def searcher(self) -> Searcher:
        """What answers questions.

        Raises:
            NotReadyError: it is not loaded yet, or could not be.
        """
        if self._failure:
            raise NotReadyError(self._failure.key, **self._failure.values)
        if self._searcher is None:
            raise NotReadyError("not_loaded")
        return self._searcher
