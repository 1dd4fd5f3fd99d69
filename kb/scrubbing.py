"""Scrubbing: no byte of what was erased is left in a file of the data folder, and a receipt says so.

Each step leaves the folder as it is if it was done before, so that whatever is killed is done again from the start.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

import numpy as np

from kb import embeddings, erasure_store, generations, lexical, suppression
from kb.admission import kept_originals
from kb.bootstrap import KnowledgeBase
from kb.erasure_store import Erasure, Receipt
from kb.errors import BusyError, StorageError
from kb.index import publish
from kb.locks import quiet
from kb.moments import now, written
from kb.probes import Probes
from kb.remains import Remains, remains_of

logger = logging.getLogger(__name__)

# An ingest of a large folder holds the lock for its whole run; whoever scrubs tries again later.
WAIT_SECONDS = 60.0
# Readers are in the way of emptying the log of the catalogue for milliseconds, a snapshot for half a second.
_CHECKPOINT_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.05
# What others write and remove while the files are looked through may be met in the log: it is scrubbed again.
_ATTEMPTS = 3

# Called with the name of a message for each step that begins.
Progress = Callable[[str], None]


def scrub_pending(
    base: KnowledgeBase, progress: Progress = lambda _step: None, *, wait: float = WAIT_SECONDS
) -> list[Erasure]:
    """Scrubs the files for all erasures that have no receipt yet, in one pass; returns them with their receipts.

    Args:
        base: the knowledge base.
        progress: is told which step begins.
        wait: seconds to wait at most for an ingest, or a change of the model, to end.

    Raises:
        BusyError: somebody else goes on writing; the erasures stay pending.
        StorageError: something is left; the message names the files, and the erasures stay pending.
    """
    done: list[Erasure] = []
    for attempt in range(_ATTEMPTS):
        began = time.monotonic()
        with base.catalog.engine.connect() as connection:
            waiting = erasure_store.pending(connection)
        if not waiting:
            break
        with quiet(base.config.home, wait):
            _clean(base, progress)
        progress("erasure_scanning")
        remains = _looked_through(base, waiting)
        done += _finished(base, waiting, remains, time.monotonic() - began)
        if remains.holders and attempt == _ATTEMPTS - 1:
            raise _left(base, remains)
    return done


def _clean(base: KnowledgeBase, progress: Progress) -> None:
    progress("erasure_files")
    base.originals.remove_unfinished()
    base.originals.keep_only(kept_originals(base.catalog))
    base.jobs.sweep()
    progress("erasure_indexes")
    _renew_generations(base)
    progress("erasure_catalogue")
    _merge_full_text(base)
    _rewrite_catalogue(base)


def _renew_generations(base: KnowledgeBase) -> None:
    """Builds generations anew that hold vectors of passages which are gone, and removes the old ones."""
    root, held = base.index_root, base.catalog.models()
    generations.drop_prepared(root)
    generations.remove_unfinished(root)
    for stamp in sorted(held.kept):
        if _holds_removed(base, stamp):
            publish(base.catalog, root, stamp)
    generations.keep_newest(root, held.kept)
    with base.catalog.transaction():
        pass  # a new revision: whoever has an old generation open looks for another


def _holds_removed(base: KnowledgeBase, stamp: str) -> bool:
    generation = generations.newest(base.index_root, stamp)
    if generation is None:
        return False
    with base.catalog.engine.connect() as connection:
        live = embeddings.numbers_with_vector(connection, stamp)
    return not bool(np.isin(generation.table.numbers, live).all())


def _merge_full_text(base: KnowledgeBase) -> None:
    """Merges each full-text index into one part, which holds the words of no passage that is gone."""
    with base.catalog.transaction(revises=False) as connection:
        lexical.merge(connection)


def _rewrite_catalogue(base: KnowledgeBase) -> None:
    """Writes the catalogue anew without free pages, and empties its log.

    Raises:
        BusyError: readers are in the way all the time.
    """
    until = time.monotonic() + _CHECKPOINT_SECONDS
    base.catalog.compact()
    while not base.catalog.empty_log():
        if time.monotonic() > until:
            raise BusyError("erasure_readers")
        time.sleep(_LOOK_AGAIN_SECONDS)


def _looked_through(base: KnowledgeBase, waiting: Mapping[str, Probes]) -> Remains:
    wanted = Probes()
    for probes in waiting.values():
        wanted |= probes
    return remains_of(base, wanted, suppression.key_of(base.config.home))


def _finished(base: KnowledgeBase, waiting: Mapping[str, Probes], remains: Remains, seconds: float) -> list[Erasure]:
    """Writes the receipts of the erasures of which nothing is left."""
    clean = {name: probes for name, probes in waiting.items() if not np.isin(probes.all(), remains.met).any()}
    with base.catalog.transaction(revises=False) as connection:
        for name, probes in clean.items():
            receipt = Receipt(
                finished_at=written(now(), "seconds"),
                probes=len(probes),
                files=remains.files,
                bytes=remains.bytes,
                seconds=round(seconds, 2),
            )
            erasure_store.finish(connection, name, receipt)
        return [erasure_store.read_erasure(connection, name) for name in clean]


def _left(base: KnowledgeBase, remains: Remains) -> StorageError:
    names = ", ".join(str(path.relative_to(base.config.home)) for path in remains.holders)
    logger.error("something that was erased is left in %s", names)
    return StorageError("erasure_remains", files=names)
