"""Changing the model: vectors of the new one are made beside those that answer, then take their place at once.

Until the switch, which is one transaction, nothing that answers is touched; after it, the vectors before it stay for
a rollback. The write lock is held for the switch alone, so that ingesting and searching go on meanwhile. What is
killed goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kb import embeddings, generations, models
from kb.catalog import Catalog
from kb.embedder import Embedder
from kb.index import embed, is_stale, publish, renew_if_stale
from kb.locks import change_lock, write_lock, write_lock_if_free
from kb.models import ModelFacts
from kb.rows import StoredPassage, embedding_key
from kb.vectors import VectorTable

# Passages that are embedded between two progress reports and transactions.
_BATCH = 256
# How often to look whether an ingest has ended that the switch waits for.
_LOOK_AGAIN_SECONDS = 1.0

Progress = Callable[[int, int], None]
Waiting = Callable[[], None]


def rebuild(  # noqa: PLR0913 - what is told on the way has names
    catalog: Catalog,
    embedder: Embedder,
    root: Path,
    report: Progress,
    *,
    model: ModelFacts | None = None,
    settings: ModelFacts | None = None,
    waiting: Waiting = lambda: None,
) -> None:
    """Embeds what has no vector of the embedder's model, makes that model the one that answers, and builds its index.

    Killed half-way, it goes on where it was. With the model that answers already, it mends: whatever is lost of
    vectors and index is made anew.

    Args:
        catalog: the passages.
        embedder: the model.
        root: folder of the generations.
        report: called with the number of passages that have a vector of the model, and with that of all.
        model: how the model was asked for; noted so that it can be opened again.
        settings: what the settings name, noted so that a later change of them is told.
        waiting: called once if the switch must wait for an ingest.

    Raises:
        BusyError: another process changes the model.
    """
    with change_lock(catalog.path.parent):
        _begin(catalog, embedder.stamp, model, settings)
        _embed_missing(catalog, embedder, report)
        _prepare(catalog, root, embedder.stamp)
        told = False
        while not _changed_over(catalog, embedder, root, report):
            if not told:
                waiting()
                told = True
            time.sleep(_LOOK_AGAIN_SECONDS)
            _embed_missing(catalog, embedder, report)


def forget(catalog: Catalog, root: Path) -> None:
    """Removes the vectors of all models but the one that answers, and gives the disk back what they took.

    Raises:
        BusyError: another process changes the model or writes.
    """
    home = catalog.path.parent
    with change_lock(home), write_lock(home):
        with catalog.transaction(revises=False) as connection:
            models.forget(connection)
        _tidy(catalog, root)
        catalog.compact()


def _begin(catalog: Catalog, stamp: str, model: ModelFacts | None, settings: ModelFacts | None) -> None:
    with catalog.transaction(revises=False) as connection:
        models.begin(connection, stamp)
        if model:
            catalog.set_model_facts(connection, stamp, model)
        if settings:
            models.ask_for(connection, settings)


def _embed_missing(catalog: Catalog, embedder: Embedder, report: Progress) -> None:
    """Makes the vectors that are missing, in order of number, for what is derived of vectors grows at its end only."""
    with catalog.engine.connect() as connection:
        missing = embeddings.count_without_vector(connection, embedder.stamp)
    passages, last = catalog.counts()["passages"], 0
    done = passages - missing
    while lacking := _lacking(catalog, embedder.stamp, last):
        made = embed(catalog, embedder, [stored.passage for stored in lacking])
        rows = {stored.number: made[embedding_key(stored.passage)] for stored in lacking}
        with catalog.transaction(revises=False) as connection:
            embeddings.add_vectors(connection, rows, embedder.stamp)
        last = lacking[-1].number
        done += len(lacking)
        report(done, max(done, passages))


def _lacking(catalog: Catalog, stamp: str, after: int) -> list[StoredPassage]:
    with catalog.engine.connect() as connection:
        return embeddings.without_vector(connection, stamp, after=after, limit=_BATCH)


def _prepare(catalog: Catalog, root: Path, stamp: str) -> None:
    """Builds the index anew, unless there is one to go back to; that of vectors that answer already may be damaged."""
    generations.drop_prepared(root)
    if stamp == catalog.stamp() or is_stale(catalog, root, stamp):
        numbers, matrix = catalog.vectors_after(0, stamp)
        if len(numbers):
            generations.prepare(root, VectorTable(numbers, matrix), stamp)


def _changed_over(catalog: Catalog, embedder: Embedder, root: Path, report: Progress) -> bool:
    """Lets the vectors of a model answer, if nobody else writes; returns whether they do."""
    stamp = embedder.stamp
    with write_lock_if_free(catalog.path.parent) as is_free:
        if is_free:
            _embed_missing(catalog, embedder, report)  # what an ingest brought that has just ended
            renew_if_stale(catalog)
            generations.adopt_prepared(root)
            if is_stale(catalog, root, stamp):
                publish(catalog, root, stamp)
            with catalog.transaction() as connection:
                models.switch(connection, stamp)
            _tidy(catalog, root)
    return is_free


def _tidy(catalog: Catalog, root: Path) -> None:
    """Removes vectors and generations of models that are neither used nor kept."""
    held = catalog.models()
    with catalog.transaction(revises=False) as connection:
        embeddings.keep_stamps(connection, held.kept)
        models.forget_others(connection)
    generations.drop_prepared(root)
    generations.remove_unfinished(root)
    generations.keep_newest(root, held.kept)
