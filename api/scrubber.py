"""The server's own hand for erasing: a thread that sees to the files, one erasure after the other."""

from __future__ import annotations

import logging
import threading

from kb.bootstrap import KnowledgeBase
from kb.errors import PraktijkbankError
from kb.scrubbing import has_pending, scrub_pending

logger = logging.getLogger(__name__)

# What failed because somebody else was at work is tried again.
_TRY_AGAIN_SECONDS = 10.0


class Scrubber:
    """Brings erasures to their end, at the start of the server and after each wish."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scrubber", daemon=True)

    def start(self) -> None:
        """Begins; what a killed server left is the first work."""
        self._wanted.set()
        self._thread.start()

    def wake(self) -> None:
        """Tells that something was erased."""
        self._wanted.set()

    def stop(self) -> None:
        """Ends after the work at hand."""
        self._ended.set()
        self._wanted.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.wait()
            self._wanted.clear()
            while not self._ended.is_set() and not self._done():
                self._ended.wait(_TRY_AGAIN_SECONDS)

    def _done(self) -> bool:
        try:
            if self._base.catalog_path.is_file() and has_pending(self._base):
                scrub_pending(self._base)
        except PraktijkbankError as cause:
            logger.warning("an erasure is not at its end yet: %s", cause.key)
            return False
        except Exception:  # the server outlives whatever befalls this thread
            logger.exception("an erasure is not at its end yet")
            return False
        return True
