"""Scrubs the files in the background of a running server, one pass at a time, until every erasure has its receipt."""

from __future__ import annotations

import logging
import threading

from kb.bootstrap import KnowledgeBase
from kb.erasure_store import count_pending
from kb.errors import BusyError, PraktijkbankError
from kb.scrubbing import scrub_pending

logger = logging.getLogger(__name__)

# How long to wait for the lock at a time, so that a server that stops need not, and until it is tried again.
_WAIT_SECONDS = 1.0
_BUSY_SECONDS = 2.0
_FAILED_SECONDS = 600.0


class Scrubber:
    """Runs a thread while there is something to scrub.

    Args:
        base: the knowledge base.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = False
        self._ended = threading.Event()

    def wake(self) -> None:
        """Scrubs what is pending, in the background."""
        with self._lock:
            self._again = True
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._run, name="scrubber", daemon=True)
                self._thread.start()

    def resume(self) -> None:
        """Goes on with what an earlier run of the server left, if there is any; makes no catalogue."""
        if self._base.catalog_path.is_file():
            with self._base.catalog.engine.connect() as connection:
                waiting = count_pending(connection)
            if waiting:
                self.wake()

    def close(self) -> None:
        """Ends after the step that is being done; the next run of the server goes on."""
        self._ended.set()
        thread = self._thread
        if thread:
            thread.join()

    def _run(self) -> None:
        while self._goes_on():
            pause = self._scrub()
            if self._ended.wait(pause):
                return

    def _goes_on(self) -> bool:
        with self._lock:
            goes_on, self._again = self._again, False
            if not goes_on:
                self._thread = None
            return goes_on

    def _scrub(self) -> float:
        """Makes one pass; returns how many seconds to wait before the next."""
        try:
            scrub_pending(self._base, wait=_WAIT_SECONDS)
        except BusyError:
            pause = _BUSY_SECONDS
        except PraktijkbankError as failure:
            logger.error("erasing is not complete: %s", failure)  # noqa: TRY400 - a trace tells no more
            pause = _FAILED_SECONDS
        except Exception:  # the server outlives whatever befalls this thread
            logger.exception("erasing is not complete")
            pause = _FAILED_SECONDS
        else:
            return 0.0
        with self._lock:
            self._again = True
        return pause
