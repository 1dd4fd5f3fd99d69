"""What all parts share: the corpus, a knowledge base filled with it, and the bare libraries beside it."""

from __future__ import annotations

import dataclasses
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.embedder import SentenceEmbedder, model_folder, stay_on_this_machine
from kb.types import Passage
from kb.vectors import Matrix, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ROWS_A_CALL = 5000
_SEED = 20
_FEWEST_WORDS, _MOST_WORDS = 4, 25
_FEWEST_WORDS_OF_HEADING = 3


class TimedEmbedder:
    """The product's embedder, with the seconds spent in it."""

    def __init__(self, config: Config) -> None:
        self._embedder = SentenceEmbedder(config)
        self.stamp = self._embedder.stamp
        self.seconds = 0.0

    def load(self) -> None:
        """Loads the model and embeds a first batch, so that what is timed next is warm."""
        self._embedder.load()
        self._embedder.embed_passages(["Drinkwater voor de wijk."] * 64)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Returns the embeddings of passages, shape (len(texts), dimension)."""
        start = time.perf_counter()
        made = self._embedder.embed_passages(texts)
        self.seconds += time.perf_counter() - start
        return made

    def embed_query(self, text: str) -> Vector:
        """Returns the embedding of a question, shape (dimension,)."""
        start = time.perf_counter()
        made = self._embedder.embed_query(text)
        self.seconds += time.perf_counter() - start
        return made


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that something took, and seconds of processor time of all threads of this process."""

    seconds: float
    processor: float


class Clock:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._seconds, self._processor = time.perf_counter(), time.process_time()

    def cost(self) -> Cost:
        """Returns what went by since."""
        return Cost(time.perf_counter() - self._seconds, time.process_time() - self._processor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """One ingest into a fresh home: what it took from files to a published index, the model's seconds in it."""

    whole: Cost
    embedding: float


class Bench:
    """One run of the benchmark over one corpus.

    Args:
        documents: folder that is ingested.
        scratch: a temporary folder.
        config: the settings; the homes of the run take the place of the one they name.
    """

    def __init__(self, documents: Path, scratch: Path, config: Config) -> None:
        self.documents = documents
        self.scratch = scratch
        self.config = config
        self._homes = count()

    @cached_property
    def embedder(self) -> TimedEmbedder:
        """The product's model, loaded and warm."""
        made = TimedEmbedder(self.config)
        made.load()
        return made

    @cached_property
    def bare_model(self) -> SentenceTransformer:
        """The same model as sentence-transformers loads it, warm."""
        stay_on_this_machine(allow_download=self.config.allow_download)
        from sentence_transformers import SentenceTransformer

        dimension = self.config.dimension or None
        model = SentenceTransformer(str(model_folder(self.config)), device="cpu", truncate_dim=dimension)
        model.encode(["Drinkwater voor de wijk."] * 64, show_progress_bar=False)
        return model

    def new_home(self) -> Path:
        """Returns a path for a home that does not exist yet."""
        return self.scratch / f"home-{next(self._homes)}"

    def ingest_into(self, home: Path) -> Ingested:
        """Ingests the corpus into a fresh home and closes it; the model is loaded before the clock starts."""
        base = KnowledgeBase(dataclasses.replace(self.config, home=home), self.embedder)
        before = self.embedder.seconds
        clock = Clock()
        ingest([self.documents], base)
        whole = clock.cost()
        base.close()
        return Ingested(whole=whole, embedding=self.embedder.seconds - before)

    @cached_property
    def first_ingest(self) -> Ingested:
        """The ingest that filled the home of the other parts."""
        say("filling a knowledge base")
        return self.ingest_into(self.home)

    @cached_property
    def home(self) -> Path:
        """The home that the other parts read; `base` fills it."""
        return self.new_home()

    @cached_property
    def base(self) -> KnowledgeBase:
        """The filled knowledge base."""
        _ = self.first_ingest
        return KnowledgeBase(dataclasses.replace(self.config, home=self.home), self.embedder)

    @cached_property
    def passages(self) -> list[Passage]:
        """The passages of the catalogue."""
        catalog = self.base.catalog
        return [stored.passage for document in catalog.documents() for stored in catalog.passages_of(document.id)]

    @cached_property
    def embedded_texts(self) -> list[str]:
        """The different texts that the model sees, in the catalogue's order; an ingest embeds each once."""
        return list(dict.fromkeys(passage.embedded_text for passage in self.passages))

    def vectors(self) -> Matrix:
        """Returns the catalogue's vectors, shape (n, dimension)."""
        return self.base.catalog.vectors_after(0, self.embedder.stamp)[1]

    def close(self) -> None:
        """Closes what was opened."""
        if "base" in self.__dict__:
            self.base.close()


class BareSearch:
    """Search with the libraries alone: encode the question, ask a plain Chroma collection for ten."""

    def __init__(self, model: SentenceTransformer, vectors: Matrix, folder: Path) -> None:
        self._model = model
        self._collection = _plain_collection(vectors, folder)

    def answer(self, question: str) -> tuple[float, float]:
        """Answers a question; returns the seconds of both steps together, and those of Chroma in them."""
        start = time.perf_counter()
        vector = np.asarray(self._model.encode(question, show_progress_bar=False), dtype=np.float32)
        encoded = time.perf_counter()
        self._collection.query(query_embeddings=vector[np.newaxis], n_results=10)
        end = time.perf_counter()
        return end - start, end - encoded


def _plain_collection(vectors: Matrix, folder: Path) -> Any:  # noqa: ANN401 - naming chromadb's type would import it
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("plain", embedding_function=None)
    for start in range(0, len(vectors), _ROWS_A_CALL):
        rows = vectors[start : start + _ROWS_A_CALL]
        collection.add(ids=[str(start + place) for place in range(len(rows))], embeddings=rows)
    return collection


def questions(passages: Sequence[Passage]) -> list[str]:
    """Returns different questions from the corpus: its sentences and headings, alternating between languages."""
    by_language: dict[str, list[str]] = {}
    for passage in passages:
        by_language.setdefault(passage.language, []).extend(_sentences(passage))
    chosen = [list(dict.fromkeys(texts)) for _, texts in sorted(by_language.items())]
    shuffler = random.Random(_SEED)  # noqa: S311 - an order, no secret
    for texts in chosen:
        shuffler.shuffle(texts)
    longest = max(map(len, chosen), default=0)
    return list(dict.fromkeys(texts[place] for place in range(longest) for texts in chosen if place < len(texts)))


def _sentences(passage: Passage) -> Iterator[str]:
    for text in re.split(r"(?<=[.!?])\s+|\n", passage.text):
        if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS:
            yield text.strip()
    for heading in passage.headings[-1:]:
        if _FEWEST_WORDS_OF_HEADING <= len(heading.split()) <= _MOST_WORDS:
            yield heading


def say(text: str) -> None:
    """Tells on standard error what is going on."""
    print(f"... {text}", file=sys.stderr, flush=True)
