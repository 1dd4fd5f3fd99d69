"""Hits: what a reader is shown of a passage that was found, with its places and what it was found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.calibration import Similarities
from kb.catalog import Catalog
from kb.concepts import in_common
from kb.highlight import highlights
from kb.ranking import Group
from kb.rows import StoredPassage
from kb.types import Hit, Origin, Related, Relation, Why
from kb.versions import Relative
from kb.wording import QueryWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What hits are held against: the question's words and concepts, and what the model's similarities mean."""

    words: Sequence[QueryWord] = ()
    concepts: frozenset[str] = frozenset()
    similarities: Similarities | None = None


def hits_of(catalog: Catalog, groups: Sequence[Group], asked: Asked) -> tuple[Hit, ...]:
    """Returns hits in the order of their groups; a passage that is gone since it was found is none."""
    stored = catalog.passages_by_number([group.best.number for group in groups])
    company = {number for group in groups for number in _company(group)}
    places = catalog.origins_by_number(sorted(company)) if company else {}
    present = (group for group in groups if group.best.number in stored)
    return tuple(_hit(group, stored[group.best.number], places, asked) for group in present)


def _company(group: Group) -> Iterable[int]:
    return (*group.same, *(one.number for one in group.related))


def _hit(group: Group, stored: StoredPassage, places: Mapping[int, Origin], asked: Asked) -> Hit:
    passage = stored.passage
    offsets, written = highlights(passage.text, passage.language, asked.words) if asked.words else ((), ())
    return Hit(
        passage=passage,
        document=stored.document,
        score=group.best.score,
        highlights=offsets,
        why=_why(group, stored, written, asked),
        also_in=tuple(places[number] for number in group.same if number in places),
        related=tuple(_related(one, places[one.number]) for one in group.related if one.number in places),
    )


def _why(group: Group, stored: StoredPassage, written: tuple[str, ...], asked: Asked) -> Why:
    best, measured = group.best, asked.similarities
    return Why(
        words=written,
        similarity=best.similarity,
        dense_rank=best.dense_rank,
        lexical=best.lexical,
        lexical_rank=best.lexical_rank,
        reranked=best.reranked,
        named=best.named > 0,
        concepts=in_common(asked.concepts, stored.passage.themes),
        closeness=measured.closeness(best.similarity) if measured and best.similarity is not None else None,
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
