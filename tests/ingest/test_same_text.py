"""The same text twice, in real documents: versions of minutes, and guides that are there as PDF and as DOCX."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.types import Query, Relation

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")

MINUTES = [f"nl/report/vl_verslag_dossier_v1.0{version}.docx" for version in (0, 1)]
GUIDE = [f"nl/handbook/ra_niveau2_Dutch_Ghana.{ending}" for ending in ("docx", "pdf")]
# Of the smaller document's passages, as measured when this was written: .75 and 1.
FLOORS = [(MINUTES, 0.6), (GUIDE, 0.9)]


@pytest.mark.parametrize(("names", "floor"), FLOORS, ids=["minutes", "guide"])
def test_versions_of_a_document_are_revisions(base: KnowledgeBase, names: list[str], floor: float) -> None:
    ingest([CORPUS / name for name in names], base)
    one, other = base.catalog.documents()
    for document, counterpart in ((one, other), (other, one)):
        [revision] = base.catalog.revisions_of(document.id)
        assert revision.document == counterpart
        assert revision.share >= floor


def test_a_hit_in_minutes_names_its_other_version(base: KnowledgeBase) -> None:
    ingest([CORPUS / name for name in MINUTES], base)
    hits = base.searcher.search(Query(text="sneuvelmodel voor de eerste workshop", limit=30)).hits
    shared = [hit for hit in hits if any(place.document_id != hit.document.id for place in hit.also_in)]
    assert shared
    assert any(one.relation is Relation.REVISION for hit in hits for one in hit.related)


def test_a_guide_in_two_formats_is_counted_about_once(base: KnowledgeBase) -> None:
    ingest([CORPUS / name for name in GUIDE], base)
    total = base.searcher.search(Query(text="goudkust")).total
    assert total <= 0.6 * base.catalog.counts()["passages"]
