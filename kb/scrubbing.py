"""Sees to it that of what was erased no byte is left in any file, and proves it by looking.

It can be killed at any point and begun again: what is done twice does no harm, and an erasure is done when its receipt
is written.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from kb import generations, lexical
from kb.bootstrap import KnowledgeBase
from kb.disk import file_size
from kb.erasing import Erasure, ErasureState, all_erasures
from kb.errors import BusyError, StorageError
from kb.index import publish
from kb.locks import change_lock, write_lock
from kb.moments import now, written
from kb.probes import Prints, met, met_in_file
from kb.scanning import found_in
from kb.schema import erasures
from kb.suppression import kept_originals

logger = logging.getLogger(__name__)

# An ingest that is running has the lock until it ends; it is asked for again until then.
_PATIENCE_SECONDS = 3600.0
_LOOK_AGAIN_SECONDS = 0.2
_COMPACTINGS = 100
# What documents and passages that stay say themselves is no trace of others.
_KEPT = (
    *("SELECT text FROM passages", "SELECT context FROM passages", "SELECT vector FROM vectors"),
    *("SELECT words FROM passage_words", "SELECT stems FROM passage_words", "SELECT headings FROM passage_words"),
    *("SELECT meanings FROM passage_meanings", "SELECT headings FROM passage_meanings"),
    *("SELECT evidence FROM suggestions", "SELECT title FROM documents", "SELECT origin FROM documents"),
)
_ROWS_TOGETHER = 2000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to look for of one erasure."""

    erasure_id: str
    key: int
    prints: Prints


def has_pending(base: KnowledgeBase) -> bool:
    """Tells whether something was erased of which bytes may be left."""
    with base.catalog.engine.connect() as connection:
        pending = sa.select(erasures.c.id).where(erasures.c.state == ErasureState.DELETED.value).limit(1)
        return connection.execute(pending).first() is not None


def scrub_pending(base: KnowledgeBase, report: Progress = lambda _: None) -> list[Erasure]:
    """Removes what is left of all that was erased, looks for it in all files, and writes the receipts.

    Args:
        base: the knowledge base.
        report: is told the name of each step.

    Returns:
        The erasures that are done now.

    Raises:
        BusyError: somebody else has been writing all the time.
        StorageError: something is left; the message names the files, and it can be tried again.
    """
    wanted = _pending(base)
    if not wanted:
        return []
    started = time.monotonic()
    with ExitStack() as locks:
        _lock(locks, base)
        wanted = _pending(base)
        _remove(base, report)
        report("scan")
        found, looked = _scan(base, wanted)
    if found:
        raise StorageError("erasure_left", files=", ".join(sorted(found)))
    report("done")
    _write_receipts(base, wanted, looked, time.monotonic() - started)
    done = {one.erasure_id for one in wanted}
    return [one for one in all_erasures(base) if one.id in done]


def _lock(locks: ExitStack, base: KnowledgeBase) -> None:
    """Takes the locks of writing and of changing the model, both or neither, waiting for who has them."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with ExitStack() as taken:
            try:
                taken.enter_context(change_lock(base.config.home))
                taken.enter_context(write_lock(base.config.home))
            except BusyError:
                if time.monotonic() > end:
                    raise
            else:
                locks.push(taken.pop_all())
                return
        time.sleep(_LOOK_AGAIN_SECONDS)


def _remove(base: KnowledgeBase, report: Progress) -> None:
    report("originals")
    _remove_originals(base)
    base.jobs.sweep()
    report("index")
    generations.remove_unfinished(base.index_root)
    generations.drop_prepared(base.index_root)
    for stamp in sorted(base.catalog.models().published):
        publish(base.catalog, base.index_root, stamp)
    report("catalogue")
    with base.catalog.transaction() as connection:  # a new revision, at which a server opens the new index
        lexical.merge(connection)
    for _ in range(_COMPACTINGS):
        if base.catalog.compact():
            return
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise BusyError("catalog_read_all_the_time")


def _remove_originals(base: KnowledgeBase) -> None:
    base.originals.remove_unfinished()
    base.originals.keep_only(kept_originals(base.catalog))


def _pending(base: KnowledgeBase) -> list[_Wanted]:
    chosen = sa.select(erasures.c.id, erasures.c.probes).where(erasures.c.state == ErasureState.DELETED.value)
    with base.catalog.engine.connect() as connection:
        rows = connection.execute(chosen).all()
    found = []
    for row in rows:
        numbers = np.frombuffer(row.probes, np.uint64)
        found.append(_Wanted(row.id, int(numbers[0]), np.sort(numbers[1:])))
    return found


def _scan(base: KnowledgeBase, wanted: list[_Wanted]) -> tuple[set[str], dict[str, int]]:
    """Returns the files in which something is left, and how much was looked through."""
    left = [_Wanted(one.erasure_id, one.key, _without_kept(base, one)) for one in wanted]
    kept = {document.content_hash for document in base.catalog.documents()}
    paths = [path for path in sorted(base.config.home.rglob("*")) if path.is_file()]
    looked = {
        "files": len(paths),
        "bytes": sum(file_size(path) for path in paths),
        "fingerprints": sum(len(one.prints) for one in wanted),
    }
    met = found_in([path for path in paths if path.name not in kept], [(one.key, one.prints) for one in left])
    return {path.relative_to(base.config.home).as_posix() for path in met}, looked


def _without_kept(base: KnowledgeBase, one: _Wanted) -> Prints:
    """Returns what to look for that stands in nothing that stays."""
    left = one.prints
    for document in base.catalog.documents():
        left = np.setdiff1d(left, met_in_file(base.originals.path(document.content_hash), left, one.key))
    for part in _kept_rows(base):
        left = np.setdiff1d(left, met(part, left, one.key))
    return left


def _kept_rows(base: KnowledgeBase) -> Iterator[bytes]:
    with base.catalog.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement in _KEPT:
            cursor.execute(statement)
            while rows := cursor.fetchmany(_ROWS_TOGETHER):
                values = (row[0] for row in rows if row[0] is not None)
                yield b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def _write_receipts(base: KnowledgeBase, wanted: list[_Wanted], looked: dict[str, int], seconds: float) -> None:
    receipt: dict[str, Any] = {
        "finished_at": written(now(), "seconds"),
        "files_scanned": looked["files"],
        "bytes_scanned": looked["bytes"],
        "fingerprints": looked["fingerprints"],
        "found": 0,
        "seconds": round(seconds, 1),
    }
    with base.catalog.transaction(revises=False) as connection:
        for one in wanted:
            own = sa.update(erasures).where(erasures.c.id == one.erasure_id)
            connection.execute(own.values(state=ErasureState.DONE.value, probes=None, receipt=receipt))
