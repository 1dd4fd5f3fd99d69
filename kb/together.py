"""Questions that come at the same time are embedded at once: a model takes half the time for each of six.

Measured with 50 readers over 20,000 passages on two cores: 20 answers a second instead of 16 (`benchmarks/load.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.vectors import Matrix, Vector

# More at once save little more, and let the first wait for the last.
_MOST = 8


class Together:
    """Embeds texts of many threads, one batch after the other; who asks alone waits for nobody.

    Args:
        embed: returns the embeddings of texts, shape (len(texts), dimension).
        most: how many at once.
    """

    def __init__(self, embed: Callable[[Sequence[str]], Matrix], most: int = _MOST) -> None:
        self._embed = embed
        self._most = most
        self._turn = threading.Lock()
        self._adding = threading.Lock()
        self._waiting: list[_Asked] = []

    def embedding(self, text: str) -> Vector:
        """Returns the embedding of a text, shape (dimension,); raises what embedding its batch raised."""
        asked = _Asked(text)
        with self._adding:
            self._waiting.append(asked)
        with self._turn:
            # Somebody else may have asked for it with theirs, while this thread waited for its turn.
            while asked.found is None and asked.failure is None:
                self._answer(self._taken())
        if asked.found is None:
            raise asked.failure or RuntimeError("not asked")
        return asked.found

    def _taken(self) -> list[_Asked]:
        with self._adding:
            taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        return taken

    def _answer(self, taken: list[_Asked]) -> None:
        try:
            found = self._embed([asked.text for asked in taken])
        except Exception as failure:  # noqa: BLE001 - whatever it is, each of them is told
            for asked in taken:
                asked.failure = failure
            return
        for asked, vector in zip(taken, found, strict=True):
            asked.found = vector.copy()


@dataclass(slots=True)
class _Asked:
    """A text, and what became of it."""

    text: str
    found: Vector | None = None
    failure: Exception | None = None
