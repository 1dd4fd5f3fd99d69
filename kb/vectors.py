"""The exact scan: cosine similarity with every vector, a matrix product over a memory-mapped file.

It is the oracle of the dense index, serves small sets of passages, and answers whenever Chroma cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from kb.filters import PassageSet

Vector = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


# Taking out the admitted rows copies them; beyond this share, multiplying all of them is quicker.
_COPYING_COSTS_MORE = 0.3


def scan_on_one_thread() -> None:
    """Keeps numpy's matrix products on one thread for good.

    A scan of 10,000 rows takes half a millisecond on one thread; a second one gains little when the processor is idle
    and waits for milliseconds when it is not.
    """
    threadpool_limits(limits=1, user_api="blas")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Passages nearest to a question: numbers and cosine similarities, nearest first, ties by number."""

    numbers: Numbers
    similarities: Vector


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors of length 1 by passage number: `numbers` of shape (n,), ascending; `matrix` of (n, dimension)."""

    numbers: Numbers
    matrix: Matrix

    def nearest(self, question: Vector, limit: int, allowed: PassageSet) -> Neighbours:
        """Returns the `limit` nearest passages of `allowed`, exactly.

        Args:
            question: an embedding of length 1, shape (dimension,).
            limit: how many to return at most.
            allowed: the passages that may be found.
        """
        admitted = members(self.numbers, allowed)
        if len(self.numbers) and admitted.all():
            return nearest_of(self.numbers, self.matrix @ question, limit)
        rows = np.flatnonzero(admitted)
        if not len(rows):
            return nearest_of(self.numbers[:0], np.empty(0, np.float32), limit)
        if len(rows) > _COPYING_COSTS_MORE * len(self.numbers):
            similarities = (self.matrix @ question)[rows]
        else:
            similarities = self.matrix[rows] @ question
        return nearest_of(self.numbers[rows], similarities, limit)

    def similarities(self, question: Vector, numbers: Numbers) -> Vector:
        """Returns the similarity of each numbered passage, shape (len(numbers),); NaN where it has no vector.

        Each row is summed by itself: a matrix product's last digits depend on the rows beside it, so that an answer
        would show, in a tie, that there are others.
        """
        found = np.full(len(numbers), np.nan, np.float32)
        if len(self.numbers):
            rows = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
            held = self.numbers[rows] == numbers
            found[held] = (self.matrix[rows[held]] * question).sum(axis=1)
        return found


def members(numbers: Numbers, allowed: PassageSet) -> npt.NDArray[np.bool_]:
    """Returns, for each number, whether the set holds it; numbers beyond the set are outside."""
    inside = numbers < allowed.size
    if inside.all():
        return allowed[numbers]
    found = np.zeros(len(numbers), np.bool_)
    found[inside] = allowed[numbers[inside]]
    return found


def nearest_of(numbers: Numbers, similarities: Vector, limit: int) -> Neighbours:
    """Returns the `limit` most similar, nearest first, ties by number."""
    if len(numbers) > limit:
        # Everything that ties with the last place is kept until the ties are broken by number.
        least = np.partition(similarities, -limit)[-limit]
        kept = similarities >= least
        numbers, similarities = numbers[kept], similarities[kept]
    order = np.lexsort((numbers, -similarities))[:limit]
    return Neighbours(numbers[order], similarities[order])


def merge(left: Neighbours, right: Neighbours, limit: int) -> Neighbours:
    """Returns the `limit` nearest of two disjoint lists."""
    numbers = np.concatenate([left.numbers, right.numbers])
    return nearest_of(numbers, np.concatenate([left.similarities, right.similarities]), limit)
