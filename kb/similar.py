"""The same practice elsewhere: from a passage, the nearest in other partnerships, and what differs there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kb.access import LOCAL, Reader
from kb.asking import check_values
from kb.breadth import STRICT, belonging_of, in_breadth
from kb.catalog import Catalog
from kb.errors import NotReadyError, UnknownError
from kb.filters import PassageSet, Snapshot, admitted
from kb.fulltext import NO_MATCHES
from kb.fusion import Ranking
from kb.hits import Asked, hits_of
from kb.ranking import collapse, leading_places
from kb.rows import StoredPassage, embedding_key, facet_values, from_bytes
from kb.search import Searcher
from kb.sections import neighbours, topic_of
from kb.types import Filters, Hit, Passage, PracticeKind
from kb.vectors import Neighbours

# What is less like the passage than this share of the nearest one is another matter: read on the examples.
_LEAST_SHARE = 0.7
# So many candidates leave enough hits after versions are collapsed, also where one partnership has most of them.
_CANDIDATES = 100
# Facets in which two practices are held against each other, in the order in which a reader wants to know.
_COMPARED = ("partnership", "country", "year", "kind", "language", "document_kind")
_OUTCOMES = (PracticeKind.RESULT, PracticeKind.KEY_FIGURE)
# What came of a practice is told in a glance.
_MOST_RESULTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A facet in which two passages differ, with the values of the first and of the second."""

    facet: str
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A passage of another partnership, what differs there, and what came of it as far as its section tells."""

    hit: Hit
    differences: tuple[Difference, ...]
    results: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A passage with what came of it, and the same practice elsewhere."""

    here: StoredPassage
    results: tuple[Passage, ...]
    elsewhere: tuple[Elsewhere, ...]


def compare(
    searcher: Searcher,
    passage_id: str,
    *,
    limit: int = 5,
    filters: Filters | None = None,
    reader: Reader = LOCAL,
) -> Comparison:
    """Finds the passages of other partnerships that are nearest to one, the nearest of each partnership first.

    Args:
        searcher: what holds the passages and their vectors.
        passage_id: the passage to start from; one without a partnership is compared with other documents.
        limit: how many to return at most.
        filters: limit what is found.
        reader: what they may see is compared; that they may see the passage itself is the caller's to know.

    Raises:
        UsageError: a filter has a value that cannot be.
        UnknownError: there is no passage of that id.
        NotReadyError: its vector is not made yet.
    """
    wanted = filters or Filters()
    check_values(wanted)
    catalog, snapshot = searcher.catalog, searcher.current(reader)
    here = catalog.passage(passage_id)
    if here is None:
        raise UnknownError("passage_unknown")
    beside = catalog.passages_of(here.document.id)
    allowed = admitted(snapshot, wanted) & _elsewhere(here, beside, snapshot)
    ranking = _ranking(searcher, here.passage, snapshot, allowed)
    alike = leading_places(ranking, snapshot)
    alike = alike[ranking.scores[alike] >= _LEAST_SHARE * ranking.evidence]
    belonging = belonging_of(ranking.numbers, snapshot, allowed)
    places = in_breadth(alike, ranking, belonging, STRICT)[:limit]
    asked = Asked(concepts=frozenset(here.passage.themes))
    hits = hits_of(catalog, collapse(ranking, snapshot, allowed, places), asked)
    return Comparison(here=here, results=_results(here, beside), elsewhere=tuple(_told(here, hits, catalog)))


def _elsewhere(here: StoredPassage, beside: Sequence[StoredPassage], snapshot: Snapshot) -> PassageSet:
    """Returns the passages that are of none of a passage's partnerships, not in its document, and no version of it."""
    found: PassageSet = snapshot.live.copy()
    for name in here.passage.partnerships:
        found &= ~snapshot.labelled["partnership"].get(name, np.zeros_like(snapshot.live))
    own = [stored.number for stored in beside if stored.number < found.size]
    found[own] = False
    if here.number < found.size:
        found &= snapshot.version_keys != snapshot.version_keys[here.number]
    return found


def _ranking(searcher: Searcher, passage: Passage, snapshot: Snapshot, allowed: PassageSet) -> Ranking:
    stamp, key = searcher.stamp, embedding_key(passage)
    made = searcher.catalog.vectors_by_embedding_key([key], stamp)
    if key not in made:
        raise NotReadyError("not_embedded")
    found = searcher.dense.nearest(from_bytes(made[key]), _CANDIDATES, allowed, exact=not snapshot.whole)
    return _by_similarity(found)


def _by_similarity(found: Neighbours) -> Ranking:
    scores = found.similarities.astype(np.float64)
    return Ranking(
        evidence=float(scores.max(initial=0.0)),
        numbers=found.numbers,
        scores=scores,
        fused=scores,
        similarities=found.similarities,
        named=np.zeros(len(scores)),
        dense=found,
        lexical=NO_MATCHES,
    )


def _told(here: StoredPassage, hits: Sequence[Hit], catalog: Catalog) -> Iterator[Elsewhere]:
    documents = {hit.document.id: catalog.passages_of(hit.document.id) for hit in hits}
    for hit in hits:
        beside = documents[hit.document.id]
        there = next((stored for stored in beside if stored.passage.id == hit.passage.id), None)
        yield Elsewhere(
            hit=hit,
            differences=tuple(_differences(here.passage, hit.passage)),
            results=_results(there, beside) if there else (),
        )


def _differences(here: Passage, there: Passage) -> Iterator[Difference]:
    first, second = facet_values(here), facet_values(there)
    for facet in _COMPARED:
        if set(first[facet]) != set(second[facet]):
            yield Difference(facet=facet, here=first[facet], there=second[facet])


def _results(stored: StoredPassage, beside: Sequence[StoredPassage]) -> tuple[Passage, ...]:
    """Returns the results and key figures of a passage's section, the nearest first; a whole document is no section."""
    if not set(topic_of(stored.passage.headings)) - {stored.document.title}:
        return ()
    near = neighbours([stored], beside)
    return tuple(one.passage for one in near if one.passage.kind in _OUTCOMES)[:_MOST_RESULTS]
