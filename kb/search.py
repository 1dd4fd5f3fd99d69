"""Search: a question in, hits with their place, facets and reasons out. It writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kb.catalog import Catalog
from kb.embedder import Embedder
from kb.errors import UsageError
from kb.filters import PassageSet, Snapshot, admitted, check_filters, count_facets, count_texts
from kb.fusion import Candidate, Ranking, candidate_numbers, fuse
from kb.highlight import highlights
from kb.language import language_of_question
from kb.lexical import NO_MATCHES, LexicalIndex, Matches, QueryWord, query_words
from kb.nearest import DenseIndex
from kb.ranking import Group, collapse
from kb.rows import StoredPassage
from kb.types import (
    LANGUAGES,
    DocumentKind,
    FacetValue,
    Filters,
    Hit,
    Origin,
    PracticeKind,
    Query,
    Result,
    SearchMode,
    Why,
)
from kb.vectors import Neighbours, Vector

MAX_QUESTION_CHARACTERS = 2000
MAX_HITS = 1000
# Candidates that each retriever brings; a passage that both place beyond it is not among the first ten of
# the fused order (measured on 10,000 passages).
_LEAST_CANDIDATES = 100
_SPARE = 2

CHOICES = {
    "kind": tuple(PracticeKind),
    "language": LANGUAGES,
    "document_kind": tuple(DocumentKind),
}
_NO_NEIGHBOURS = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Found:
    """Ranked candidates, and the set that matches where matching is a yes or no (lexical search)."""

    ranking: Ranking
    matching: PassageSet | None


class Searcher:
    """Answers questions over one catalogue; safe to share between threads.

    Args:
        catalog: the passages.
        dense: their vectors.
        embedder: the model that made the vectors.

    Raises:
        StampMismatchError: the catalogue's vectors were made by another model.
    """

    def __init__(self, catalog: Catalog, dense: DenseIndex, embedder: Embedder) -> None:
        catalog.check_stamp(embedder.stamp)
        self._catalog = catalog
        self._dense = dense
        self._embedder = embedder
        self._lexical = LexicalIndex(catalog)
        self._lock = threading.Lock()
        self._snapshot = catalog.snapshot()
        self._counts = lru_cache(maxsize=256)(_facets_and_total)

    def search(self, query: Query) -> Result:
        """Answers a question.

        Raises:
            UsageError: the question is empty or too long, a filter has an unknown value, or the page lies
                beyond what can be shown.
        """
        check_query(query)
        snapshot = self._current()
        allowed = admitted(snapshot, query.filters)
        language = language_of_question(query.text)
        asked = query_words(query.text, language)
        found = self._candidates(query, asked, allowed, snapshot)
        groups = collapse(found.ranking, snapshot, offset=query.offset, limit=query.limit)
        hits = self._hits(groups, asked)
        if found.matching is None:
            facets, total = self._counts(_SnapshotKey(snapshot), query.filters)
        else:
            facets = count_facets(snapshot, query.filters, found.matching)
            total = count_texts(snapshot, found.matching & allowed)
        return Result(
            query=query,
            language=language,
            abstained=not total,
            total=total,
            hits=hits,
            facets=facets,
        )

    def _current(self) -> Snapshot:
        with self._lock:
            if self._catalog.revision() != self._snapshot.revision:
                snapshot = self._catalog.snapshot()
                self._dense.refresh()
                self._snapshot = snapshot
            return self._snapshot

    def _candidates(self, query: Query, asked: Sequence[QueryWord], allowed: PassageSet, snapshot: Snapshot) -> _Found:
        limit = max(_LEAST_CANDIDATES, _SPARE * (query.offset + query.limit))
        if query.mode is SearchMode.LEXICAL:
            return self._lexical_only(asked, allowed, snapshot)
        question = self._embedder.embed_query(query.text)
        dense = self._dense.nearest(question, limit, allowed)
        lexical = NO_MATCHES
        if query.mode is SearchMode.HYBRID:
            lexical = self._lexical.search(asked, allowed, limit=limit, revision=snapshot.revision)
        return _Found(self._fused(question, dense, lexical), None)

    def _fused(self, question: Vector, dense: Neighbours, lexical: Matches) -> Ranking:
        numbers = candidate_numbers(dense, lexical)
        return fuse(dense, lexical, numbers, self._dense.similarities(question, numbers))

    def _lexical_only(self, asked: Sequence[QueryWord], allowed: PassageSet, snapshot: Snapshot) -> _Found:
        everything = self._lexical.search(asked, snapshot.live, limit=snapshot.live.size, revision=snapshot.revision)
        matching = np.zeros_like(snapshot.live)
        matching[everything.numbers] = True
        kept = allowed[everything.numbers]
        lexical = Matches(numbers=everything.numbers[kept], scores=everything.scores[kept])
        unknown = np.full(len(lexical.numbers), np.nan, np.float32)
        order = np.argsort(lexical.numbers)
        return _Found(fuse(_NO_NEIGHBOURS, lexical, lexical.numbers[order], unknown), matching)

    def _hits(self, groups: Sequence[Group], asked: Sequence[QueryWord]) -> tuple[Hit, ...]:
        numbers = [c.number for group in groups for c in (group.best, *group.others)]
        stored = self._catalog.passages_by_number(numbers)
        hits = []
        for group in groups:
            # A passage that was removed since the snapshot was read is in no answer.
            present = [c for c in (group.best, *group.others) if c.number in stored]
            if present:
                hits.append(_hit(present[0], [stored[c.number] for c in present], asked))
        return tuple(hits)


class _SnapshotKey:
    """A snapshot as a cache key: equal for equal revisions."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __hash__(self) -> int:
        return hash(self.snapshot.revision)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SnapshotKey) and other.snapshot.revision == self.snapshot.revision


def _facets_and_total(key: _SnapshotKey, filters: Filters) -> tuple[dict[str, tuple[FacetValue, ...]], int]:
    snapshot = key.snapshot
    return count_facets(snapshot, filters), count_texts(snapshot, admitted(snapshot, filters))


def check_query(query: Query) -> None:
    """Rejects a question that cannot be answered.

    Raises:
        UsageError: with the reason.
    """
    if not query.text.strip():
        raise UsageError("question_empty")
    if len(query.text) > MAX_QUESTION_CHARACTERS:
        raise UsageError("question_long", length=len(query.text), most=MAX_QUESTION_CHARACTERS)
    if query.limit < 1 or query.offset < 0 or query.offset + query.limit > MAX_HITS:
        raise UsageError("page_beyond", most=MAX_HITS)
    check_filters(query.filters, CHOICES)
    for year in query.filters.year:
        if not year.isdigit():
            raise UsageError("year_invalid", value=year)


def _hit(candidate: Candidate, stored: Sequence[StoredPassage], asked: Sequence[QueryWord]) -> Hit:
    best, *others = stored
    offsets, written = highlights(best.passage.text, best.passage.language, asked)
    return Hit(
        passage=best.passage,
        document=best.document,
        score=candidate.score,
        highlights=offsets,
        why=Why(
            words=written,
            similarity=candidate.similarity,
            dense_rank=candidate.dense_rank,
            lexical=candidate.lexical,
            lexical_rank=candidate.lexical_rank,
        ),
        also_in=tuple(_origin(other) for other in others),
    )


def _origin(stored: StoredPassage) -> Origin:
    return Origin(
        passage_id=stored.passage.id,
        document_id=stored.document.id,
        title=stored.document.title,
        source=stored.document.source,
        page=stored.passage.pages[0] if stored.passage.pages else None,
    )
