from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from api.report import reason_text
from ingest import pipeline
from ingest.outcomes import Outcome, Status
from ingest.pipeline import ingest
from ingest.reading import SandboxedReader
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import Config, load_config
from kb.errors import BusyError, PraktijkbankError, UsageError
from kb.locks import write_lock
from kb.types import Query
from tests.conftest import EXAMPLES, WordEmbedder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    (found / "benin").mkdir(parents=True)
    (found / "benin" / "report.md").write_text("# Report 2023\n\nThe water committee of Ouinhi meets.\n")
    (found / "note.txt").write_text("Waste is collected in fifteen neighbourhoods by tricycle.\n")
    (found / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really\n")
    (found / "old.rtf").write_text("{\\rtf1 Old.}")
    return found


def statuses(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    return {outcome.source: outcome.status.value for outcome in outcomes}


def test_every_file_ends_in_one_status_with_a_reason(base: KnowledgeBase, folder: Path) -> None:
    report = ingest([folder], base)
    assert statuses(report.outcomes) == {
        "files/benin/report.md": "added",
        "files/broken.pdf": "failed",
        "files/note.txt": "added",
        "files/old.rtf": "skipped",
    }
    assert report.passages == base.catalog.counts()["passages"] == 2
    assert not report.complete
    reasons = {o.source: reason_text(o, "nl") for o in report.outcomes if o.reason}
    assert set(reasons) == {"files/broken.pdf", "files/old.rtf"}
    assert "beschadigd" in (reasons["files/broken.pdf"] or "")


def test_a_second_run_changes_nothing_and_reads_nothing(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ingest([folder], base)
    revision = base.catalog.revision()
    with monkeypatch.context() as patch:
        patch.setattr(SandboxedReader, "read", lambda *_: pytest.fail("a file was read again"))
        second = ingest([folder], base)
    assert {o.status for o in second.outcomes} == {Status.UNCHANGED}
    assert base.catalog.revision() == revision
    assert second.passages == first.passages
    assert [o.document_id for o in second.outcomes] == [o.document_id for o in first.outcomes]
    assert not second.complete
    reasons = [reason_text(o, "en") for o in second.outcomes if o.reason]
    assert all(reason and reason.startswith("Unchanged since last time") for reason in reasons)


def test_what_failed_is_read_again_when_asked_or_mended(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    again = ingest([folder], base, retry=True)
    assert statuses(again.outcomes)["files/broken.pdf"] == "failed"
    shutil.copy(EXAMPLES / "laarne-ouinhi" / "jaarrapport-2023.pdf", folder / "broken.pdf")
    mended = ingest([folder], base)
    assert statuses(mended.outcomes)["files/broken.pdf"] == "added"
    assert mended.complete


def test_a_changed_file_replaces_what_it_gave(base: KnowledgeBase, folder: Path) -> None:
    first = ingest([folder], base)
    (folder / "note.txt").write_text("Youth draw a map of their town together.\n")
    second = ingest([folder], base)
    assert statuses(second.outcomes)["files/note.txt"] == "updated"
    ids = [{o.document_id for o in r.outcomes if o.source == "files/note.txt"} for r in (first, second)]
    assert ids[0] == ids[1]
    texts = [hit.passage.text for hit in base.searcher.search(Query(text="waste tricycle youth map")).hits]
    assert "Youth draw a map of their town together." in texts
    assert not any("tricycle" in text for text in texts)
    assert problems_of(base) == []


def test_a_file_that_turned_bad_keeps_what_it_gave(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    (folder / "note.txt").write_bytes(b"")
    report = ingest([folder], base)
    assert statuses(report.outcomes)["files/note.txt"] == "failed"
    assert base.searcher.search(Query(text="waste tricycle")).hits[0].document.source == "files/note.txt"


def test_an_unforeseen_error_stops_neither_the_run_nor_hides(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "prepare", fail)
    report = ingest([folder], base)
    assert {o.status for o in report.outcomes} == {Status.FAILED, Status.SKIPPED}
    assert "ZeroDivisionError" in (reason_text(report.outcomes[0], "en") or "")


def test_a_file_over_the_limit_is_passed_over(tmp_path: Path, folder: Path) -> None:
    small = KnowledgeBase(load_config(tmp_path / "home", {"KB_MAX_FILE_MB": "0"}), WordEmbedder())
    report = ingest([folder / "note.txt", folder / "benin"], small)
    assert {o.reason.key for o in report.outcomes if o.reason} == {"file_too_large"}
    small.close()


def test_a_new_registry_makes_files_be_read_again(base: KnowledgeBase, config: Config, folder: Path) -> None:
    ingest([folder], base)
    (config.home / "partnerships.toml").write_text(
        '[a]\nlabel = "A – B"\ntype = "city_twinning"\nflemish = ["A"]\npartner = ["Tricycle"]\ncountry = "BJ"\n'
    )
    renewed = KnowledgeBase(config, WordEmbedder())
    (folder / "note.txt").write_text("The Tricycle partners meet.")
    report = ingest([folder], renewed)
    assert statuses(report.outcomes)["files/benin/report.md"] == "updated"
    renewed.close()


def test_progress_is_told_file_by_file(base: KnowledgeBase, folder: Path) -> None:
    class Told:
        def __init__(self) -> None:
            self.files = 0
            self.pages: list[tuple[str, int, int]] = []
            self.outcomes: list[Outcome] = []

        def start(self, files: int) -> None:
            self.files = files

        def page(self, source: str, done: int, pages: int) -> None:
            self.pages.append((source, done, pages))

        def done(self, outcome: Outcome) -> None:
            self.outcomes.append(outcome)

    told = Told()
    report = ingest([folder], base, told)
    assert told.files == 4
    assert sorted(o.source for o in told.outcomes) == [o.source for o in report.outcomes]


def test_what_is_waiting_is_written_when_it_is_enough(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "EMBED_TOGETHER", 1)
    assert ingest([folder], base).passages == 2


def test_an_empty_folder_and_a_missing_one(base: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ingest([tmp_path / "empty"], base).outcomes == ()
    with pytest.raises(UsageError, match="does not exist"):
        ingest([tmp_path / "nowhere"], base)


def test_two_runs_at_once_are_refused(base: KnowledgeBase, folder: Path) -> None:
    with write_lock(base.config.home), pytest.raises(BusyError):
        ingest([folder], base)


def test_what_a_killed_run_left_to_do_is_done(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    shutil.rmtree(base.index_root)  # as if killed after the last commit, before the index was built
    ingest([folder], base)
    assert len(list(base.index_root.iterdir())) == 1
    assert problems_of(base) == []


def test_a_file_that_disappears_is_told(base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = pipeline.discover([folder])
    (folder / "note.txt").unlink()
    monkeypatch.setattr(pipeline, "discover", lambda _: found)
    report = ingest([folder], base)
    gone = next(o for o in report.outcomes if o.source == "files/note.txt")
    assert gone.reason is not None
    assert gone.reason.key == "file_unreachable"


def test_a_file_that_brings_its_reader_down_costs_no_other(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
    monkeypatch.setattr(pipeline, "SandboxedReader", lambda config: SandboxedReader(config, worker))
    (tmp_path / "in").mkdir()
    for name in ("abort", "a good one", "fork", "stumble", "the last"):  # the names say what the reader does
        (tmp_path / "in" / name).write_text(f"{name} of the water committees of Ouinhi")
    report = ingest([tmp_path / "in"], base)
    assert [(o.source, o.status.value, o.reason.key if o.reason else None) for o in report.outcomes] == [
        ("in/a good one", "added", None),
        ("in/abort", "failed", "reader_crashed"),
        ("in/fork", "failed", "unexpected"),
        ("in/stumble", "failed", "unexpected"),
        ("in/the last", "added", None),
    ]


def test_without_a_worker_the_run_ends_and_no_file_is_blamed(
    base: KnowledgeBase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (sys.executable, "-c", "raise SystemExit(1)")
    monkeypatch.setattr(pipeline, "SandboxedReader", lambda config: SandboxedReader(config, broken))
    with pytest.raises(PraktijkbankError, match="does not start"):
        ingest([folder], base)
    assert base.catalog.source_states() == {}
