"""From what the knowledge base answers to the JSON that leaves the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas import (
    BoxOut,
    BreadthOut,
    DocumentOut,
    FacetOut,
    GroupedOut,
    HitGroupOut,
    HitOut,
    OriginOut,
    PassageOut,
    ReasonOut,
    RelatedOut,
    RevisionOut,
    SearchOut,
    SpeakerOut,
    WhyOut,
)
from api.why import why_sentence
from kb.facet_labels import facet_label
from kb.grouping import HitGroup, by_partnership
from kb.registry import Registry
from kb.rows import StoredPassage
from kb.themes import thesaurus
from kb.types import Document, FacetValue, Hit, Passage, Related, Result, Speaker, Why
from kb.versions import Revision


def search_out(result: Result, registry: Registry, language: str, *, explain: bool = True) -> SearchOut:
    """Returns an answer as it leaves.

    Args:
        result: the answer.
        registry: names partnerships and countries.
        language: the reader's, for labels and reasons.
        explain: gives reasons with their details, not the sentence alone.
    """
    return SearchOut(
        query=result.query.text,
        language=result.language,
        abstained=result.abstained,
        total=result.total,
        hits=[_hit_out(hit, language, explain=explain) for hit in result.hits],
        facets=facets_out(result.facets, registry, language),
        nearest=[_hit_out(hit, language, explain=explain) for hit in result.nearest],
        breadth=BreadthOut.model_validate(result.breadth, from_attributes=True),
    )


def grouped_out(result: Result, registry: Registry, language: str, *, explain: bool = True) -> GroupedOut:
    """Returns an answer as it leaves, with its hits by partnership as well."""
    answer = search_out(result, registry, language, explain=explain)
    groups = [_group_out(group, registry, language, explain=explain) for group in by_partnership(result)]
    return GroupedOut(**dict(answer), groups=groups)


def _group_out(group: HitGroup, registry: Registry, language: str, *, explain: bool) -> HitGroupOut:
    name = group.partnership
    return HitGroupOut(
        partnership=name,
        label=facet_label("partnership", name, language, registry) if name else None,
        total=group.total,
        hits=[_hit_out(hit, language, explain=explain) for hit in group.hits],
    )


def passage_out(stored: StoredPassage) -> PassageOut:
    """Returns a passage as it leaves."""
    return PassageOut(**passage_fields(stored.passage, stored.document))


def document_out(document: Document, passages: Sequence[StoredPassage], revisions: Sequence[Revision]) -> DocumentOut:
    """Returns a document with its passages and its other versions as it leaves."""
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
        revisions=[_revision_out(revision, document) for revision in revisions],
        passages=[passage_out(stored) for stored in passages],
    )


def _revision_out(revision: Revision, document: Document) -> RevisionOut:
    other = revision.document
    return RevisionOut(
        document_id=other.id,
        title=other.title,
        source=other.source,
        share=round(revision.share, 4),
        same_file=other.content_hash == document.content_hash,
    )


def facets_out(
    facets: Mapping[str, Sequence[FacetValue]], registry: Registry, language: str
) -> dict[str, list[FacetOut]]:
    """Returns the values of facets with their labels and counts."""
    return {
        facet: [_facet_out(facet, value, registry, language) for value in values] for facet, values in facets.items()
    }


def _facet_out(facet: str, value: FacetValue, registry: Registry, language: str) -> FacetOut:
    return FacetOut(value=value.value, label=facet_label(facet, value.value, language, registry), count=value.count)


def _hit_out(hit: Hit, language: str, *, explain: bool) -> HitOut:
    return HitOut(
        **passage_fields(hit.passage, hit.document),
        highlights=list(hit.highlights),
        score=hit.score,
        why=_why_out(hit.why, language) if explain else ReasonOut(sentence=why_sentence(hit.why, language)),
        also_in=[OriginOut.model_validate(origin, from_attributes=True) for origin in hit.also_in],
        related=[_related_out(related) for related in hit.related],
    )


def passage_fields(passage: Passage, document: Document) -> dict[str, Any]:
    """Returns the fields of `PassageOut`, for what leaves with more than these."""
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
        "voice": passage.voice,
        "themes": list(passage.themes),
        "sdgs": list(thesaurus().sdgs(passage.themes)),
        "markers": list(thesaurus().markers(passage.themes)),
        "document_kind": passage.document_kind,
        "countries": list(passage.countries),
        "partnerships": list(passage.partnerships),
        "year": passage.year,
        "speaker": _speaker_out(passage.speaker),
    }


def _speaker_out(speaker: Speaker | None) -> SpeakerOut | None:
    return SpeakerOut.model_validate(speaker, from_attributes=True) if speaker else None


def _why_out(why: Why, language: str) -> WhyOut:
    return WhyOut(
        sentence=why_sentence(why, language),
        words=list(why.words),
        concepts=list(why.concepts),
        closeness=why.closeness,
        named=why.named,
        similarity=None if why.similarity is None else round(why.similarity, 4),
        dense_rank=why.dense_rank,
        lexical=None if why.lexical is None else round(why.lexical, 4),
        lexical_rank=why.lexical_rank,
        reranked=None if why.reranked is None else round(why.reranked, 4),
    )


def _related_out(related: Related) -> RelatedOut:
    found = RelatedOut.model_validate(related, from_attributes=True)
    return found.model_copy(update={"similarity": None if related.similarity is None else round(related.similarity, 4)})
