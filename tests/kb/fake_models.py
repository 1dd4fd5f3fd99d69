"""Models that can be told apart by their vectors, and knowledge bases that open them by name."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.bootstrap import KnowledgeBase
from kb.config import Config, load_config
from kb.errors import ModelError
from kb.text import digest
from kb.types import DocumentKind, Passage, PracticeKind
from kb.vectors import Matrix, Vector
from tests.conftest import WordEmbedder
from tests.documents import write_document

# The first number of each vector: vectors of one model have similarities from .4 to 1, of the two from -1 to -.4.
_MARKS = {"one": 1.0, "two": -1.0, "three": 1.0}
# Comparing these with another model's fails.
_DIMENSIONS = {"one": 64, "two": 64, "three": 20}
_WEIGHT = 0.7


class MarkedEmbedder(WordEmbedder):
    """Embeds by words, in a half of the space that is the model's own."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}/1", _DIMENSIONS[name])
        self._mark = _MARKS[name]
        self._lock = threading.Lock()
        self.asked = 0

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded.extend(texts)
        return np.array([self._marked(text) for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vector:
        with self._lock:
            self.asked += 1
        return self._marked(text)

    def _marked(self, text: str) -> Vector:
        mark = [self._mark * np.sqrt(_WEIGHT)]
        found: Vector = np.concatenate([mark, np.sqrt(1 - _WEIGHT) * super().embed_query(text)]).astype(np.float32)
        return found


class Shelf:
    """The models of a machine; each is opened anew by every knowledge base, as in another process."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.opened: list[MarkedEmbedder] = []

    def open(self, config: Config) -> MarkedEmbedder:
        if config.model not in self.names:
            raise ModelError("model_missing", model=config.model)
        found = MarkedEmbedder(config.model)
        self.opened.append(found)
        return found

    def base(self, home: Path, model: str = "one") -> KnowledgeBase:
        config = load_config(home, {"KB_LANGUAGE": "en", "KB_MODEL": model})
        return KnowledgeBase(config, open_model=self.open)


def nothing(_done: int, _of: int) -> None:
    """Shows no progress."""


def passage(document_id: str, text: str, position: int = 0) -> Passage:
    return Passage(
        id=digest(document_id, text),
        document_id=document_id,
        position=position,
        text=text,
        context="",
        pages=(1,),
        headings=(),
        kind=PracticeKind.CONTEXT,
        language="en",
        year=2024,
        countries=(),
        partnerships=(),
        document_kind=DocumentKind.REPORT,
    )


def add(base: KnowledgeBase, name: str, *texts: str) -> str:
    """Writes texts as one document and returns its id."""
    document_id = digest(name)
    passages = [passage(document_id, text, position) for position, text in enumerate(texts)]
    write_document(base, name, passages, name.encode())
    return document_id
