"""The way through: every file ends in one status, and a bad one never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from ingest.describe import prepare
from ingest.formats import sniff
from ingest.places import Gazetteer
from ingest.readers import read
from ingest.sources import Source, discover
from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.errors import PraktijkbankError, ReadError, UnsupportedError
from kb.index import Indexer, publish_if_stale, write_lock
from kb.originals import content_hash
from kb.text import digest
from kb.types import PreparedDocument

logger = logging.getLogger(__name__)

# Changes whenever the readers would make other passages of the same file; files are then read anew.
READER = "2"
# Passages embedded together, over the borders of documents: sorted by length they leave little padding (256
# embed as fast as 1,024), and a kill costs seconds of work.
EMBED_TOGETHER = 256

_MEGABYTE = 1_000_000


class Status(StrEnum):
    """How it ended with a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended with one file; a reason is there where it is not in the knowledge base as it is now."""

    source: str
    status: Status
    passages: int = 0
    document_id: str | None = None
    reason: PraktijkbankError | None = None


class Progress(Protocol):
    """Is told how the work goes on."""

    def start(self, files: int) -> None:
        """Called once, with the number of files found."""

    def done(self, outcome: Outcome) -> None:
        """Called for each file as it ends."""


class Silent:
    """Reports nothing."""

    def start(self, files: int) -> None:
        """Ignores it."""

    def done(self, outcome: Outcome) -> None:
        """Ignores it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an ingest did: how it ended with each file, in order of name."""

    outcomes: tuple[Outcome, ...]

    @property
    def passages(self) -> int:
        """Passages that the knowledge base now holds of these files."""
        return sum(outcome.passages for outcome in self.outcomes)

    @property
    def complete(self) -> bool:
        """Tells whether every file that should be is in the knowledge base."""
        return not any(failed(outcome) for outcome in self.outcomes)


def failed(outcome: Outcome) -> bool:
    """Tells whether a file should be in the knowledge base but could not be read, now or the last time."""
    return outcome.reason is not None and not isinstance(outcome.reason, UnsupportedError)


def ingest(
    paths: Iterable[Path], base: KnowledgeBase, progress: Progress | None = None, *, retry: bool = False
) -> Report:
    """Puts the files under `paths` into the knowledge base.

    Unchanged files are known by the hash of their content and not read again. Each document is committed by
    itself; what a killed run left undone the next one does.

    Args:
        paths: files and folders.
        base: where to.
        progress: is told how it goes on.
        retry: read files again that could not be read the last time.

    Raises:
        UsageError: a path does not exist.
        BusyError: another process writes in the data folder.
        StampMismatchError: the knowledge base was made with another model.
    """
    sources = discover(paths)
    progress = progress or Silent()
    with write_lock(base.config.home):
        progress.start(len(sources))
        run = _Run(base, progress, retry=retry)
        outcomes = list(run.all(sources))
        run.finish()
    order = {source.label: place for place, source in enumerate(sources)}
    ordered = sorted(outcomes, key=lambda outcome: order[outcome.source])
    return Report(outcomes=tuple(ordered))


class _Run:
    """One ingest: reads file after file and writes whenever enough passages are waiting."""

    def __init__(self, base: KnowledgeBase, progress: Progress, *, retry: bool) -> None:
        self._base = base
        self._progress = progress
        self._retry = retry
        self._states = base.catalog.source_states()
        self._counts = base.catalog.passage_counts()
        self._gazetteer = Gazetteer(base.registry)
        self._version = digest(READER, repr(base.registry))
        self._indexer: Indexer | None = None
        self._waiting: list[tuple[PreparedDocument, SourceState]] = []

    def all(self, sources: Iterable[Source]) -> Iterator[Outcome]:
        """Yields how each file ended, as it ends."""
        for source in sources:
            for outcome in self._one(source):
                self._progress.done(outcome)
                yield outcome
        for outcome in self._write():
            self._progress.done(outcome)
            yield outcome

    def finish(self) -> None:
        """Brings the dense index up to date, also where a killed run did not come to it."""
        if self._indexer:
            self._indexer.finish()
        else:
            publish_if_stale(self._base.catalog, self._base.index_root)

    def _one(self, source: Source) -> Iterator[Outcome]:
        name = ""
        try:
            content = self._content(source)
            name = content_hash(content)
            held = self._states.get(source.origin)
            if (
                held
                and held.content_hash == name
                and held.reader == self._version
                and not (self._retry and held.reason_key)
            ):
                yield self._unchanged(source, held)
                return
            prepared = self._read(source, content, name)
        except ReadError as reason:
            yield self._not_read(source, name, reason)
            return
        except Exception as cause:  # whatever a reader stumbles over, the other files go on
            logger.debug("reading %s", source.label, exc_info=True)
            yield self._not_read(source, name, ReadError("unexpected", cause=type(cause).__name__))
            return
        self._waiting.append((prepared, self._state(source, name, prepared.document.id)))
        if sum(len(document.passages) for document, _ in self._waiting) >= EMBED_TOGETHER:
            yield from self._write()

    def _content(self, source: Source) -> bytes:
        most = self._base.config.max_file_mb
        try:
            size = source.path.stat().st_size
            if size > most * _MEGABYTE:
                raise ReadError("file_too_large", size=size // _MEGABYTE, most=most)
            return source.path.read_bytes()
        except OSError as cause:
            raise ReadError("file_unreachable", cause=cause.strerror or type(cause).__name__) from cause

    def _read(self, source: Source, content: bytes, name: str) -> PreparedDocument:
        parsed = read(content, sniff(content, source.path.name))
        prepared = prepare(source, content, name, parsed, self._gazetteer)
        if not prepared.passages:
            raise ReadError("no_text")
        return prepared

    def _state(self, source: Source, name: str, document_id: str) -> SourceState:
        status = Status.UPDATED if self._is_held(source) else Status.ADDED
        return SourceState(
            origin=source.origin,
            source=source.label,
            content_hash=name,
            reader=self._version,
            status=status,
            document_id=document_id,
        )

    def _is_held(self, source: Source) -> bool:
        held = self._states.get(source.origin)
        return held is not None and held.document_id is not None

    def _write(self) -> Iterator[Outcome]:
        waiting, self._waiting = self._waiting, []
        sizes = {state.origin: len(document.passages) for document, state in waiting}
        for state in self._open_indexer().write(waiting) if waiting else ():
            yield Outcome(
                source=state.source,
                status=Status(state.status),
                passages=sizes[state.origin],
                document_id=state.document_id,
            )

    def _not_read(self, source: Source, name: str, reason: ReadError) -> Outcome:
        """Notes why a file is not in the knowledge base; what it gave before, while it was good, stays."""
        held = self._states.get(source.origin)
        document_id = held.document_id if held else None
        status = Status.SKIPPED if isinstance(reason, UnsupportedError) else Status.FAILED
        state = SourceState(
            origin=source.origin,
            source=source.label,
            content_hash=name,
            reader=self._version,
            status=status,
            reason_key=reason.key,
            reason_values={key: _storable(value) for key, value in reason.values.items()},
            document_id=document_id,
        )
        with self._base.catalog.transaction() as connection:
            self._base.catalog.record_source(connection, state)
        return Outcome(source=source.label, status=status, document_id=document_id, reason=reason)

    def _unchanged(self, source: Source, held: SourceState) -> Outcome:
        reason = None
        if held.reason_key:
            kind = UnsupportedError if held.status == Status.SKIPPED else ReadError
            reason = kind(held.reason_key, **(held.reason_values or {}))
        return Outcome(
            source=source.label,
            status=Status.UNCHANGED,
            passages=self._counts.get(held.document_id or "", 0),
            document_id=held.document_id,
            reason=reason,
        )

    def _open_indexer(self) -> Indexer:
        if self._indexer is None:
            self._indexer = self._base.indexer()
        return self._indexer


def _storable(value: Any) -> str | int:  # noqa: ANN401 - whatever a message shows
    return value if isinstance(value, int) else str(value)
