"""Working through uploads, in a process of its own: file after file through the ingest, while others answer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import FrameType

from ingest.outcomes import Outcome, Report, Status, failed
from ingest.pipeline import ingest_sources
from ingest.reading import SandboxedReader
from ingest.sandbox import die_with
from ingest.sources import Source
from ingest.wire import storable
from kb.bootstrap import KnowledgeBase
from kb.errors import BusyError, PraktijkbankError
from kb.jobs import Ending, FileStatus, JobFile
from kb.locks import write_lock
from kb.text import digest

# How long to wait where nothing waits, or another process writes.
_PAUSE_SECONDS = 1.0
# Whoever follows a job looks about as often.
_NOTE_PAGES_EVERY_SECONDS = 1.0
# Answering goes before reading.
_NICENESS = 10


def work(base: KnowledgeBase, *, once: bool, parent: int | None = None) -> None:
    """Works through uploads until it is told to end by SIGTERM: at once if nothing waits, else after the current file.

    A second SIGTERM interrupts that file too, which then waits for the next process.

    Args:
        base: where they are and where they go.
        once: end as soon as none waits.
        parent: the process to end with.
    """
    if parent is not None:
        die_with(parent)
    os.nice(_NICENESS)
    with _told_to_end() as order, SandboxedReader(base.config) as reader:
        _work_through(base, reader, order, once=once)


@dataclass(slots=True)
class _Order:
    """Whether to end."""

    given: bool = False


def _work_through(base: KnowledgeBase, reader: SandboxedReader, order: _Order, *, once: bool) -> None:
    while not order.given:
        did = _next_file(base, reader)
        if once and did is False:
            return
        if not did:
            time.sleep(_PAUSE_SECONDS)


def _next_file(base: KnowledgeBase, reader: SandboxedReader) -> bool | None:
    """Reads the file that has waited longest.

    Returns:
        Whether one waited; None if another process writes.
    """
    jobs = base.jobs
    if not jobs.unfinished():
        return False
    try:
        with write_lock(base.config.home):
            jobs.resume()
            jobs.sweep()
            file = jobs.claim()
            if file is None:  # all that was left had ended, but perhaps not come into the index
                ingest_sources([], base, reader)
                return False
            _read(file, base, reader)
            jobs.sweep()
            return True
    except BusyError:
        return None


def _read(file: JobFile, base: KnowledgeBase, reader: SandboxedReader) -> None:
    source = _source(file, base)
    if source is None:
        base.jobs.end(file, Ending(status=FileStatus.FAILED, reason_key="upload_without_place"))
        return
    try:
        report = ingest_sources([source], base, reader, _Pages(file, base, source.label), retry=True)
    except (PraktijkbankError, KeyboardInterrupt):  # not of this file: it waits again, as if it had not been tried
        base.jobs.put_back(file)
        raise
    base.jobs.end(file, _ending(report, source.label))


def _source(file: JobFile, base: KnowledgeBase) -> Source | None:
    """Returns an uploaded file as a source, None if the document is gone whose place it shall take.

    One that takes a document's place also takes its place among folders.
    """
    held = base.catalog.document(digest(file.origin))
    visibility = file.visibility or (held.visibility if held else None)
    if visibility is None:
        return None
    label = PurePosixPath(held.source).with_name(file.name).as_posix() if held else file.name
    path = base.spool.path(file.content_hash)
    return Source(path=path, label=label, known_as=file.origin, visibility=visibility)


def _ending(report: Report, label: str) -> Ending:
    own = next(outcome for outcome in report.outcomes if outcome.source == label)
    reason = own.reason
    return Ending(
        status=_status(own),
        document_id=own.document_id,
        passages=report.passages,
        reason_key=reason.key if reason else None,
        reason_values={key: storable(value) for key, value in reason.values.items()} if reason else {},
    )


def _status(own: Outcome) -> FileStatus:
    """Returns how it ended with a file; one that still cannot be read has failed, although it is unchanged."""
    if own.status is Status.UNCHANGED and own.reason:
        return FileStatus.FAILED if failed(own) else FileStatus.SKIPPED
    return FileStatus(own.status)


class _Pages:
    """Notes how far a file is, now and then."""

    def __init__(self, file: JobFile, base: KnowledgeBase, label: str) -> None:
        self._file = file
        self._jobs = base.jobs
        self._label = label
        self._noted = 0.0

    def start(self, files: int) -> None:
        """Ignores it."""

    def page(self, source: str, done: int, pages: int) -> None:
        """Notes pages of the file itself; those of files inside it have another label."""
        now = time.monotonic()
        if source == self._label and (done == pages or now - self._noted >= _NOTE_PAGES_EVERY_SECONDS):
            self._noted = now
            self._jobs.note_pages(self._file, done, pages)

    def done(self, outcome: Outcome) -> None:
        """Ignores it: the report tells."""


@contextmanager
def _told_to_end() -> Iterator[_Order]:
    """Yields what a first SIGTERM sets; a second one interrupts."""
    order = _Order()

    def told(number: int, frame: FrameType | None) -> None:
        if order.given:
            signal.default_int_handler(number, frame)
        order.given = True

    before = signal.signal(signal.SIGTERM, told)
    try:
        yield order
    finally:
        signal.signal(signal.SIGTERM, before)
