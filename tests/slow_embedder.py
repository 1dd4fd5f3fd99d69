"""An embedder that takes its time, so that a process can be killed while it works."""

from __future__ import annotations

import time
from collections.abc import Sequence

from kb.vectors import Matrix
from tests.conftest import WordEmbedder


class SlowEmbedder(WordEmbedder):
    """Takes a twentieth of a second for some passages."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        time.sleep(0.05)
        return super().embed_passages(texts)
