"""Which passages fall in the same bucket: the bands of all passages in memory, 80 bytes each.

As rows of a table, twenty a passage in random order, they made writing two and a half times as slow at 10,000 passages.
"""

from __future__ import annotations

import numpy as np

from kb.shingles import BANDS, Bands
from kb.versions import Numbers

# Boilerplate fills its buckets. Of each bucket only the newest are looked at: a document is mostly made after the last
# one of its sort. In 10,219 passages of many sources the fullest bucket holds 58.
_MOST = 60
_FIRST_ROOM = 1024


class Buckets:
    """The buckets of passages, by number.

    Args:
        numbers: the passages, ascending, shape (n,).
        bands: of each passage, shape (n, BANDS).
    """

    def __init__(self, numbers: Numbers, bands: Bands) -> None:
        room = max(_FIRST_ROOM, 2 * len(numbers))
        self._size = len(numbers)
        self._numbers = np.empty(room, dtype=np.int64)
        self._numbers[: self._size] = numbers
        self._bands = np.empty((BANDS, room), dtype=np.uint32)  # a band lies together, and is scanned at once
        self._bands[:, : self._size] = bands.T

    def near(self, bands: Bands) -> set[int]:
        """Returns the passages that meet these bands in a bucket."""
        held = self._bands[:, : self._size]
        met = (np.flatnonzero(column == name)[-_MOST:] for column, name in zip(held, bands, strict=True))
        return {int(number) for places in met for number in self._numbers[places]}

    def add(self, number: int, bands: Bands) -> None:
        """Adds a passage."""
        if self._size == len(self._numbers):
            self._numbers = np.concatenate([self._numbers, np.empty_like(self._numbers)])
            self._bands = np.concatenate([self._bands, np.empty_like(self._bands)], axis=1)
        self._numbers[self._size] = number
        self._bands[:, self._size] = bands
        self._size += 1
