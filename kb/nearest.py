"""Dense search: Chroma for large sets, the exact scan for small ones and for what is newer than the index."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from kb import generations
from kb.catalog import Catalog
from kb.dense import ChromaIndex
from kb.errors import StorageError
from kb.filters import PassageSet
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
        self._catalog = catalog
        self._stamp = stamp
        self._exact_rows = exact_rows
        self._generation = generations.newest(root, stamp)
        self._base = self._generation.table if self._generation else _NOTHING
        self._tail = _NOTHING
        self._chroma: ChromaIndex | None = None
        self._chroma_failed = self._generation is None
        self.refresh()

    @property
    def size(self) -> int:
        """Vectors in the index, those of removed passages included."""
        return len(self._base.numbers) + len(self._tail.numbers)

    @property
    def indexed(self) -> int:
        """Vectors in the published generation."""
        return len(self._base.numbers)

    def refresh(self) -> None:
        """Takes up the vectors that the catalogue got since."""
        last = max((int(t.numbers[-1]) for t in (self._base, self._tail) if len(t.numbers)), default=0)
        numbers, matrix = self._catalog.vectors_after(last, self._stamp)
        if not len(numbers):
            return
        held = self._tail
        if len(held.numbers):
            numbers = np.concatenate([held.numbers, numbers])
            matrix = np.concatenate([held.matrix, matrix])
        self._tail = VectorTable(numbers, matrix)

    def nearest(self, question: Vector, limit: int, allowed: PassageSet, *, exact: bool = False) -> Neighbours:
        """Returns the `limit` nearest passages of `allowed`: exact for small sets, else approximate.

        Args:
            question: an embedding of length 1, shape (dimension,).
            limit: how many to return at most.
            allowed: the passages that may be found.
            exact: scan large sets too. The graph's way through is shaped by all vectors, so that it would show
                passages which the reader does not see.
        """
        fetch = limit + _TIES
        tail = self._tail.nearest(question, fetch, allowed)
        found = merge(self._nearest_in_base(question, fetch, allowed, exact=exact), tail, fetch)
        return nearest_of(found.numbers, self.similarities(question, found.numbers), limit)

    def similarities(self, question: Vector, numbers: Numbers) -> Vector:
        """Returns the similarity of each numbered passage, shape (len(numbers),); NaN where it has no vector."""
        base = self._base.similarities(question, numbers)
        return np.where(np.isnan(base), self._tail.similarities(question, numbers), base)

    def close(self) -> None:
        """Lets go of Chroma's files."""
        if self._chroma:
            self._chroma.close()
            self._chroma = None

    def _nearest_in_base(self, question: Vector, limit: int, allowed: PassageSet, *, exact: bool) -> Neighbours:
        kept = int(members(self._base.numbers, allowed).sum())
        if kept > self._exact_rows and not exact:
            found = self._ask_chroma(question, limit, allowed, kept)
            if found is not None:
                return found
        return self._base.nearest(question, limit, allowed)

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
            except Exception:  # the folder of an older generation may be gone: the exact scan answers
                logger.warning("the dense index does not answer; scanning exactly", exc_info=True)
                self._chroma_failed = True
                return None
            inside = members(found.numbers, allowed)
            if inside.sum() >= wanted:
                return nearest_of(found.numbers[inside], found.similarities[inside], limit)
            fetch *= 2
        return None

    def _open_chroma(self) -> ChromaIndex | None:
        if self._chroma is None and not self._chroma_failed and self._generation is not None:
            try:
                self._chroma = ChromaIndex(self._generation.chroma_folder, self._generation.stamp.size)
            except StorageError as cause:
                logger.warning("%s", cause)
                self._chroma_failed = True
        return self._chroma
