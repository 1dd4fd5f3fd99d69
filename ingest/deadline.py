"""The time that a file may take, by the clock on the wall."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from ingest.limits import MOST_PAGES, PAGES_PUT_IN_ORDER_A_SECOND, SECONDS_OF_OCR, SECONDS_PER_PAGE


class Clock:
    """The time that a file has left; each page that is done, and each that OCR reads, earns more.

    Args:
        seconds: without a page being done.
        now: the time in seconds.
    """

    def __init__(self, seconds: int, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seconds = seconds
        self._began = self._moved = now()
        self._done = 0
        self._read_by_ocr = 0
        self._ocr_now = False

    def page_done(self, done: int) -> None:
        """Counts pages."""
        if self._done < done <= MOST_PAGES:
            self._done, self._moved, self._ocr_now = done, self._now(), False

    def ocr_begins(self) -> None:
        """Counts a page that OCR reads, once."""
        if not self._ocr_now:
            self._ocr_now = True
            self._read_by_ocr += 1

    @property
    def left(self) -> float:
        """Seconds until the file has had its time."""
        put_in_order = self._done // PAGES_PUT_IN_ORDER_A_SECOND
        of_page = self._moved + self._seconds + put_in_order + SECONDS_OF_OCR * self._ocr_now
        earned = SECONDS_PER_PAGE * self._done + SECONDS_OF_OCR * self._read_by_ocr
        of_file = self._began + self._seconds + earned
        return min(of_page, of_file) - self._now()


class Watch:
    """Calls `stop` when the clock has run out before the work inside has ended."""

    def __init__(self, clock: Clock, stop: Callable[[], None]) -> None:
        self._clock = clock
        self._stop = stop
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self.ran_out = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _wait(self) -> None:
        while (left := self._clock.left) > 0:
            if self._ended.wait(left):
                return
        self.ran_out = True
        self._stop()
