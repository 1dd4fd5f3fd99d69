"""The way through: every file ends in one status, and a bad one never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ingest.attachments import States, attached_sources
from ingest.blocks import Attachment
from ingest.describe import prepare
from ingest.limits import MOST_ATTACHMENTS, MOST_NESTING
from ingest.outcomes import Outcome, Progress, Report, Silent, Status
from ingest.places import Gazetteer
from ingest.reading import SandboxedReader
from ingest.sources import Source, discover
from ingest.wire import storable
from kb import suppression
from kb.access import visibility_of
from kb.admission import ERASED, admitted
from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.errors import PraktijkbankError, ReadError, UnsupportedError
from kb.file_names import INSIDE
from kb.index import Indexer, publish_if_stale
from kb.kinds import kinds_version
from kb.locks import write_lock
from kb.originals import content_hash
from kb.text import digest
from kb.theme_tagger import themes_version
from kb.types import PreparedDocument
from kb.visibilities import show_files_to

logger = logging.getLogger(__name__)

# Changes whenever the readers would make other passages of the same file; files are then read anew.
READER = "3"
# Passages embedded together, over the borders of documents: sorted by length they leave little padding (256
# embed as fast as 1,024), and a kill costs seconds of work.
EMBED_TOGETHER = 256

_MEGABYTE = 1_000_000


def ingest(
    paths: Iterable[Path],
    base: KnowledgeBase,
    progress: Progress | None = None,
    *,
    retry: bool = False,
    visibility: str | None = None,
) -> Report:
    """Puts the files under `paths` into the knowledge base.

    Unchanged files are known by the hash of their content and not read again. Each document is committed by
    itself; what a killed run left undone the next one does.

    Args:
        paths: files and folders.
        base: where to.
        progress: is told how it goes on.
        retry: read files again that could not be read the last time.
        visibility: who may see their documents, new or not; without it each stays as it is, new ones are internal.

    Raises:
        UsageError: a path does not exist, or that is no visibility.
        BusyError: another process writes in the data folder.
        StampMismatchError: the knowledge base was made with another model.
        PraktijkbankError: the program that reads files cannot be started.
    """
    shown_to = visibility and visibility_of(visibility)
    sources = discover(paths)
    with write_lock(base.config.home), SandboxedReader(base.config) as reader:
        if shown_to:
            sources = [replace(source, visibility=shown_to) for source in sources]
            with base.catalog.transaction() as connection:
                show_files_to(connection, [source.origin for source in sources], shown_to)
        return ingest_sources(sources, base, reader, progress, retry=retry)


def ingest_sources(
    sources: list[Source],
    base: KnowledgeBase,
    reader: SandboxedReader,
    progress: Progress | None = None,
    *,
    retry: bool = False,
) -> Report:
    """Puts files into the knowledge base as `ingest` does; the caller holds the write lock."""
    run = _Run(base, reader, progress or Silent(), retry=retry)
    outcomes = list(run.all(sources))
    run.finish()
    return Report(outcomes=tuple(sorted(outcomes, key=run.place_of)))


class _Run:
    """One ingest: reads file after file and writes whenever enough passages are waiting."""

    def __init__(self, base: KnowledgeBase, reader: SandboxedReader, progress: Progress, *, retry: bool) -> None:
        self._base = base
        self._reader = reader
        self._progress = progress
        self._retry = retry
        self._states = States(base.catalog)
        self._counts = base.catalog.passage_counts()
        self._gazetteer = Gazetteer(base.registry)
        self._version = digest(READER, repr(base.registry), kinds_version(), themes_version())
        self._indexer: Indexer | None = None
        self._waiting: list[tuple[PreparedDocument, SourceState]] = []
        self._places: dict[str, int] = {}
        self._suppressed = suppression.NOTHING
        self._reduced: set[str] = set()
        self._files = 0

    def all(self, sources: list[Source]) -> Iterator[Outcome]:
        """Yields how each file ended, and each inside it, as it ends."""
        self._found(len(sources))
        for source in sources:
            for outcome in self._file(source):
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

    def place_of(self, outcome: Outcome) -> int:
        """Returns the place of a file in the report: files inside a file after it."""
        return self._places[outcome.source]

    def _found(self, files: int) -> None:
        self._files += files
        self._progress.start(self._files)

    def _file(self, source: Source) -> Iterator[Outcome]:
        try:
            self._check_size(source.path.stat().st_size)
            content = source.path.read_bytes()
        except ReadError as reason:
            yield from self._not_read(source, "", reason)
        except OSError as cause:
            told = cause.strerror or type(cause).__name__
            yield from self._not_read(source, "", ReadError("file_unreachable", cause=told))
        else:
            yield from self._document(source, content)

    def _check_size(self, size: int) -> None:
        most = self._base.config.max_file_mb
        if size > most * _MEGABYTE:
            raise ReadError("file_too_large", size=size // _MEGABYTE, most=most)

    def _document(self, source: Source, content: bytes) -> Iterator[Outcome]:
        name = content_hash(content)
        self._suppressed = self._read_suppressed()
        if self._is_erased(source, name):
            yield self._erased(source)
            return
        if self._is_held(source, name) and not (self._retry and self._has_failed(source)):
            yield from self._unchanged(source)
            return
        try:
            parsed = self._reader.read(content, source.name, partial(self._progress.page, source.label))
            prepared = prepare(source, content, name, parsed, self._gazetteer)
        except ReadError as reason:
            yield from self._not_read(source, name, reason)
        except PraktijkbankError:  # not of this file
            raise
        except Exception as cause:  # whatever a document's text makes us stumble over, the other files go on
            logger.debug("describing %s", source.label, exc_info=True)
            yield from self._not_read(source, name, ReadError("unexpected", cause=type(cause).__name__))
        else:
            self._place(source.label)
            yield from self._attached(source, parsed.attachments)
            yield from self._read(source, prepared, has_attachments=bool(parsed.attachments))

    def _attached(self, source: Source, attachments: Sequence[Attachment]) -> Iterator[Outcome]:
        """Reads the files inside a file, before it is noted as read itself: a killed run comes back to them."""
        found = attached_sources(source, attachments)
        files, more = found[:MOST_ATTACHMENTS], len(found[MOST_ATTACHMENTS:])
        if self._states.drop_gone(source, {file.name for file, _ in files}):
            self._open_indexer()  # removes their originals at the end
        self._found(len(files) + bool(more))
        for file, content in files:
            yield from self._inside(file, content)
        if more:
            reason = UnsupportedError("too_many_attachments", most=MOST_ATTACHMENTS, count=more)
            yield self._noted(source.attached(f"+{more}"), "", reason)

    def _inside(self, source: Source, content: bytes) -> Iterator[Outcome]:
        try:
            self._check_size(len(content))
            if len(source.inside) > MOST_NESTING:
                raise UnsupportedError("nested_too_deep", most=MOST_NESTING)
        except ReadError as reason:
            yield from self._not_read(source, content_hash(content), reason)
        else:
            yield from self._document(source, content)

    def _read(self, source: Source, prepared: PreparedDocument, *, has_attachments: bool) -> Iterator[Outcome]:
        name = prepared.document.content_hash
        held = self._states.of(source)
        if held and not held.reason_key and self._is_held(source, name):  # was read for what is inside it
            yield self._as_held(source.label, held)
        elif prepared.passages:
            yield from self._taken_in(source, prepared)
            if sum(len(document.passages) for document, _ in self._waiting) >= EMBED_TOGETHER:
                yield from self._write()
        elif has_attachments:
            yield from self._write()  # they go first, as above
            yield self._noted(source, name, UnsupportedError("only_attachments"))
        else:
            yield self._noted(source, name, ReadError("no_text"))

    def _taken_in(self, source: Source, prepared: PreparedDocument) -> Iterator[Outcome]:
        """Lets a document wait to be written, but for what was erased."""
        left = self._admitted(source, prepared)
        if left is None:
            yield self._erased(source)
            return
        held, document = self._states.of(source), left.document
        status = Status.UPDATED if held and held.document_id else Status.ADDED
        state = self._state(source, document.content_hash, status, document.id)
        self._waiting.append((left, state if left.keeps_original else replace(state, reader=self._partly_read())))

    def _is_held(self, source: Source, name: str) -> bool:
        held = self._states.of(source)
        read = (self._version, self._partly_read())
        return held is not None and held.content_hash == name and held.reader in read

    def _partly_read(self) -> str:
        """Returns the version of the readers for files of which something is left out; another if that changes."""
        return digest(self._version, self._suppressed.state)

    def _admitted(self, source: Source, prepared: PreparedDocument) -> PreparedDocument | None:
        """Returns what may come in of a document; its original must not where it holds a file that may not."""
        left = admitted(prepared, self._suppressed)
        if left and any(origin.startswith(source.origin + INSIDE) for origin in self._reduced):
            left = replace(left, keeps_original=False)
        if left and not left.keeps_original:
            self._reduced.add(source.origin)
        return left

    def _read_suppressed(self) -> suppression.Suppressions:
        with self._base.catalog.engine.connect() as connection:
            return suppression.read(connection, self._base.config.home)

    def _is_erased(self, source: Source, name: str) -> bool:
        suppressed = self._suppressed
        return suppressed.is_document(source.origin, name) or suppressed.names_somebody(source.label, source.origin)

    def _erased(self, source: Source) -> Outcome:
        """Tells that a file was erased; nothing is noted of it, for its name may be what was erased."""
        self._reduced.add(source.origin)
        self._place(source.label)
        return Outcome(source=source.label, status=Status.SKIPPED, reason=UnsupportedError(ERASED))

    def _has_failed(self, source: Source) -> bool:
        held = self._states.of(source)
        return any(state.reason_key for state in [*filter(None, [held]), *self._states.inside(source)])

    def _write(self) -> Iterator[Outcome]:
        waiting, self._waiting = self._waiting, []
        sizes = {state.origin: len(document.passages) for document, state in waiting}
        for state in self._open_indexer().write(waiting, classify=True) if waiting else ():
            yield Outcome(
                source=state.source,
                status=Status(state.status),
                passages=0 if state.reason_key == ERASED else sizes[state.origin],
                document_id=state.document_id,
                reason=UnsupportedError(state.reason_key) if state.reason_key else None,
            )

    def _not_read(self, source: Source, name: str, reason: ReadError) -> Iterator[Outcome]:
        """Notes why a file is not in the knowledge base; what it gave before, while it was good, stays."""
        yield self._noted(source, name, reason)
        yield from self._unchanged_inside(source)

    def _noted(self, source: Source, name: str, reason: ReadError) -> Outcome:
        held = self._states.of(source)
        document_id = held.document_id if held else None
        status = Status.SKIPPED if isinstance(reason, UnsupportedError) else Status.FAILED
        state = self._state(source, name, status, document_id, reason)
        with self._base.catalog.transaction() as connection:
            suppressed = suppression.read(connection, self._base.config.home)
            if not suppressed.names_somebody(state.source, state.origin):
                self._base.catalog.record_source(connection, state)
        self._place(source.label)
        return Outcome(source=source.label, status=status, document_id=document_id, reason=reason)

    def _state(
        self, source: Source, name: str, status: Status, document_id: str | None, reason: ReadError | None = None
    ) -> SourceState:
        return SourceState(
            origin=source.origin,
            source=source.label,
            content_hash=name,
            reader=self._version,
            status=status,
            reason_key=reason.key if reason else None,
            reason_values={key: storable(value) for key, value in reason.values.items()} if reason else None,
            document_id=document_id,
        )

    def _unchanged(self, source: Source) -> Iterator[Outcome]:
        held = self._states.of(source)
        if held:
            yield self._as_held(source.label, held)
        yield from self._unchanged_inside(source)

    def _unchanged_inside(self, source: Source) -> Iterator[Outcome]:
        inside = self._states.inside(source)
        if inside:
            self._found(len(inside))
        for held in inside:
            yield self._as_held(source.label + held.origin.removeprefix(source.origin), held)

    def _as_held(self, label: str, held: SourceState) -> Outcome:
        self._place(label)
        reason = None
        if held.reason_key:
            kind = UnsupportedError if held.status == Status.SKIPPED else ReadError
            reason = kind(held.reason_key, **(held.reason_values or {}))
        return Outcome(
            source=label,
            status=Status.UNCHANGED,
            passages=self._counts.get(held.document_id or "", 0),
            document_id=held.document_id,
            reason=reason,
        )

    def _place(self, label: str) -> None:
        """Gives a file its place in the report, the first time that it is met."""
        self._places.setdefault(label, len(self._places))

    def _open_indexer(self) -> Indexer:
        if self._indexer is None:
            self._indexer = self._base.indexer()
        return self._indexer
