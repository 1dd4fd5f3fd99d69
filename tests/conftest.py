"""Fixtures that all tests share: a knowledge base with a hand-written embedder, and one with the real model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest import pipeline
from ingest.pipeline import ingest
from ingest.reading import SandboxedReader
from kb.bootstrap import KnowledgeBase
from kb.config import Config, load_config
from kb.embedder import SentenceEmbedder
from kb.text import any_stop_word, digest, words
from kb.types import DocumentKind, Passage, PracticeKind
from kb.vectors import Matrix, Vector
from tests.documents import write_document

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "documents"

MakePassage = Callable[..., Passage]
Fill = Callable[..., list[str]]


class WordEmbedder:
    """Embeds a text as the sum of a fixed random vector a word: equal texts embed equally, shared words bring near."""

    def __init__(self, stamp: str = "words/1", dimension: int = 64) -> None:
        self.stamp = stamp
        self.dimension = dimension
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded.extend(texts)
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(len(texts), -1)

    def embed_query(self, text: str) -> Vector:
        total = sum((self._word(word.folded) for word in words(text)), start=np.full(self.dimension, 1e-3))
        found: Vector = (total / np.linalg.norm(total)).astype(np.float32)
        return found

    def _word(self, folded: str) -> np.ndarray:
        if folded in any_stop_word():
            return np.zeros(self.dimension)
        seed = int.from_bytes(hashlib.sha256(folded.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).normal(size=self.dimension)


@pytest.fixture(scope="session")
def shared_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxedReader]:
    with SandboxedReader(load_config(tmp_path_factory.mktemp("reader"), {})) as found:
        yield found


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch, shared_reader: SandboxedReader) -> None:
    """Lets all ingests of usual limits share a worker: it takes longer to start than a test to run."""
    usual = load_config(Path(), {})

    def open_reader(config: Config) -> AbstractContextManager[SandboxedReader]:
        same = all(getattr(config, name) == getattr(usual, name) for name in ("max_seconds", "max_memory_mb", "ocr"))
        return nullcontext(shared_reader) if same else SandboxedReader(config)

    monkeypatch.setattr(pipeline, "SandboxedReader", open_reader)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config(tmp_path / "home", {"KB_LANGUAGE": "en"})


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def base(config: Config, embedder: WordEmbedder) -> Iterator[KnowledgeBase]:
    found = KnowledgeBase(config, embedder)
    yield found
    found.close()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceEmbedder:
    """The real model that ships, loaded once."""
    found = SentenceEmbedder(load_config(tmp_path_factory.mktemp("model"), {}))
    found.load()
    return found


@pytest.fixture(scope="session")
def examples_base(tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder) -> Iterator[KnowledgeBase]:
    """The bundled examples, ingested with the real model; tests only read it."""
    found = KnowledgeBase(load_config(tmp_path_factory.mktemp("examples"), {"KB_LANGUAGE": "en"}), model)
    ingest([EXAMPLES], found)
    yield found
    found.close()


@pytest.fixture
def make_passage() -> MakePassage:
    def make(text: str, **changes: object) -> Passage:
        passage = Passage(
            id=digest("document", text),
            document_id=digest("document"),
            position=0,
            text=text,
            context="",
            pages=(1,),
            headings=("Results",),
            kind=PracticeKind.CONTEXT,
            language="en",
            year=2024,
            countries=(),
            partnerships=(),
            document_kind=DocumentKind.REPORT,
        )
        return replace(passage, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def fill(base: KnowledgeBase) -> Fill:
    """Writes passages as one document into `base` and returns their ids."""

    def write(passages: Sequence[Passage], name: str = "document", content: bytes = b"original") -> list[str]:
        owned = [
            replace(p, document_id=digest(name), id=digest(name, p.text), position=n) for n, p in enumerate(passages)
        ]
        write_document(base, name, owned, content)
        return [p.id for p in owned]

    return write
