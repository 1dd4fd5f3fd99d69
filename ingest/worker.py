"""The process that reads files, one after another, for a parent that may kill it at any moment.

Its first row is `ready`. It is asked with a row (name, size, whether to use OCR) and the bytes of a file, and answers
with rows: `done` after each page, `ocr` as it begins, then the document (`ingest.wire`), an `error`, or `memory` where
that was not enough, and `end` with its peak memory.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import BinaryIO

from ingest.blocks import Parsed
from ingest.formats import sniff
from ingest.limits import PAGES_PUT_IN_ORDER_A_SECOND
from ingest.options import ReadOptions
from ingest.readers import read
from ingest.sandbox import allow_seconds, confine, peak_memory
from ingest.wire import Row, decode, encode, error_row, parsed_rows
from kb.errors import ReadError

ReadFile = Callable[[bytes, str, ReadOptions], Parsed]


def read_file(content: bytes, name: str, options: ReadOptions) -> Parsed:
    """Reads a file of any format.

    Raises:
        ReadError: it cannot be read; the key says why.
    """
    return read(content, sniff(content, name), options)


def main(read_one: ReadFile = read_file) -> None:
    """Serves until the parent closes the pipe; the last three arguments are its id and what a file may cost."""
    parent, memory, seconds = map(int, sys.argv[-3:])
    asked, answers = _own_pipes()
    worker = Worker(read_one, answers, seconds=seconds)
    confine(parent, memory, worker.ocr_begins)
    worker.begin()
    for line in iter(asked.readline, b""):
        name, size, ocr = decode(line)
        worker.answer(asked.read(size), name, ocr=ocr)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Takes standard input and output away from the libraries, whose prints would be in the answers."""
    # Left open to the last, so that the parent sees them end when the process has.
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", closefd=False)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return asked, answers


class Worker:
    """Reads files and tells how it goes."""

    def __init__(self, read_one: ReadFile, answers: BinaryIO, *, seconds: int) -> None:
        self._read = read_one
        self._answers = answers
        self._seconds = seconds

    def begin(self) -> None:
        """Tells the parent that files can be read."""
        self._send(["ready"])
        self._answers.flush()

    def answer(self, content: bytes, name: str, *, ocr: bool) -> None:
        """Reads a file and sends what it is, or why it cannot be read."""
        allow_seconds(self._seconds)
        reason = self._attempt(content, name, ReadOptions(ocr=ocr, on_page=self._page_done))
        if reason:
            self._send(reason)
        self._send(["end", peak_memory()])
        self._answers.flush()

    def ocr_begins(self) -> None:
        """Tells the parent that this page takes longer."""
        allow_seconds(self._seconds)
        self._send(["ocr"])
        self._answers.flush()

    def _page_done(self, done: int, pages: int) -> None:
        allow_seconds(self._seconds + done // PAGES_PUT_IN_ORDER_A_SECOND)
        self._send(["done", done, pages])
        self._answers.flush()

    def _attempt(self, content: bytes, name: str, options: ReadOptions) -> Row | None:
        """Sends a document, or returns the row that says why there is none."""
        try:
            for row in parsed_rows(self._read(content, name, options)):
                self._send(row)
        except ReadError as reason:
            return error_row(reason)
        except MemoryError:
            return ["memory"]
        except Exception as cause:  # noqa: BLE001 - whatever a library stumbles over, the other files go on
            traceback.print_exc()  # seen where the parent asks for it
            return error_row(ReadError("unexpected", cause=type(cause).__name__))
        return None

    def _send(self, row: Row) -> None:
        self._answers.write(encode(row))
