from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalog import Catalog
from kb.errors import StorageError, UsageError
from kb.practice_desk import PracticeDesk
from kb.practice_exchange import Imported, export_file, import_file
from kb.practice_states import Step
from kb.practice_store import Event
from kb.practice_table import COLUMNS
from kb.practices import PracticeRecord, PracticeState, Reuse
from kb.registry import load_registry
from tests.kb.practice_records import complete_records, record

ENDINGS = (".json", ".csv")


@contextmanager
def opened(folder: Path, name: str) -> Iterator[PracticeDesk]:
    catalog = Catalog(folder / f"{name}.sqlite3")
    yield PracticeDesk(catalog, load_registry(folder))
    catalog.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PracticeDesk]:
    with opened(tmp_path, "here") as found:
        yield found


@pytest.fixture
def other(tmp_path: Path) -> Iterator[PracticeDesk]:
    with opened(tmp_path, "there") as found:
        yield found


def judged(desk: PracticeDesk) -> str:
    """Adds a record with a history and returns its id."""
    made = desk.store.add(record(), action="new", who="An", note="=first")
    desk.step(made.record.id, Step.VALIDATE, who="Bo", note="@ the meeting")
    desk.reuse(made.record.id, Reuse(by="Deinze", when="2025", result="-10%"), who="An")
    return made.record.id


def plain(events: list[Event]) -> list[Event]:
    return [replace(event, version=0) for event in events]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def rewritten(path: Path, change: Any) -> Path:
    """Changes the rows of a table as somebody does in a spreadsheet."""
    rows = rows_of(path)
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]) if rows else COLUMNS, delimiter=";")
        table.writeheader()
        table.writerows(rows)
    return path


@settings(max_examples=40, deadline=None)
@given(
    st.lists(complete_records(), min_size=1, max_size=3),
    complete_records("b" * 16),
    st.sampled_from(ENDINGS),
)
def test_what_goes_out_comes_in_as_it_was(first: list[PracticeRecord], second: PracticeRecord, ending: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / f"practices{ending}"
        with opened(folder, "here") as here, opened(folder, "there") as there:
            events = [
                Event(at=f"2026-01-0{n + 1}T00:00:00+00:00", who="=An", action="edit", note="-", record=one)
                for n, one in enumerate(first)
            ]
            here.store.append([*events, replace(events[0], record=second)])
            assert export_file(here.store, file) == 2
            assert import_file(there, file, who="Bo") == Imported(added=2, changed=0, unchanged=0)
            for one in ("a" * 16, "b" * 16):
                assert plain(there.store.history(one)) == plain(here.store.history(one))
                assert there.store.get(one).record == here.store.get(one).record
            assert import_file(there, file, who="Bo") == Imported(added=0, changed=0, unchanged=2)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_newer_file_brings_what_is_new_and_an_older_one_nothing(
    desk: PracticeDesk, other: PracticeDesk, tmp_path: Path, ending: str
) -> None:
    file, later = tmp_path / f"a{ending}", tmp_path / f"b{ending}"
    made = judged(desk)
    export_file(desk.store, file)
    desk.step(made, Step.WITHDRAW, who="An", note="the fund is empty")
    export_file(desk.store, later)
    import_file(other, file, who="Bo")
    assert import_file(other, later, who="Bo") == Imported(added=0, changed=1, unchanged=0)
    assert other.store.get(made).record.state is PracticeState.WITHDRAWN
    assert import_file(other, file, who="Bo") == Imported(added=0, changed=0, unchanged=1)
    assert plain(other.store.history(made)) == plain(desk.store.history(made))


def test_what_was_changed_in_both_places_is_refused(desk: PracticeDesk, other: PracticeDesk, tmp_path: Path) -> None:
    made = judged(desk)
    export_file(desk.store, tmp_path / "a.json")
    import_file(other, tmp_path / "a.json", who="Bo")
    desk.step(made, Step.REOPEN, who="An")
    other.step(made, Step.WITHDRAW, who="Bo", note="why")
    export_file(desk.store, tmp_path / "b.json")
    with pytest.raises(UsageError, match="both here and in the file"):
        import_file(other, tmp_path / "b.json", who="Bo")
    assert other.store.get(made).record.state is PracticeState.WITHDRAWN


def test_what_somebody_wrote_in_a_spreadsheet_is_a_change_of_theirs(desk: PracticeDesk, tmp_path: Path) -> None:
    made = judged(desk)
    export_file(desk.store, tmp_path / "a.csv")
    file = rewritten(tmp_path / "a.csv", lambda rows: rows[0].update(title="'t Werkt"))
    assert import_file(desk, file, who="Cis") == Imported(added=0, changed=1, unchanged=0)
    last = desk.store.history(made)[-1]
    assert (last.who, last.action, last.record.title, last.record.state) == ("Cis", "import", "'t Werkt", "validated")
    assert import_file(desk, file, who="Cis").unchanged == 1


def test_a_spreadsheet_changes_no_state(desk: PracticeDesk, tmp_path: Path) -> None:
    judged(desk)
    export_file(desk.store, tmp_path / "a.csv")
    file = rewritten(tmp_path / "a.csv", lambda rows: rows[0].update(state="suggested"))
    with pytest.raises(UsageError, match="kb practices validate"):
        import_file(desk, file, who="Cis")


def test_a_row_that_was_written_by_hand_comes_in_once(desk: PracticeDesk, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text('title,language,results,results_evidence\nOwn,nl,Het hielp,"[{""by"": ""An""}]"\n')
    assert import_file(desk, file, who="An") == Imported(added=1, changed=0, unchanged=0)
    assert import_file(desk, file, who="An") == Imported(added=0, changed=0, unchanged=1)
    [stored] = desk.store.all()
    assert (stored.record.title, stored.record.results[0].by) == ("Own", "An")


def test_no_cell_is_a_formula(desk: PracticeDesk, tmp_path: Path) -> None:
    desk.store.add(record(title="=HYPERLINK()", contact_role="@x", maturity_reason=""), action="new", who="An")
    export_file(desk.store, tmp_path / "a.csv")
    [row] = rows_of(tmp_path / "a.csv")
    assert not [cell for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]
    assert row["title"] == "'=HYPERLINK()"


def test_all_that_is_wrong_is_told_by_row_and_nothing_comes_in(desk: PracticeDesk, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "title,language,results,results_evidence,from_year,partnerships\n"
        "Fine,nl,,,,laarne-ouinhi\n"
        "A,de,,,,\n"
        "B,nl,Het hielp,,,\n"
        "C,nl,,{,,\n"
        "D,nl,,,soon,\n"
        "E,nl,,,,nowhere\n"
    )
    with pytest.raises(UsageError) as caught:
        import_file(desk, file, who="An")
    told = str(caught.value)
    assert all(f"row {row}:" in told for row in (3, 4, 5, 6))
    assert all(part in told for part in ("'de'", "results_evidence", "no JSON list", "soon", "nowhere"))
    assert desk.store.all() == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "[", "no file of"),
        ("a.json", '{"format": "other"}', "no file of"),
        ("a.json", '{"format": "praktijkbank-practices", "schema_version": 9, "practices": []}', "version 9"),
        ("a.json", '{"format": "praktijkbank-practices", "schema_version": 1, "practices": [3]}', "row 1"),
        ("a.csv", "title,language,colour\n", "colour"),
        ("a.csv", "title\n", "language"),
        ("a.csv", "schema_version,title,language\n9,a,nl\n", "version 9"),
    ],
)
def test_another_file_is_refused(desk: PracticeDesk, tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=told):
        import_file(desk, tmp_path / name, who="An")


def test_a_missing_file_and_one_that_is_no_text_are_refused(desk: PracticeDesk, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\xff")
    for name in ("a.json", "missing.json"):
        with pytest.raises(UsageError, match="no file of"):
            import_file(desk, tmp_path / name, who="An")
    with pytest.raises(StorageError, match="another file"):
        export_file(desk.store, tmp_path)


@pytest.mark.parametrize(
    "history",
    [
        {},
        [3],
        [{"changes": 3}],
        [{"action": "undo", "changes": {"id": "a" * 16, "language": "en"}}],
        [{"action": "new", "changes": {"id": "b" * 16, "language": "en"}}],
    ],
)
def test_a_history_that_cannot_be_is_refused(desk: PracticeDesk, tmp_path: Path, history: object) -> None:
    row = {"id": "a" * 16, "language": "en", "history": history or "none"}
    document = {"format": "praktijkbank-practices", "schema_version": 1, "practices": [row]}
    (tmp_path / "a.json").write_text(json.dumps(document))
    with pytest.raises(UsageError, match="row 1"):
        import_file(desk, tmp_path / "a.json", who="An")


def test_a_record_that_stands_twice_is_refused(desk: PracticeDesk, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"id,title,language\n{'a' * 16},A,nl\n{'a' * 16},B,nl\n")
    with pytest.raises(UsageError, match="further up"):
        import_file(desk, file, who="An")
