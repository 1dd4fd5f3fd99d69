"""Writing: documents into the catalogue, one transaction each, and the dense index after them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from kb import generations, kinship, lexical
from kb.catalog import Catalog, SourceState
from kb.embedder import Embedder
from kb.errors import BusyError
from kb.originals import Originals
from kb.rows import embedding_key, to_bytes
from kb.types import Passage, PreparedDocument
from kb.vectors import VectorTable

# The dense index is rebuilt once more than this share of the vectors is newer than it, or removed since.
# What is newer is scanned exactly; a tenth of 100,000 passages takes half a millisecond.
_STALE_SHARE = 0.1
# Passages that are embedded anew between two progress reports and transactions.
_REEMBED_BATCH = 256

Progress = Callable[[int, int], None]


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """Holds the data folder's write lock, which ends with the process however that ends.

    Raises:
        BusyError: another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "write.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as cause:
        raise BusyError("writer_busy", home=home) from cause
    try:
        yield
    finally:
        lock.release()


class Indexer:
    """Puts documents into a catalogue; the caller holds the write lock.

    Raises:
        StampMismatchError: the catalogue's vectors were made by another model.
    """

    def __init__(self, catalog: Catalog, originals: Originals, embedder: Embedder, root: Path) -> None:
        catalog.check_stamp(embedder.stamp)
        self._catalog = catalog
        self._originals = originals
        self._embedder = embedder
        self._root = root
        renew_if_stale(catalog)
        with catalog.engine.connect() as connection:
            self._comparer = kinship.Comparer(connection)
        originals.remove_unfinished()
        generations.remove_unfinished(root)

    def write(self, prepared: Sequence[tuple[PreparedDocument, SourceState]]) -> Iterator[SourceState]:
        """Embeds the passages of several documents at once and commits each document by itself.

        Yields:
            The state of each document's source, once it is committed.
        """
        made = self._embed([passage for document, _ in prepared for passage in document.passages])
        for document, state in prepared:
            self._originals.put(document.content)
            self._commit(document, state, made)
            yield state

    def finish(self) -> bool:
        """Removes originals that nothing refers to, and rebuilds the dense index if much has changed.

        Returns:
            Whether the dense index was rebuilt.
        """
        self._originals.keep_only({document.content_hash for document in self._catalog.documents()})
        return publish_if_stale(self._catalog, self._root)

    def _embed(self, passages: Sequence[Passage]) -> dict[str, bytes]:
        """Returns a vector for each embedded text, made only where the catalogue has none yet."""
        texts = {embedding_key(passage): passage.embedded_text for passage in passages}
        made = self._catalog.vectors_by_embedding_key(list(texts), self._embedder.stamp)
        missing = [key for key in texts if key not in made]
        if missing:
            matrix = self._embedder.embed_passages([texts[key] for key in missing])
            made.update({key: to_bytes(row) for key, row in zip(missing, matrix, strict=True)})
        return made

    def _commit(self, prepared: PreparedDocument, state: SourceState, made: dict[str, bytes]) -> None:
        catalog, document = self._catalog, prepared.document
        with catalog.transaction() as connection:
            if catalog.stamp() is None:
                catalog.set_stamp(connection, self._embedder.stamp)
            catalog.put_document(connection, document, prepared.pages)
            held = catalog.numbers_by_passage(connection, document.id)
            wanted = {(p.id, embedding_key(p)): p for p in prepared.passages}
            gone = [number for key, number in held.items() if key not in wanted]
            kept = {held[key]: passage for key, passage in wanted.items() if key in held}
            lexical.remove(connection, gone + list(kept))
            catalog.remove_passages(connection, gone)
            for number, passage in kept.items():
                catalog.update_passage(connection, number, passage)
            new = [passage for key, passage in wanted.items() if key not in held]
            numbers = catalog.add_passages(connection, new, [made[embedding_key(p)] for p in new], self._embedder.stamp)
            lexical.add(connection, [*kept, *numbers], [*kept.values(), *new])
            texts = {number: passage.text for number, passage in zip(numbers, new, strict=True)}
            self._comparer.compare(connection, document.id, texts)
            kinship.relate(connection, document.id)
            catalog.record_source(connection, state)


def renew_if_stale(catalog: Catalog) -> None:
    """Compares all passages with each other if they were not, or otherwise than they would be now."""
    with catalog.engine.connect() as connection:
        current = kinship.is_current(connection)
    if not current:
        with catalog.transaction() as connection:
            kinship.renew(connection)


def publish_if_stale(catalog: Catalog, root: Path) -> bool:
    """Builds a new generation if the newest one lacks, or still has, too many vectors.

    Returns:
        Whether one was built.
    """
    stamp = catalog.stamp()
    if stamp is None or not catalog.counts()["vectors"]:
        return False
    generation = generations.newest(root, stamp)
    if generation and not _is_stale(catalog, generation):
        return False
    publish(catalog, root)
    return True


def publish(catalog: Catalog, root: Path) -> None:
    """Builds a new generation of all the catalogue's vectors, or removes the old ones if there are none."""
    stamp = catalog.stamp()
    numbers, matrix = catalog.vectors_after(0, stamp) if stamp else (np.empty(0, np.int64), None)
    if stamp is None or matrix is None or not len(numbers):
        generations.remove_all(root)
        return
    generations.publish(root, VectorTable(numbers, matrix), stamp)


def _is_stale(catalog: Catalog, generation: generations.Generation) -> bool:
    live = catalog.snapshot().live
    held = generation.table.numbers
    still = int(live[held[held < live.size]].sum())
    missing = int(live.sum()) - still
    removed = len(held) - still
    return missing + removed > _STALE_SHARE * max(int(live.sum()), 1)


def rebuild(catalog: Catalog, embedder: Embedder, root: Path, report: Progress) -> None:
    """Embeds what has no vector of the embedder's model, makes that model the one that answers, and builds its index.

    Killed half-way, it goes on where it was; until it is done the old vectors stay. The caller holds the
    write lock.

    Args:
        catalog: the passages.
        embedder: the model.
        root: folder of the generations.
        report: called with the number of passages embedded so far and in all.
    """
    generations.remove_unfinished(root)
    renew_if_stale(catalog)
    missing = catalog.without_vector(embedder.stamp)
    for start in range(0, len(missing), _REEMBED_BATCH):
        batch = missing[start : start + _REEMBED_BATCH]
        matrix = embedder.embed_passages([stored.passage.embedded_text for stored in batch])
        with catalog.transaction() as connection:
            catalog.add_vectors(connection, [stored.number for stored in batch], matrix, embedder.stamp)
        report(start + len(batch), len(missing))
    with catalog.transaction() as connection:
        catalog.set_stamp(connection, embedder.stamp)
    publish(catalog, root)
