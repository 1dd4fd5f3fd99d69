"""What a person made of passages outlives whatever becomes of these, through the real way of a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.changeover import forget, rebuild
from kb.practice_desk import PracticeDesk
from kb.practice_exchange import export_file, import_file
from kb.practice_states import Step
from kb.practice_store import StoredPractice
from kb.practices import Reuse
from kb.rows import StoredPassage
from tests.kb.fake_models import Shelf, nothing
from tests.kb.waste_report import report_of

QUOTE = "Begin in wijken met een actief wijkcomité. Daar lag het aandeel abonnees na een jaar dertien punten hoger."
REPORT = report_of(QUOTE)


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
def desk(base: KnowledgeBase, file: Path) -> PracticeDesk:
    ingest([file], base)
    return PracticeDesk(base.catalog, base.registry)


@pytest.fixture
def made(base: KnowledgeBase, desk: PracticeDesk) -> StoredPractice:
    """A validated record of the report's lesson, with a person's own words and a reuse."""
    lesson = holding(base, QUOTE)
    data = {
        "title": "Begin waar een comité is",
        "language": "nl",
        "what_was_done": [{"text": QUOTE, "evidence": [lesson.passage.id]}],
        "results": [{"text": "Het comité bleef.", "by": "An"}],
        "partnerships": ["laarne-ouinhi"],
    }
    practice_id = desk.new(data, who="An").record.id
    desk.step(practice_id, Step.VALIDATE, who="Bo", note="in het overleg")
    return desk.reuse(practice_id, Reuse(by="Mol", when="2025", result="Twee wijken doen mee."), who="An")


def holding(base: KnowledgeBase, text: str) -> StoredPassage:
    passages = [one for document in base.catalog.documents() for one in base.catalog.passages_of(document.id)]
    return next(one for one in passages if text in " ".join(one.passage.text.split()))


def assert_it_stands(base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice) -> None:
    """The record is as it was, with its history, and its evidence leads to the passage that says it now."""
    assert desk.store.get(made.record.id) == made
    assert [event.action for event in desk.history(made.record.id)] == ["new", "validate", "reuse"]
    [traced] = desk.evidence(made.record).values()
    assert [place.passage_id for place in traced.places] == [holding(base, QUOTE).passage.id]


def test_a_record_survives_a_corrected_file(
    base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice, file: Path
) -> None:
    before = holding(base, QUOTE).passage
    file.write_text(REPORT.replace("2022", "2021").replace("# Afval", "# Nieuwe afval"), encoding="utf-8")
    assert [outcome.status for outcome in ingest([file], base).outcomes] == ["updated"]
    assert holding(base, QUOTE).passage.context != before.context
    assert_it_stands(base, desk, made)


def test_a_record_survives_other_borders_of_passages(
    base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice, file: Path
) -> None:
    before = holding(base, QUOTE).passage
    added = "Zet het fonds voor onderhoud op een aparte rekening met twee handtekeningen van het comité."
    file.write_text(REPORT.replace(QUOTE, f"{added} {QUOTE} {added}"), encoding="utf-8")
    ingest([file], base)
    assert holding(base, QUOTE).passage.text != before.text
    assert_it_stands(base, desk, made)


def test_a_record_survives_another_model_and_the_way_back(
    base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice
) -> None:
    model = base.wanted_model("two")
    rebuild(base.catalog, base.open_model(model), base.index_root, nothing, model=model, settings=base.settings_model)
    assert base.catalog.stamp() == "two/1"
    assert_it_stands(base, desk, made)
    embedder, model = base.previous_model()
    rebuild(base.catalog, embedder, base.index_root, nothing, model=model, settings=base.settings_model)
    forget(base.catalog, base.index_root)
    assert_it_stands(base, desk, made)


def test_of_a_removed_document_the_quote_and_its_source_remain(
    base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice, file: Path
) -> None:
    lesson = holding(base, QUOTE)
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, lesson.document.id)
    assert desk.store.get(made.record.id) == made
    [traced] = desk.evidence(made.record).values()
    assert (traced.document_is_there, traced.places) == (False, ())
    assert QUOTE in traced.citation.quote
    assert traced.citation.source == lesson.document.source
    ingest([file], base)
    assert_it_stands(base, desk, made)


@pytest.mark.parametrize("name", ["practices.json", "practices.csv"])
def test_a_record_goes_to_another_base_with_its_evidence(  # noqa: PLR0913, PLR0917 - fixtures
    base: KnowledgeBase, desk: PracticeDesk, made: StoredPractice, file: Path, tmp_path: Path, name: str
) -> None:
    export_file(desk.store, tmp_path / name)
    other = Shelf("one").base(tmp_path / "other")
    there = PracticeDesk(other.catalog, other.registry)
    assert import_file(there, tmp_path / name, who="Cis").added == 1
    ingest([file], other)
    assert there.store.get(made.record.id).record == made.record
    assert_it_stands(base, desk, made)
    [traced] = there.evidence(made.record).values()
    assert [place.passage_id for place in traced.places] == [holding(other, QUOTE).passage.id]
    other.close()
