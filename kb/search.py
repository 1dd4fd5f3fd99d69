"""Search: a question in, hits with their place, facets and reasons out. It writes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from kb.access import LOCAL, Reader
from kb.asking import check_page, check_query, check_values
from kb.breadth import WINDOW, Belonging, belonging_of, in_breadth
from kb.browsing import Browsed, crossed, latest
from kb.calibration import Similarities
from kb.catalog import Catalog
from kb.concepts import concepts_in
from kb.embedder import Embedder
from kb.filters import PassageSet, Snapshot, admitted, count_facets, count_texts
from kb.fulltext import Matches
from kb.fusion import Ranking, candidate_numbers, fuse
from kb.grouping import linked_to_none
from kb.hits import Asked, hits_of
from kb.language import language_of_question
from kb.lexical import NO_EVIDENCE, LexicalIndex, SeenWords
from kb.names import Name
from kb.nearest import DenseIndex
from kb.newest import newest_first
from kb.query_vectors import QueryVectors
from kb.ranking import collapse, leading_names, leading_places
from kb.rerank import Reranker, rerank
from kb.sight import only, visible_to
from kb.stages import Observe, Stage, nobody, timed
from kb.types import (
    Breadth,
    FacetValue,
    Filters,
    Hit,
    Order,
    Query,
    Result,
    SearchMode,
)
from kb.vectors import Neighbours, Numbers, Vector
from kb.wording import QueryWord, query_words

# Candidates that each retriever brings; a passage that both place beyond it is not among the first ten of
# the fused order (measured on 10,000 passages).
_LEAST_CANDIDATES = 100
_SPARE = 2
# How many times more are fetched where those leave a page unfilled.
_MORE = 4
# Sets of visibilities that are kept side by side: a handful of groups gives a handful of them.
_SIGHTS = 32

_NO_NEIGHBOURS = Neighbours(np.empty(0, np.int64), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with its words, and what it is asked of."""

    query: Query
    language: str | None
    words: tuple[QueryWord, ...]
    own: PassageSet | None
    allowed: PassageSet
    snapshot: Snapshot

    @property
    def end(self) -> int:
        """The hits up to the end of the page."""
        return self.query.offset + self.query.limit


@dataclass(frozen=True, slots=True)
class _Found:
    """Candidates, the places of the hits among them in the order that is shown, and the facets and counts of all hits.

    `unlinked` counts those of no partnership; `belonging` tells which candidate is of which partnership; `read` are the
    cross-encoder's scores of the places that it read.
    """

    ranking: Ranking
    belonging: Belonging
    places: Numbers
    facets: dict[str, tuple[FacetValue, ...]]
    total: int
    unlinked: int
    read: Mapping[int, float]


class Searcher:
    """Answers questions over one catalogue; safe to share between threads.

    Args:
        catalog: the passages.
        dense: their vectors.
        embedder: the model that made the vectors.
        names: names that are names whatever else they mean.
        partnerships: ids of the registry's partnerships.
        reranker: reorders the first hits of hybrid search; None leaves them as they are.
        threshold: the least evidence of an answer to hybrid search; None where the model was not calibrated.
        similarities: what the model's similarities mean; None where they were not measured.
        observe: is told how long each stage of a search takes.

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
        partnerships: Iterable[str] = (),
        reranker: Reranker | None = None,
        threshold: float | None = None,
        similarities: Similarities | None = None,
        observe: Observe = nobody,
    ) -> None:
        catalog.check_stamp(embedder.stamp)
        self.catalog = catalog
        self.dense = dense
        self.stamp = embedder.stamp
        self.similarities = similarities
        self._vectors = QueryVectors(embedder)
        self._observe = observe
        self._registered = frozenset(partnerships)
        self._reranker = reranker
        self._threshold = threshold
        self._lexical = LexicalIndex(catalog, names)
        self._lock = threading.Lock()
        self._snapshot = catalog.snapshot()
        self._seen: dict[frozenset[str], Snapshot] = {}
        self._counts = lru_cache(maxsize=256)(_facets_and_counts)

    def search(self, query: Query, reader: Reader = LOCAL) -> Result:
        """Answers a question with what a reader may see.

        Raises:
            UsageError: the question is empty or too long, a filter has an unknown value, or the page lies
                beyond what can be shown.
        """
        check_query(query)
        with timed(self._observe, Stage.SNAPSHOT):
            snapshot = self.current(reader)
        language = language_of_question(query.text)
        question = _Question(
            query,
            language,
            tuple(query_words(query.text, language)),
            _in_language(snapshot, language),
            admitted(snapshot, query.filters),
            snapshot,
        )
        found = self._matching(question) if query.mode is SearchMode.LEXICAL else self._nearest(question)
        places = found.places[query.offset : question.end]
        asked = Asked(
            words=question.words,
            concepts=concepts_in(query.text, language),
            similarities=self.similarities,
        )
        with timed(self._observe, Stage.RANKING):
            groups = collapse(found.ranking, snapshot, question.allowed, places, found.read)
        with timed(self._observe, Stage.CATALOGUE):
            hits = hits_of(self.catalog, groups, asked)
        abstained = self._abstains(query, found)
        return Result(
            query=query,
            language=language,
            abstained=abstained,
            total=0 if abstained else found.total,
            hits=() if abstained else hits,
            facets=found.facets,
            evidence=found.ranking.evidence,
            nearest=hits if abstained else (),
            unlinked=0 if abstained else found.unlinked,
            breadth=self._breadth(question, found, () if abstained else hits),
        )

    def current(self, reader: Reader = LOCAL) -> Snapshot:
        """Returns what a reader may find now, and lets the dense index take up what is new."""
        with self._lock:
            if self.catalog.revision() != self._snapshot.revision:
                snapshot = self.catalog.snapshot()
                self.dense.refresh()
                self._snapshot, self._seen = snapshot, {}
            return self._seen_by(reader)

    def facets(self, reader: Reader = LOCAL) -> Mapping[str, tuple[FacetValue, ...]]:
        """Returns for each facet its values among all that a reader sees, with how many passages carry each."""
        return self._counts(_SnapshotKey(self.current(reader)), Filters())[0]

    def browse(self, filters: Filters, reader: Reader = LOCAL, *, limit: int, offset: int = 0) -> Browsed:
        """Returns passages without a question, the latest first.

        Raises:
            UsageError: a filter has an unknown value, or the page lies beyond what can be shown.
        """
        check_values(filters)
        check_page(limit, offset)
        snapshot = self.current(reader)
        numbers = latest(snapshot, filters)
        chosen = numbers[offset : offset + limit].tolist()
        stored = self.catalog.passages_by_number(chosen)
        return Browsed(
            total=len(numbers),
            passages=tuple(stored[number] for number in chosen if number in stored),
            facets=self._counts(_SnapshotKey(snapshot), filters)[0],
        )

    def crossed(self, rows: str, columns: str, filters: Filters, reader: Reader = LOCAL) -> dict[tuple[str, str], int]:
        """Returns how many passages that a reader sees carry a value of one facet and one of another."""
        return crossed(self.current(reader), rows, columns, filters)

    def words(self, reader: Reader = LOCAL) -> SeenWords:
        """Returns the words of the passages that a reader sees."""
        return self._lexical.words(self.current(reader))

    def _seen_by(self, reader: Reader) -> Snapshot:
        seen = visible_to(reader, self._snapshot)
        if seen not in self._seen:
            if len(self._seen) >= _SIGHTS:
                self._seen.clear()
            self._seen[seen] = only(self._snapshot, seen)
        return self._seen[seen]

    def _abstains(self, query: Query, found: _Found) -> bool:
        if not found.total:
            return True
        calibrated = query.mode is SearchMode.HYBRID and self._threshold is not None
        return calibrated and found.ranking.evidence < (self._threshold or 0.0)

    def _breadth(self, question: _Question, found: _Found, hits: tuple[Hit, ...]) -> Breadth:
        """Counts partnerships; what has less evidence than any answer needs says nothing to the question."""
        known = self._registered | question.snapshot.labelled.get("partnership", {}).keys()
        if not hits:
            return Breadth(shown=0, answering=0, registered=len(known))
        shown = found.belonging[found.places[question.query.offset : question.end]].any(axis=0)
        telling = found.belonging[found.ranking.fused >= (self._threshold or 0.0)].any(axis=0)
        return Breadth(shown=int(shown.sum()), answering=int((shown | telling).sum()), registered=len(known))

    def _nearest(self, question: _Question) -> _Found:
        """Ranks by similarity; asks for more candidates where one text in many places leaves too few hits of them."""
        query, allowed = question.query, question.allowed
        with timed(self._observe, Stage.FACETS):
            facets, total, unlinked = self._counts(_SnapshotKey(question.snapshot), query.filters)
        with timed(self._observe, Stage.EMBEDDING):
            vector = self._vectors.embed(query.text, question.language)
        reader = self._reranker if query.rerank and query.mode is SearchMode.HYBRID else None
        reordered = max(reader.depth if reader else 0, 0 if query.order is Order.RELEVANCE else WINDOW)
        end = max(question.end, reordered) if query.offset < reordered else question.end
        limit = max(_LEAST_CANDIDATES, _SPARE * end)
        while True:
            ranking = self._candidates(question, vector, limit)
            places = leading_places(ranking, question.snapshot)
            if len(places) >= min(end, total) or limit >= allowed.size:
                break
            limit *= _MORE
        read: Mapping[int, float] = {}
        if reader and query.offset < reordered:
            places, read = self._reordered(reader, ranking, places, query.text)
        with timed(self._observe, Stage.RANKING):
            belonging = belonging_of(ranking.numbers, question.snapshot, allowed)
            if query.order is Order.BREADTH:
                places = in_breadth(places, ranking, belonging)
            elif query.order is Order.NEWEST:
                places = newest_first(places, ranking, question.snapshot)
        return _Found(ranking, belonging, places, facets, total, unlinked, read)

    def _reordered(
        self, reader: Reranker, ranking: Ranking, places: Numbers, question: str
    ) -> tuple[Numbers, Mapping[int, float]]:
        """Returns places in the reranker's order; what holds the names that are asked for stays before the others."""
        first = places[: reader.depth]
        stored = self.catalog.passages_by_number(ranking.numbers[first].tolist())
        present = np.array([place for place in first.tolist() if int(ranking.numbers[place]) in stored], np.int64)
        texts = [stored[int(ranking.numbers[place])].passage.embedded_text for place in present]
        order = rerank(reader, question, texts, fixed=leading_names(ranking, present))
        read = {int(present[one.before]): one.score for one in order if one.score is not None}
        return np.concatenate([present[[one.before for one in order]], places[reader.depth :]]), read

    def _candidates(self, question: _Question, vector: Vector, limit: int) -> Ranking:
        with timed(self._observe, Stage.DENSE):
            dense = self.dense.nearest(vector, limit, question.allowed, exact=not question.snapshot.whole)
        lexical = NO_EVIDENCE
        if question.query.mode is SearchMode.HYBRID:
            with timed(self._observe, Stage.LEXICAL):
                lexical = self._lexical.search(
                    question.words, question.snapshot, question.allowed, question.own, limit=limit
                )
        numbers = candidate_numbers(dense, lexical)
        return fuse(dense, lexical, numbers, self.dense.similarities(vector, numbers))

    def _matching(self, question: _Question) -> _Found:
        """Ranks by words; what holds none of them is no answer and is not counted."""
        snapshot, filters = question.snapshot, question.query.filters
        everything = self._lexical.search(
            question.words, snapshot, snapshot.live, question.own, limit=snapshot.live.size
        )
        matching = np.zeros_like(snapshot.live)
        matching[candidate_numbers(_NO_NEIGHBOURS, everything)] = True
        lexical = replace(
            everything,
            matches=_admitted(everything.matches, question.allowed),
            names=_admitted(everything.names, question.allowed),
        )
        numbers = candidate_numbers(_NO_NEIGHBOURS, lexical)
        ranking = fuse(_NO_NEIGHBOURS, lexical, numbers, np.full(len(numbers), np.nan, np.float32))
        facets = count_facets(snapshot, filters, matching)
        admitted_matching = matching & question.allowed
        total = count_texts(snapshot, admitted_matching)
        unlinked = count_texts(snapshot, admitted_matching & linked_to_none(snapshot))
        belonging = belonging_of(ranking.numbers, snapshot, question.allowed)
        places = leading_places(ranking, snapshot)
        if question.query.order is Order.NEWEST:
            places = newest_first(places, ranking, snapshot)
        return _Found(ranking, belonging, places, facets, total, unlinked, {})


def _in_language(snapshot: Snapshot, language: str | None) -> PassageSet | None:
    if language is None:
        return None
    return snapshot.labelled.get("language", {}).get(language, np.zeros_like(snapshot.live))


def _admitted(matches: Matches, allowed: PassageSet) -> Matches:
    kept = allowed[matches.numbers]
    return Matches(numbers=matches.numbers[kept], scores=matches.scores[kept])


class _SnapshotKey:
    """A snapshot as a cache key: equal for what is seen of equal revisions."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __hash__(self) -> int:
        return hash(self.snapshot.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SnapshotKey) and other.snapshot.key == self.snapshot.key


def _facets_and_counts(key: _SnapshotKey, filters: Filters) -> tuple[dict[str, tuple[FacetValue, ...]], int, int]:
    snapshot = key.snapshot
    found = admitted(snapshot, filters)
    unlinked = count_texts(snapshot, found & linked_to_none(snapshot))
    return count_facets(snapshot, filters), count_texts(snapshot, found), unlinked
