from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.decision_files import BroughtIn, export_file, import_file
from kb.decision_store import DecisionStore
from kb.decisions import Action, Decision, told_of
from kb.errors import StorageError, UsageError
from kb.messages import Saying
from kb.text import digest
from tests.conftest import WordEmbedder
from tests.kb.curated import QUOTE, acts, decision, labels, put, suggestion, use_small_thesaurus

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
SAID = {QUOTE: (suggestion("kind", "result", 0.7), suggestion("theme", "waste", 0.9))}
OWN = {"document_id": digest("report"), "quote": QUOTE}
NAMES = ["all.json", "all.csv"]


@pytest.fixture(autouse=True, scope="module")
def small_thesaurus() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        use_small_thesaurus(patch)
        yield


def store_of(base: KnowledgeBase) -> DecisionStore:
    return DecisionStore(base.catalog, lambda: NOON)


@pytest.fixture
def store(base: KnowledgeBase) -> DecisionStore:
    put(base, "report", SAID)
    found = store_of(base)
    found.take([decision("kind", accepted=("lesson",), note='=1+1; "x"\nand so on', **OWN)])
    act = [decision(facet, action=Action.REJECT, rejected=(value,), **OWN) for facet, value in (("theme", "waste"),)]
    found.take([*act, decision("country", accepted=("BJ", "RW"), **OWN)])
    found.undo(2, who="Bo")
    return found


@pytest.fixture
def other(tmp_path: Path) -> Iterator[KnowledgeBase]:
    found = KnowledgeBase(load_config(tmp_path / "other", {"KB_LANGUAGE": "en"}), WordEmbedder())
    put(found, "report", SAID)
    yield found
    found.close()


def faults(caught: pytest.ExceptionInfo[UsageError]) -> list[str]:
    problems = caught.value.values["problems"]
    assert isinstance(problems, tuple)
    return [one.told("en") for one in problems]


@pytest.mark.parametrize("name", NAMES)
def test_all_decisions_go_to_another_base_where_the_same_counts(
    base: KnowledgeBase, store: DecisionStore, other: KnowledgeBase, tmp_path: Path, name: str
) -> None:
    assert export_file(store, tmp_path / name) == 5
    there = store_of(other)
    assert import_file(there, tmp_path / name) == BroughtIn(added=5, unchanged=0)
    keys = [(one.key, one.undoes) for one in told_of(there.all())]
    assert keys == [(one.key, one.undoes) for one in told_of(store.all())]
    assert labels(other) == labels(base)
    export_file(there, tmp_path / f"again-{name}")
    assert (tmp_path / f"again-{name}").read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_twice_changes_nothing(
    base: KnowledgeBase, store: DecisionStore, other: KnowledgeBase, tmp_path: Path, name: str
) -> None:
    export_file(store, tmp_path / name)
    before, revisions = store.all(), labels(base)
    assert import_file(store, tmp_path / name) == BroughtIn(added=0, unchanged=5)
    assert (store.all(), labels(base)) == (before, revisions)
    there = store_of(other)
    import_file(there, tmp_path / name)
    assert import_file(there, tmp_path / name) == BroughtIn(added=0, unchanged=5)


def test_a_table_is_safe_in_spreadsheets_and_comes_back_as_they_write_it(
    store: DecisionStore, other: KnowledgeBase, tmp_path: Path
) -> None:
    export_file(store, tmp_path / "all.csv")
    text = (tmp_path / "all.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(keepends=True)))
    assert rows[0][0] == "at"
    assert rows[1][8].startswith("'=1+1")
    with (tmp_path / "dutch.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert import_file(store_of(other), tmp_path / "dutch.csv").added == 5


def row(**changes: Any) -> dict[str, Any]:
    held = {"at": "2026-03-01T10:00:00+01:00", "who": "An", "action": "accept", "facet": "theme"}
    return {**held, **OWN, "accepted": ["water"], "rejected": [], **changes}


def written(path: Path, *rows: Any, **changes: Any) -> Path:
    held = {"format": "praktijkbank-decisions", "schema_version": 1, "decisions": list(rows), **changes}
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def test_decisions_that_somebody_wrote_come_in_once(other: KnowledgeBase, tmp_path: Path) -> None:
    there = store_of(other)
    path = written(tmp_path / "own.json", row(), row())
    assert import_file(there, path) == BroughtIn(added=1, unchanged=0)
    assert import_file(there, path) == BroughtIn(added=0, unchanged=1)
    [one] = there.all()
    assert one.at == "2026-03-01T09:00:00.000000+00:00"
    assert "water" in labels(other)["theme"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"at": "yesterday"}, "'at'"),
        ({"at": "2026-03-01T10:00:00"}, "'at'"),
        ({"at": "2036-03-01T10:00:00+00:00"}, "in the future"),
        ({"who": " "}, "'who'"),
        ({"quote": None}, "'quote'"),
        ({"action": "guess"}, "'action' is 'guess'"),
        ({"facet": "voice"}, "'facet' is 'voice'"),
        ({"facet": "kind", "accepted": ["wisdom"]}, "'kind' is 'wisdom'"),
        ({"facet": "kind", "accepted": ["lesson", "result"]}, "exactly one kind"),
        ({"accepted": []}, "'accepted'"),
        ({"accepted": "water"}, "'accepted'"),
        ({"accepted": [1]}, "'accepted'"),
        ({"accepted": ["a; b"]}, "'accepted'"),
        ({"undoes": "x"}, "'undoes'"),
        ({"action": "undo", "accepted": []}, "'undoes'"),
        ({"key": "0000"}, "was changed after"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_nothing_comes_in(
    other: KnowledgeBase, tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    there = store_of(other)
    with pytest.raises(UsageError) as caught:
        import_file(there, written(tmp_path / "own.json", row(), row(**changes), "no row"))
    [second, third] = faults(caught)
    assert second.startswith("row 2: ")
    assert told in second
    assert third.startswith("row 3: ")
    assert there.all() == []


def test_values_are_checked_where_a_person_wrote_them_and_kept_where_they_were_exported(
    other: KnowledgeBase, tmp_path: Path
) -> None:
    def unlisted(_facet: str, value: str) -> Saying | None:
        return Saying("curation_unknown", facet="theme", value=value, near="") if value == "gone" else None

    there = store_of(other)
    with pytest.raises(UsageError, match="'gone' is unknown"):
        import_file(there, written(tmp_path / "own.json", row(accepted=["gone"])), unlisted)
    [taken] = there.take([decision("theme", accepted=("gone",), **OWN)]).decisions
    export_file(there, tmp_path / "exported.json")
    third = KnowledgeBase(load_config(tmp_path / "third", {}), WordEmbedder())
    import_file(store_of(third), tmp_path / "exported.json", unlisted)
    assert [one.accepted for one in store_of(third).all()] == [taken.accepted]
    third.close()


def test_an_undo_whose_decision_is_nowhere_brings_nothing_in(other: KnowledgeBase, tmp_path: Path) -> None:
    there = store_of(other)
    undo = row(action="undo", accepted=[], undoes="0" * 16)
    with pytest.raises(UsageError, match="neither here nor in the file"):
        import_file(there, written(tmp_path / "own.json", row(), undo))
    assert there.all() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no.json", "{"),
        ("no.json", "[]"),
        ("no.json", '{"format": "praktijkbank-practices", "schema_version": 1, "decisions": []}'),
        ("no.json", '{"format": "praktijkbank-decisions", "schema_version": 2, "decisions": []}'),
        ("no.csv", "at,who\n"),
        ("no.csv", "at,who,action,document_id,quote,facet,colour\n"),
    ],
)
def test_another_file_is_refused(store: DecisionStore, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError):
        import_file(store, tmp_path / name)


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(store: DecisionStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kb curate export"):
        import_file(store, tmp_path / "missing.json")
    with pytest.raises(StorageError):
        export_file(store, tmp_path / "missing" / "all.json")


_NOTES = st.one_of(st.sampled_from(("=1+1", "'=x", "a\nb", '"q"; c', "-")), st.text(st.characters(codec="utf-8")))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(acts(), _NOTES), max_size=5), st.sampled_from(NAMES))
def test_whatever_was_decided_goes_out_and_in_with_nothing_lost(
    tmp_path_factory: pytest.TempPathFactory, taken: list[tuple[Decision, str]], name: str
) -> None:
    folder = tmp_path_factory.mktemp("bases")
    here, there = (KnowledgeBase(load_config(folder / one, {}), WordEmbedder()) for one in ("here", "there"))
    store = store_of(here)
    for one, note in taken:
        # Line ends are one in a table.
        store.take([replace(one, note=note.replace("\r", ""))])
    if taken:
        store.undo(1, who="Bo")
    export_file(store, folder / name)
    import_file(store_of(there), folder / name)
    assert told_of(store_of(there).all()) == told_of(store.all())
    here.close()
    there.close()
