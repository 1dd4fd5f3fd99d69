"""What people decided of passages outlives whatever becomes of these, through the real way of a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.changeover import forget, rebuild
from kb.curation_desk import CurationDesk, Wish
from kb.decision_files import export_file
from kb.decisions import Action, Decision
from kb.filters import admitted, count_facets, count_texts
from kb.rows import StoredPassage, facet_values
from kb.suggestions import JUDGED
from kb.types import Filters, JudgedFacet, Query
from tests.kb.fake_models import Shelf, nothing
from tests.kb.waste_report import report_of

FIRST = "Begin in wijken met een actief wijkcomité: daar lag het aandeel abonnees na een jaar dertien punten hoger."
SECOND = "Zet het fonds voor onderhoud op een aparte rekening, met handtekeningen van het comité en van de gemeente."
REPORT = report_of(f"{FIRST} {SECOND}")
DECIDED = {"kind": ("good_practice",), "theme": ("gender-budgeting",), "partnership": ("bugesera",), "country": ("RW",)}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    found = Shelf("one", "two").base(tmp_path / "home")
    yield found
    found.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "afval-2024.md"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def desk(base: KnowledgeBase, file: Path) -> CurationDesk:
    ingest([file], base)
    return CurationDesk(base.catalog, base.registry)


@pytest.fixture
def taken(base: KnowledgeBase, desk: CurationDesk) -> list[Decision]:
    """Corrections of kind, theme and partnership of the report's lesson."""
    [lesson] = holding(base, FIRST)
    assert lesson.passage.partnerships == ("laarne-ouinhi",)
    wishes = (
        Wish(action=Action.CORRECT, facet=JudgedFacet.KIND, accepted=("good_practice",)),
        Wish(
            action=Action.CORRECT,
            facet=JudgedFacet.THEME,
            accepted=("gender-budgeting",),
            rejected=lesson.passage.themes,
        ),
        Wish(
            action=Action.CORRECT,
            facet=JudgedFacet.PARTNERSHIP,
            accepted=("bugesera",),
            rejected=lesson.passage.partnerships,
        ),
        Wish(action=Action.REJECT, facet=JudgedFacet.COUNTRY, rejected=("BJ",)),
    )
    for wish in wishes:
        desk.decide(lesson.passage.id, wish, who="An", note="in het overleg")
    return desk.store.all()


def holding(base: KnowledgeBase, *texts: str) -> list[StoredPassage]:
    """The passages that say the beginning of any of these texts."""
    every = [one for document in base.catalog.documents() for one in base.catalog.passages_of(document.id)]
    return [one for one in every if any(text[:40] in " ".join(one.passage.text.split()) for text in texts)]


def rejected_themes(taken: list[Decision]) -> set[str]:
    return {value for one in taken if one.facet == JudgedFacet.THEME for value in one.rejected}


def assert_it_stands(base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], passages: int = 1) -> None:
    """The decisions are as they were, and their passages are found by what they say, and by that alone."""
    assert desk.store.all() == taken
    found = holding(base, FIRST, SECOND)
    assert len(found) == passages
    for one in found:
        values = facet_values(one.passage)
        assert {facet: values[facet] for facet in JUDGED if facet != "theme"} == {
            facet: value for facet, value in DECIDED.items() if facet != "theme"
        }
        # Of a part, the machine may suggest themes that nobody has judged yet.
        assert set(DECIDED["theme"]) <= set(values["theme"])
        assert not rejected_themes(taken) & set(values["theme"])
    ids = {one.passage.id for one in found}
    filters = Filters(kind=("good_practice",), theme=("gender-budgeting",), partnership=("bugesera",), country=("RW",))
    hits = base.searcher.search(Query(text="wijkcomité rekening", filters=filters)).hits
    assert {hit.passage.id for hit in hits} == ids
    assert_facets_count_what_filters_return(base)
    others = [one for d in base.catalog.documents() for one in base.catalog.passages_of(d.id) if one not in found]
    assert others
    assert not any(set(one.passage.partnerships) & {"bugesera"} for one in others)


def assert_facets_count_what_filters_return(base: KnowledgeBase) -> None:
    snapshot = base.catalog.snapshot()
    counted = count_facets(snapshot, Filters())
    for facet in (*JUDGED, "sdg", "marker"):
        for value in counted[facet]:
            chosen = admitted(snapshot, Filters(**{facet: (value.value,)}))
            assert value.count == count_texts(snapshot, chosen) > 0


def test_it_stands_at_once(base: KnowledgeBase, desk: CurationDesk, taken: list[Decision]) -> None:
    assert_it_stands(base, desk, taken)


def test_it_survives_a_corrected_file(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    [before] = holding(base, FIRST)
    file.write_text(REPORT.replace("2022", "2021").replace("# Afval", "# Nieuwe afval"), encoding="utf-8")
    assert [outcome.status for outcome in ingest([file], base).outcomes] == ["updated"]
    [after] = holding(base, FIRST)
    assert after.passage.context != before.passage.context
    assert_it_stands(base, desk, taken)


def test_it_survives_a_corrected_word(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    file.write_text(REPORT.replace("dertien punten", "veertien punten"), encoding="utf-8")
    ingest([file], base)
    assert "veertien" in holding(base, FIRST)[0].passage.text
    assert_it_stands(base, desk, taken)


def test_it_holds_for_both_parts_of_a_passage_that_is_cut_in_two_and_for_the_whole_again(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    file.write_text(REPORT.replace(f"{FIRST} {SECOND}", f"{FIRST}\n\n## Het fonds\n\n{SECOND}"), encoding="utf-8")
    ingest([file], base)
    assert_it_stands(base, desk, taken, passages=2)
    file.write_text(REPORT, encoding="utf-8")
    ingest([file], base)
    assert_it_stands(base, desk, taken)


def test_it_survives_a_rebuild_another_model_and_the_way_back(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    same = base.settings_model
    rebuild(base.catalog, base.open_model(same), base.index_root, nothing, model=same, settings=same)
    assert_it_stands(base, desk, taken)
    model = base.wanted_model("two")
    rebuild(base.catalog, base.open_model(model), base.index_root, nothing, model=model, settings=same)
    assert base.catalog.stamp() == "two/1"
    other = Shelf("one", "two").base(base.config.home)
    assert_it_stands(other, desk, taken)
    file.write_text(REPORT.replace("2022", "2021"), encoding="utf-8")
    assert [outcome.status for outcome in ingest([file], other).outcomes] == ["updated"]
    assert_it_stands(other, desk, taken)
    embedder, model = other.previous_model()
    rebuild(other.catalog, embedder, other.index_root, nothing, model=model, settings=same)
    forget(other.catalog, other.index_root)
    other.close()
    assert_it_stands(base, desk, taken)


def test_it_survives_that_the_document_is_removed_and_added_again(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    [lesson] = holding(base, FIRST)
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, lesson.document.id)
    assert desk.store.all() == taken
    assert holding(base, FIRST) == []
    ingest([file], base)
    assert_it_stands(base, desk, taken)


def test_undoing_after_all_that_gives_what_the_machine_says_now(
    base: KnowledgeBase, desk: CurationDesk, taken: list[Decision], file: Path
) -> None:
    file.write_text(REPORT.replace("## Geleerde lessen", "## Uitdagingen onderweg"), encoding="utf-8")
    ingest([file], base)
    assert_it_stands(base, desk, taken)
    for _ in range(4):
        desk.undo_last(who="An")
    undone = holding(base, FIRST)
    fresh = Shelf("one").base(base.config.home.parent / "fresh")
    ingest([file], fresh)
    [now], [untouched] = undone, holding(fresh, FIRST)
    assert facet_values(now.passage) == facet_values(untouched.passage)
    fresh.close()


@pytest.mark.parametrize("name", ["decisions.json", "decisions.csv"])
def test_it_goes_to_another_base_before_or_after_the_document(
    desk: CurationDesk, taken: list[Decision], file: Path, tmp_path: Path, name: str
) -> None:
    export_file(desk.store, tmp_path / name)
    for home, first in (("before", True), ("after", False)):
        other = Shelf("one").base(tmp_path / home)
        there = CurationDesk(other.catalog, other.registry)
        if first:
            there.bring_in(tmp_path / name)
        ingest([file], other)
        if not first:
            there.bring_in(tmp_path / name)
        assert_it_stands(other, there, taken)
        other.close()
