"""A knowledge base for the time of a measurement: it holds a test collection and answers its questions."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.embedder import Embedder
from kb.judged import Collection, JudgedText
from kb.measures import Places
from kb.text import digest
from kb.types import (
    Document,
    DocumentKind,
    Filters,
    Hit,
    Order,
    Passage,
    PracticeKind,
    PreparedDocument,
    Query,
    SearchMode,
)
from kb.vectors import Matrix, Vector

# Texts that are written at once.
_BATCH = 256
_EXCERPT_CHARACTERS = 90

# Takes how much is done since the last call; takes how much is done and how much there is.
Step = Callable[[int], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A text that a report names: its id, its title or document, and its first words."""

    id: str
    title: str
    text: str


def excerpt(name: str, title: str, text: str) -> Excerpt:
    """Returns a text as a report names it."""
    return Excerpt(id=name, title=title, text=textwrap.shorten(text, _EXCERPT_CHARACTERS, placeholder="…"))


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a question as the ids that each answers for, best first."""

    hits: tuple[Places, ...]
    abstained: bool


class Trial:
    """Answers the questions of a test collection.

    Args:
        base: holds the collection's texts.
        names: the collection's id of each passage.
    """

    def __init__(self, base: KnowledgeBase, names: dict[str, str]) -> None:
        self._base = base
        self._names = names

    def ask(self, question: JudgedText, language: str, mode: SearchMode, depth: int, *, rerank: bool = False) -> Answer:
        """Asks a question of the texts of one language."""
        filters = Filters(language=(language,))
        query = Query(text=question.text, filters=filters, mode=mode, limit=depth, rerank=rerank, order=Order.RELEVANCE)
        result = self._base.searcher.search(query)
        # What comes nearest counts here: whether it is an answer is another measurement.
        return Answer(tuple(self._places(hit) for hit in (*result.hits, *result.nearest)), result.abstained)

    def _places(self, hit: Hit) -> Places:
        passages = (hit.passage.id, *(origin.passage_id for origin in hit.also_in))
        return tuple(dict.fromkeys(self._names[name] for name in passages))


@contextmanager
def trial_of(collection: Collection, base: KnowledgeBase, step: Step) -> Iterator[Trial]:
    """Holds a collection's texts in a knowledge base of its own, with the settings and the model of `base`.

    Args:
        collection: the texts.
        base: lends settings and model; nothing is written to it.
        step: called with the number of texts after each batch that is embedded.
    """
    with tempfile.TemporaryDirectory() as folder:
        trial = KnowledgeBase(replace(base.config, home=Path(folder)), _Remembering(base.embedder))
        try:
            yield Trial(trial, _fill(trial, collection, step))
        finally:
            trial.close()


class _Remembering:
    """An embedder that keeps questions' vectors: each is asked once a mode and a language of the texts."""

    def __init__(self, embedder: Embedder) -> None:
        self.stamp = embedder.stamp
        self.embed_passages: Callable[[Sequence[str]], Matrix] = embedder.embed_passages
        self.embed_query: Callable[[str], Vector] = lru_cache(maxsize=None)(embedder.embed_query)


def _fill(trial: KnowledgeBase, collection: Collection, step: Step) -> dict[str, str]:
    """Writes and indexes all texts as people's are, and returns the collection's id of each passage."""
    indexer = trial.indexer()
    names: dict[str, str] = {}
    for language, texts in collection.corpora.items():
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            prepared = _prepared(f"{language}-{start}", language, batch)
            names |= {passage.id: text.id for passage, text in zip(prepared.passages, batch, strict=True)}
            state = SourceState(origin=prepared.document.origin, source="", content_hash="", reader="", status="added")
            list(indexer.write([(prepared, state)]))
            step(len(batch))
    indexer.finish()
    return names


def _prepared(name: str, language: str, texts: Sequence[JudgedText]) -> PreparedDocument:
    document = Document(
        id=digest(name),
        origin=name,
        source=name,
        content_hash="",
        title=name,
        kind=DocumentKind.OTHER,
        language=language,
        year=None,
        pages=None,
    )
    passages = tuple(_passage(document, position, text) for position, text in enumerate(texts))
    return PreparedDocument(document=document, passages=passages, content=b"")


def _passage(document: Document, position: int, text: JudgedText) -> Passage:
    return Passage(
        id=digest(document.id, text.id),
        document_id=document.id,
        position=position,
        text=text.text,
        context=text.title,
        pages=(),
        headings=(),
        kind=PracticeKind.CONTEXT,
        language=document.language,
        year=None,
        countries=(),
        partnerships=(),
        document_kind=DocumentKind.OTHER,
    )
