"""Search: a question in, hits with their place, facets and reasons out. It writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from kb.catalog import Catalog
from kb.embedder import Embedder
from kb.errors import UsageError
from kb.filters import PassageSet, Snapshot, admitted, check_filters, count_facets, count_texts
from kb.fulltext import Matches
from kb.fusion import Ranking, candidate_numbers, fuse
from kb.highlight import highlights
from kb.language import language_of_question
from kb.lexical import NO_EVIDENCE, LexicalIndex
from kb.names import Name
from kb.nearest import DenseIndex
from kb.ranking import Group, collapse, leading_names
from kb.rerank import Reranker, rerank, span
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
    Related,
    Relation,
    Result,
    SearchMode,
    Why,
)
from kb.vectors import Neighbours, Vector
from kb.versions import Relative
from kb.wording import QueryWord, query_words

MAX_QUESTION_CHARACTERS = 2000
MAX_HITS = 1000
# Candidates that each retriever brings; a passage that both place beyond it is not among the first ten of
# the fused order (measured on 10,000 passages).
_LEAST_CANDIDATES = 100
_SPARE = 2
# How many times more are fetched where those leave a page unfilled.
_MORE = 4

CHOICES = {
    "kind": tuple(PracticeKind),
    "language": LANGUAGES,
    "document_kind": tuple(DocumentKind),
}
_NO_NEIGHBOURS = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its words, and what it is asked of."""

    query: Query
    words: Sequence[QueryWord]
    own: PassageSet | None
    allowed: PassageSet
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class _Found:
    """The hits of a page, and the facets and the total of all of them."""

    groups: Sequence[Group]
    facets: dict[str, tuple[FacetValue, ...]]
    total: int
    evidence: float


class Searcher:
    """Answers questions over one catalogue; safe to share between threads.

    Args:
        catalog: the passages.
        dense: their vectors.
        embedder: the model that made the vectors.
        names: names that are names whatever else they mean.
        reranker: reorders the first hits of hybrid search; None leaves them as they are.
        threshold: the least evidence of an answer to hybrid search; None where the model was not calibrated.

    Raises:
        StampMismatchError: the catalogue's vectors were made by another model.
    """

    def __init__(  # noqa: PLR0913 - what answers is put together here
        self,
        catalog: Catalog,
        dense: DenseIndex,
        embedder: Embedder,
        *,
        names: frozenset[Name] = frozenset(),
        reranker: Reranker | None = None,
        threshold: float | None = None,
    ) -> None:
        catalog.check_stamp(embedder.stamp)
        self._catalog = catalog
        self._dense = dense
        self._embedder = embedder
        self._reranker = reranker
        self._threshold = threshold
        self._lexical = LexicalIndex(catalog, names)
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
        language = language_of_question(query.text)
        asked = _Asked(
            query,
            query_words(query.text, language),
            _in_language(snapshot, language),
            admitted(snapshot, query.filters),
            snapshot,
        )
        found = self._matching(asked) if query.mode is SearchMode.LEXICAL else self._nearest(asked)
        hits, abstained = self._hits(found.groups, asked.words), self._abstains(query, found)
        return Result(
            query=query,
            language=language,
            abstained=abstained,
            total=0 if abstained else found.total,
            hits=() if abstained else hits,
            facets=found.facets,
            evidence=found.evidence,
            nearest=hits if abstained else (),
        )

    def _abstains(self, query: Query, found: _Found) -> bool:
        if not found.total:
            return True
        calibrated = query.mode is SearchMode.HYBRID and self._threshold is not None
        return calibrated and found.evidence < (self._threshold or 0.0)

    def _current(self) -> Snapshot:
        with self._lock:
            if self._catalog.revision() != self._snapshot.revision:
                snapshot = self._catalog.snapshot()
                self._dense.refresh()
                self._snapshot = snapshot
            return self._snapshot

    def _nearest(self, asked: _Asked) -> _Found:
        """Ranks by similarity; asks for more candidates where one text in many places leaves too few hits of them."""
        query, allowed = asked.query, asked.allowed
        facets, total = self._counts(_SnapshotKey(asked.snapshot), query.filters)
        question = self._embedder.embed_query(query.text)
        reader = self._reranker if query.rerank and query.mode is SearchMode.HYBRID else None
        start, end = span(reader, query.offset, query.limit) if reader else _page(query)
        wanted = min(end, total) - start
        limit = max(_LEAST_CANDIDATES, _SPARE * end)
        while True:
            ranking = self._candidates(asked, question, limit)
            groups = _cut(ranking, asked, start, end)
            if len(groups) >= wanted or limit >= allowed.size:
                break
            limit *= _MORE
        ordered = self._reordered(reader, groups, query.text) if reader and start < reader.depth else groups
        return _Found(ordered[query.offset - start :][: query.limit], facets, total, ranking.evidence)

    def _reordered(self, reader: Reranker, groups: Sequence[Group], question: str) -> Sequence[Group]:
        """Returns groups in the reranker's order; what holds the names that are asked for stays before the others."""
        stored = self._catalog.passages_by_number([group.best.number for group in groups])
        present = [group for group in groups if group.best.number in stored]
        texts = [stored[group.best.number].passage.embedded_text for group in present]
        places = rerank(reader, question, texts, fixed=leading_names(present))
        return [replace(present[place.before], reranked=place.score) for place in places]

    def _candidates(self, asked: _Asked, question: Vector, limit: int) -> Ranking:
        dense = self._dense.nearest(question, limit, asked.allowed)
        lexical = NO_EVIDENCE
        if asked.query.mode is SearchMode.HYBRID:
            revision = asked.snapshot.revision
            lexical = self._lexical.search(asked.words, asked.allowed, asked.own, limit=limit, revision=revision)
        numbers = candidate_numbers(dense, lexical)
        return fuse(dense, lexical, numbers, self._dense.similarities(question, numbers))

    def _matching(self, asked: _Asked) -> _Found:
        """Ranks by words; what holds none of them is no answer and is not counted."""
        snapshot, filters = asked.snapshot, asked.query.filters
        size, revision = snapshot.live.size, snapshot.revision
        everything = self._lexical.search(asked.words, snapshot.live, asked.own, limit=size, revision=revision)
        matching = np.zeros_like(snapshot.live)
        matching[candidate_numbers(_NO_NEIGHBOURS, everything)] = True
        lexical = replace(
            everything,
            matches=_admitted(everything.matches, asked.allowed),
            names=_admitted(everything.names, asked.allowed),
        )
        numbers = candidate_numbers(_NO_NEIGHBOURS, lexical)
        ranking = fuse(_NO_NEIGHBOURS, lexical, numbers, np.full(len(numbers), np.nan, np.float32))
        facets = count_facets(snapshot, filters, matching)
        groups = _cut(ranking, asked, *_page(asked.query))
        total = count_texts(snapshot, matching & asked.allowed)
        return _Found(groups, facets, total, ranking.evidence)

    def _hits(self, groups: Sequence[Group], asked: Sequence[QueryWord]) -> tuple[Hit, ...]:
        stored = self._catalog.passages_by_number([group.best.number for group in groups])
        company = {number for group in groups for number in (*group.same, *(one.number for one in group.related))}
        places = self._catalog.origins_by_number(sorted(company)) if company else {}
        # A passage that was removed since the snapshot was read is in no answer.
        present = (group for group in groups if group.best.number in stored)
        return tuple(_hit(group, stored[group.best.number], places, asked) for group in present)


def _in_language(snapshot: Snapshot, language: str | None) -> PassageSet | None:
    if language is None:
        return None
    return snapshot.labelled.get("language", {}).get(language, np.zeros_like(snapshot.live))


def _admitted(matches: Matches, allowed: PassageSet) -> Matches:
    kept = allowed[matches.numbers]
    return Matches(numbers=matches.numbers[kept], scores=matches.scores[kept])


def _page(query: Query) -> tuple[int, int]:
    return query.offset, query.offset + query.limit


def _cut(ranking: Ranking, asked: _Asked, start: int, end: int) -> list[Group]:
    return collapse(ranking, asked.snapshot, asked.allowed, offset=start, limit=end - start)


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


def _hit(group: Group, stored: StoredPassage, places: Mapping[int, Origin], asked: Sequence[QueryWord]) -> Hit:
    best, passage = group.best, stored.passage
    offsets, written = highlights(passage.text, passage.language, asked)
    return Hit(
        passage=passage,
        document=stored.document,
        score=best.score,
        highlights=offsets,
        why=Why(
            words=written,
            similarity=best.similarity,
            dense_rank=best.dense_rank,
            lexical=best.lexical,
            lexical_rank=best.lexical_rank,
            reranked=group.reranked,
        ),
        also_in=tuple(places[number] for number in group.same if number in places),
        related=tuple(_related(one, places[one.number]) for one in group.related if one.number in places),
    )


def _related(one: Relative, place: Origin) -> Related:
    relation = Relation.REVISION if one.revised else Relation.KIN
    return Related(
        passage_id=place.passage_id,
        document_id=place.document_id,
        title=place.title,
        source=place.source,
        page=place.page,
        similarity=one.similarity,
        relation=relation,
    )
