"""Dense search: Chroma for large sets, the exact scan for small ones and for what is newer than the index."""

from __future__ import annotations

import logging
import threading
import weakref
from dataclasses import dataclass
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
        self._held = _Held(_Opened(generations.newest(root, stamp)), _NOTHING)
        self.refresh()

    @property
    def size(self) -> int:
        """Vectors in the index, those of removed passages included."""
        return len(self._held.opened.table.numbers) + len(self._held.tail.numbers)

    @property
    def indexed(self) -> int:
        """Vectors in the published generation."""
        return len(self._held.opened.table.numbers)

    def refresh(self) -> None:
        """Takes up the vectors that the catalogue got since; of another generation, once the folder of this is gone.

        What is removed from the disk because something was erased is not to live on in an open file.
        """
        opened, tail = self._held.opened, self._held.tail
        if opened.is_gone():
            opened, tail = _Opened(generations.newest(self._root, self._stamp)), _NOTHING
        last = max((int(t.numbers[-1]) for t in (opened.table, tail) if len(t.numbers)), default=0)
        numbers, matrix = self._catalog.vectors_after(last, self._stamp)
        if len(numbers) and len(tail.numbers):
            numbers = np.concatenate([tail.numbers, numbers])
            matrix = np.concatenate([tail.matrix, matrix])
        # Both at once: a search that is on its way has the old ones or the new ones.
        self._held = _Held(opened, VectorTable(numbers, matrix) if len(numbers) else tail)

    def nearest(self, question: Vector, limit: int, allowed: PassageSet, *, exact: bool = False) -> Neighbours:
        """Returns the `limit` nearest passages of `allowed`: exact for small sets, else approximate.

        Args:
            question: an embedding of length 1, shape (dimension,).
            limit: how many to return at most.
            allowed: the passages that may be found.
            exact: scan large sets too. The graph's way through is shaped by all vectors, so that it would show
                passages which the reader does not see.
        """
        fetch, held = limit + _TIES, self._held
        tail = held.tail.nearest(question, fetch, allowed)
        base = held.opened.nearest(question, fetch, allowed, None if exact else self._exact_rows)
        found = merge(base, tail, fetch)
        return nearest_of(found.numbers, held.similarities(question, found.numbers), limit)

    def similarities(self, question: Vector, numbers: Numbers) -> Vector:
        """Returns the similarity of each numbered passage, shape (len(numbers),); NaN where it has no vector."""
        return self._held.similarities(question, numbers)

    def close(self) -> None:
        """Lets go of Chroma's files."""
        self._held.opened.close()


class _Opened:
    """A generation that is open for questions, or none."""

    def __init__(self, generation: Generation | None) -> None:
        self._generation = generation
        self.table = generation.table if generation else _NOTHING
        self._chroma = _LazyChroma(generation)
        # The last search that was given it may still be on its way.
        weakref.finalize(self, self._chroma.close)

    def is_gone(self) -> bool:
        """Tells whether its folder was removed from the disk."""
        return self._generation is not None and not self._generation.folder.exists()

    def close(self) -> None:
        """Lets go of Chroma's files."""
        self._chroma.close()

    def nearest(self, question: Vector, limit: int, allowed: PassageSet, exact_rows: int | None) -> Neighbours:
        """Returns the nearest; more than `exact_rows` admitted passages are asked of Chroma, None never asks it."""
        kept = int(members(self.table.numbers, allowed).sum())
        if exact_rows is not None and kept > exact_rows:
            found = self._ask_chroma(question, limit, allowed, kept)
            if found is not None:
                return found
        return self.table.nearest(question, limit, allowed)

    def _ask_chroma(self, question: Vector, limit: int, allowed: PassageSet, kept: int) -> Neighbours | None:
        """Asks for more than is wanted, drops what is not allowed, and widens until the answer is full."""
        chroma = self._chroma.opened()
        if chroma is None:
            return None
        wanted = min(limit, kept)
        fetch = int(limit * chroma.size / kept) + limit
        while fetch <= max(chroma.size * _WIDEST_SHARE, 2 * limit):
            try:
                found = chroma.nearest(question, fetch)
            except Exception:  # the folder of an older generation may be gone: the exact scan answers
                logger.warning("the dense index does not answer; scanning exactly", exc_info=True)
                self._chroma.give_up()
                return None
            inside = members(found.numbers, allowed)
            if inside.sum() >= wanted:
                return nearest_of(found.numbers[inside], found.similarities[inside], limit)
            fetch *= 2
        return None


@dataclass(frozen=True, slots=True)
class _Held:
    """What answers at one moment: a generation, and the vectors that came after it."""

    opened: _Opened
    tail: VectorTable

    def similarities(self, question: Vector, numbers: Numbers) -> Vector:
        """Returns the similarity of each numbered passage; NaN where it has no vector."""
        base = self.opened.table.similarities(question, numbers)
        return np.where(np.isnan(base), self.tail.similarities(question, numbers), base)


class _LazyChroma:
    """Chroma's files of a generation, opened when they are first asked."""

    def __init__(self, generation: Generation | None) -> None:
        self._generation = generation
        self._chroma: ChromaIndex | None = None
        self._lock = threading.Lock()

    def opened(self) -> ChromaIndex | None:
        """Returns the index, None if it cannot be opened or did not answer before."""
        with self._lock:
            if self._chroma is None and self._generation is not None:
                try:
                    self._chroma = ChromaIndex(self._generation.chroma_folder, self._generation.stamp.size)
                except StorageError as cause:
                    logger.warning("%s", cause)
                    self._generation = None
            return self._chroma

    def give_up(self) -> None:
        """Asks it no more."""
        self.close()
        with self._lock:
            self._generation = None

    def close(self) -> None:
        """Lets go of the files."""
        with self._lock:
            if self._chroma:
                self._chroma.close()
                self._chroma = None
