"""Dense search: Chroma for large sets, the exact scan for small ones and for what is newer than the index."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import numpy as np

from kb import generations
from kb.catalog import Catalog
from kb.dense import ChromaIndex
from kb.errors import StorageError
from kb.filters import PassageSet
from kb.generations import Generation
from kb.vectors import Neighbours, Numbers, Vector, VectorTable, members, merge, nearest_of, scan_on_one_thread

logger = logging.getLogger(__name__)

# Up to here the exact scan is the quicker one: at 10,000 rows of 384 dimensions 0.6 ms against 1.8 for Chroma as search
# asks it, at 20,000 1.2 against 2.0, at 50,000 3.6 against 2.2 (`benchmarks/run.py --only dense`).
EXACT_ROWS = 20_000
# A widened question to Chroma costs about as much as scanning this share of all rows.
_WIDEST_SHARE = 0.1
# So many more are fetched, because sums of another order tell near ties apart otherwise.
_TIES = 16

_NOTHING = VectorTable(np.empty(0, np.int64), np.empty((0, 0), np.float32))


class DenseIndex:
    """The vectors of one stamp: a published generation, and after it the tail that the catalogue added since.

    Args:
        root: folder of the generations.
        catalog: where the vectors are.
        stamp: which vectors.
        exact_rows: up to how many admitted passages the exact scan is used.
    """

    def __init__(self, root: Path, catalog: Catalog, stamp: str, *, exact_rows: int = EXACT_ROWS) -> None:
        scan_on_one_thread()
        self._root = root
        self._catalog = catalog
        self._stamp = stamp
        self._exact_rows = exact_rows
        self._refreshing = threading.Lock()
        self._opened = _Opened(generations.newest(root, stamp), exact_rows)
        self.refresh()

    @property
    def size(self) -> int:
        """Vectors in the index, those of removed passages included."""
        opened = self._opened
        return len(opened.base.numbers) + len(opened.tail.numbers)

    @property
    def indexed(self) -> int:
        """Vectors in the published generation."""
        return len(self._opened.base.numbers)

    def refresh(self) -> None:
        """Takes up the vectors that the catalogue got since, and a newer generation in the place of an older one.

        A question that is being answered goes on with what it began with; then the older generation's files are let go.
        """
        with self._refreshing:
            newest, before = generations.newest(self._root, self._stamp), self._opened
            # Of a model that was given up, whoever still asks it goes on with what is open.
            is_forgotten = newest is None and self._stamp not in self._catalog.models().kept
            opened = before if is_forgotten or before.is_of(newest) else _Opened(newest, self._exact_rows)
            opened.tail = self._grown(opened)
            self._opened = opened
            if opened is not before:
                before.close()

    def let_go(self) -> None:
        """Lets go of the generation if it was removed, so that nothing is kept of what was erased."""
        generation = self._opened.generation
        if generation and not generation.folder.exists():
            self.refresh()

    def nearest(self, question: Vector, limit: int, allowed: PassageSet, *, exact: bool = False) -> Neighbours:
        """Returns the `limit` nearest passages of `allowed`: exact for small sets, else approximate.

        Args:
            question: an embedding of length 1, shape (dimension,).
            limit: how many to return at most.
            allowed: the passages that may be found.
            exact: scan large sets too. The graph's way through is shaped by all vectors, so that it would show
                passages which the reader does not see.
        """
        opened, fetch = self._opened, limit + _TIES
        tail = opened.tail
        found = merge(
            opened.nearest_in_base(question, fetch, allowed, exact=exact), tail.nearest(question, fetch, allowed), fetch
        )
        return nearest_of(found.numbers, _similarities(opened.base, tail, question, found.numbers), limit)

    def similarities(self, question: Vector, numbers: Numbers) -> Vector:
        """Returns the similarity of each numbered passage, shape (len(numbers),); NaN where it has no vector."""
        opened = self._opened
        return _similarities(opened.base, opened.tail, question, numbers)

    def close(self) -> None:
        """Lets go of Chroma's files."""
        self._opened.close()

    def _grown(self, opened: _Opened) -> VectorTable:
        held = opened.tail
        last = max((int(t.numbers[-1]) for t in (opened.base, held) if len(t.numbers)), default=0)
        numbers, matrix = self._catalog.vectors_after(last, self._stamp)
        if not len(numbers):
            return held
        if len(held.numbers):
            numbers = np.concatenate([held.numbers, numbers])
            matrix = np.concatenate([held.matrix, matrix])
        return VectorTable(numbers, matrix)


def _similarities(base: VectorTable, tail: VectorTable, question: Vector, numbers: Numbers) -> Vector:
    found = base.similarities(question, numbers)
    return np.where(np.isnan(found), tail.similarities(question, numbers), found)


class _Opened:
    """A generation with its tail, which only grows, and with Chroma's index of it once that is asked."""

    def __init__(self, generation: Generation | None, exact_rows: int) -> None:
        self.generation = generation
        self.base = generation.table if generation else _NOTHING
        self.tail = _NOTHING
        self._exact_rows = exact_rows
        self._chroma: ChromaIndex | None = None
        self._chroma_failed = generation is None
        self._opening = threading.Lock()

    def is_of(self, generation: Generation | None) -> bool:
        """Tells whether it is a generation's."""
        mine = self.generation
        return generation is mine is None or (
            mine is not None and generation is not None and mine.folder == generation.folder
        )

    def close(self) -> None:
        """Lets go of Chroma's files, once the question that it is answering is answered."""
        with self._opening:
            self._chroma_failed = True
            if self._chroma:
                self._chroma.close()
                self._chroma = None

    def nearest_in_base(self, question: Vector, limit: int, allowed: PassageSet, *, exact: bool) -> Neighbours:
        kept = int(members(self.base.numbers, allowed).sum())
        if kept > self._exact_rows and not exact:
            found = self._ask_chroma(question, limit, allowed, kept)
            if found is not None:
                return found
        return self.base.nearest(question, limit, allowed)

    def _ask_chroma(self, question: Vector, limit: int, allowed: PassageSet, kept: int) -> Neighbours | None:
        """Asks for more than is wanted, drops what is not allowed, and widens until the answer is full."""
        chroma = self._open_chroma()
        if chroma is None:
            return None
        wanted = min(limit, kept)
        fetch = int(limit * chroma.size / kept) + limit
        while fetch <= max(chroma.size * _WIDEST_SHARE, 2 * limit):
            try:
                found = chroma.nearest(question, fetch)
            except Exception:  # an older generation may be gone or closed: the exact scan answers
                logger.warning("the dense index does not answer; scanning exactly", exc_info=True)
                self._chroma_failed = True
                return None
            inside = members(found.numbers, allowed)
            if inside.sum() >= wanted:
                return nearest_of(found.numbers[inside], found.similarities[inside], limit)
            fetch *= 2
        return None

    def _open_chroma(self) -> ChromaIndex | None:
        with self._opening:
            if self._chroma is None and not self._chroma_failed and self.generation is not None:
                try:
                    self._chroma = ChromaIndex(self.generation.chroma_folder, self.generation.stamp.size)
                except StorageError as cause:
                    logger.warning("%s", cause)
                    self._chroma_failed = True
            return self._chroma
