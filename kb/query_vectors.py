"""Embeddings of questions, remembered: who turns a page or sets a filter asks the same question again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from kb.embedder import Embedder
from kb.vectors import Vector

# 384 numbers each: one and a half megabytes in all.
_REMEMBERED = 1000

_Key = tuple[str, str | None, str]


class QueryVectors:
    """Embeds questions with one model; safe to share between threads. What is remembered never leaves the memory.

    Args:
        embedder: the model.
        most: how many questions are remembered.
    """

    def __init__(self, embedder: Embedder, most: int = _REMEMBERED) -> None:
        self._embedder = embedder
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[_Key, Vector] = OrderedDict()

    def embed(self, text: str, language: str | None) -> Vector:
        """Returns the embedding of a question in a language, shape (dimension,)."""
        key = (self._embedder.stamp, language, text)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        found = self._embedder.embed_query(text)
        found.setflags(write=False)
        with self._lock:
            self._held[key] = found
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return found
