"""The JSON that leaves the system, the same from the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from pydantic import BaseModel

from kb.evaluate import PairFigures
from kb.registry import Registry
from kb.rows import StoredPassage
from kb.types import Document, FacetValue, Hit, Origin, Passage, Result, Speaker, Why


class SpeakerOut(BaseModel):
    """Who gives a testimonial."""

    name: str | None
    role: str | None
    organisation: str | None
    place: str | None
    municipality: str | None
    partner: str | None
    country: str | None


class BoxOut(BaseModel):
    """Where a line stands: points from the upper left of the physical page, numbered from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class WhyOut(BaseModel):
    """Why a passage is a hit; `lexical` and the ranks are null where that retriever did not bring it."""

    words: list[str]
    similarity: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None


class OriginOut(BaseModel):
    """Another place where the same text stands."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None


class PassageOut(BaseModel):
    """A passage with its place."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None
    page_label: str | None
    pages: list[int]
    boxes: list[BoxOut]
    heading: str
    headings: list[str]
    position: int
    text: str
    language: str
    kind: str
    document_kind: str
    countries: list[str]
    partnerships: list[str]
    year: int | None
    speaker: SpeakerOut | None


class HitOut(PassageOut):
    """A passage in an answer; `highlights` are character offsets [start, end) into `text`."""

    highlights: list[tuple[int, int]]
    score: float
    why: WhyOut
    also_in: list[OriginOut]


class FacetOut(BaseModel):
    """A value to filter by, with the number of passages that it would leave."""

    value: str
    label: str
    count: int


class SearchOut(BaseModel):
    """The answer to a question."""

    query: str
    language: str | None
    abstained: bool
    total: int
    hits: list[HitOut]
    facets: dict[str, list[FacetOut]]


class DocumentOut(BaseModel):
    """A document; `passages` are its passages in reading order."""

    document_id: str
    title: str
    source: str
    kind: str
    language: str
    year: int | None
    pages: int | None
    countries: list[str]
    partnerships: list[str]
    passages: list[PassageOut]


class StatusOut(BaseModel):
    """What a knowledge base holds; `indexed` passages are in the dense index, the others are scanned exactly."""

    home: str
    documents: int
    passages: int
    model: str | None
    indexed: int
    not_read: int


class CheckOut(BaseModel):
    """Whether all is well, and if not, what is wrong."""

    fine: bool
    problems: list[str]


class RebuildOut(BaseModel):
    """What a rebuild made."""

    passages: int
    model: str


class PairOut(BaseModel):
    """Retrieval figures of one language pair, each 0 to 1."""

    query_language: str
    document_language: str
    questions: int
    ndcg: float
    recall: float
    mrr: float


class EvaluationOut(BaseModel):
    """Retrieval figures of all language pairs, at a depth of ten, and their means."""

    pairs: list[PairOut]
    monolingual_ndcg: float | None
    crosslingual_ndcg: float | None


class ErrorOut(BaseModel):
    """What went wrong on the command line."""

    error: str
    code: str


class ProblemOut(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


def search_out(result: Result, registry: Registry, language: str) -> SearchOut:
    """Returns an answer as it leaves; `language` is the reader's, for the facets' labels."""
    facets = {
        facet: [_facet_out(facet, value, registry, language) for value in values]
        for facet, values in result.facets.items()
    }
    return SearchOut(
        query=result.query.text,
        language=result.language,
        abstained=result.abstained,
        total=result.total,
        hits=[_hit_out(hit) for hit in result.hits],
        facets=facets,
    )


def evaluation_out(figures: Sequence[PairFigures]) -> EvaluationOut:
    """Returns retrieval figures as they leave."""
    same = [pair.ndcg for pair in figures if pair.query_language == pair.document_language]
    across = [pair.ndcg for pair in figures if pair.query_language != pair.document_language]
    return EvaluationOut(
        pairs=[PairOut.model_validate(pair, from_attributes=True) for pair in figures],
        monolingual_ndcg=fmean(same) if same else None,
        crosslingual_ndcg=fmean(across) if across else None,
    )


def passage_out(stored: StoredPassage) -> PassageOut:
    """Returns a passage as it leaves."""
    return PassageOut(**_passage_fields(stored.passage, stored.document))


def document_out(document: Document, passages: list[StoredPassage]) -> DocumentOut:
    """Returns a document with its passages as it leaves."""
    return DocumentOut(
        document_id=document.id,
        title=document.title,
        source=document.source,
        kind=document.kind,
        language=document.language,
        year=document.year,
        pages=document.pages,
        countries=list(document.countries),
        partnerships=list(document.partnerships),
        passages=[passage_out(stored) for stored in passages],
    )


def _facet_out(facet: str, value: FacetValue, registry: Registry, language: str) -> FacetOut:
    return FacetOut(value=value.value, label=registry.label(facet, value.value, language), count=value.count)


def _hit_out(hit: Hit) -> HitOut:
    return HitOut(
        **_passage_fields(hit.passage, hit.document),
        highlights=list(hit.highlights),
        score=hit.score,
        why=_why_out(hit.why),
        also_in=[_origin_out(origin) for origin in hit.also_in],
    )


def _passage_fields(passage: Passage, document: Document) -> dict[str, Any]:
    return {
        "passage_id": passage.id,
        "document_id": document.id,
        "title": document.title,
        "source": document.source,
        "page": passage.pages[0] if passage.pages else None,
        "page_label": passage.page_labels[0] if passage.page_labels else None,
        "pages": list(passage.pages),
        "boxes": [BoxOut.model_validate(box, from_attributes=True) for box in passage.boxes],
        "heading": " › ".join(passage.headings),
        "headings": list(passage.headings),
        "position": passage.position,
        "text": passage.text,
        "language": passage.language,
        "kind": passage.kind,
        "document_kind": passage.document_kind,
        "countries": list(passage.countries),
        "partnerships": list(passage.partnerships),
        "year": passage.year,
        "speaker": _speaker_out(passage.speaker),
    }


def _speaker_out(speaker: Speaker | None) -> SpeakerOut | None:
    return SpeakerOut.model_validate(speaker, from_attributes=True) if speaker else None


def _why_out(why: Why) -> WhyOut:
    return WhyOut(
        words=list(why.words),
        similarity=None if why.similarity is None else round(why.similarity, 4),
        dense_rank=why.dense_rank,
        lexical=None if why.lexical is None else round(why.lexical, 4),
        lexical_rank=why.lexical_rank,
    )


def _origin_out(origin: Origin) -> OriginOut:
    return OriginOut(
        passage_id=origin.passage_id,
        document_id=origin.document_id,
        title=origin.title,
        source=origin.source,
        page=origin.page,
    )
