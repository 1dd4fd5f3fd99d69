from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kb.catalog import Catalog
from kb.errors import StaleError, UnknownError, UsageError
from kb.practice_states import Step, edited, reused, stepped
from kb.practice_store import UNDO, Event, PracticeStore
from kb.practices import PracticeRecord, PracticeState, Reuse, faults_of
from tests.kb.practice_records import record

REUSE = Reuse(by="Deinze", when="2025", result="It runs.")


def noon() -> datetime:
    return datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> PracticeStore:
    return PracticeStore(Catalog(tmp_path / "catalog.sqlite3"), noon)


def renamed(title: str) -> object:
    return lambda held: replace(held, title=title)


def test_what_was_added_is_there_with_who_when_and_why(store: PracticeStore) -> None:
    added = store.add(record(), action="new", who="An", note="after the visit")
    assert store.get(added.record.id) == added
    assert (added.record, added.changed_at) == (record(), "2026-03-31T12:00:00+00:00")
    [event] = store.history(added.record.id)
    assert (event.who, event.action, event.note, event.version) == ("An", "new", "after the visit", added.version)


def test_a_change_is_a_new_version_and_the_old_one_stays_in_the_history(store: PracticeStore) -> None:
    first = store.add(record(), action="new", who="An")
    second = store.change(record().id, renamed("Another"), action="edit", who="Bo", version=first.version)
    assert second.version > first.version
    assert [event.record.title for event in store.history(record().id)] == ["Waste by tricycle", "Another"]
    assert [stored.record.title for stored in store.all()] == ["Another"]


def test_a_change_of_what_was_changed_since_is_refused_and_says_by_whom(store: PracticeStore) -> None:
    first = store.add(record(), action="new", who="An")
    store.change(record().id, renamed("Another"), action="edit", who="Bo", version=first.version)
    with pytest.raises(StaleError, match="by Bo"):
        store.change(record().id, renamed("Mine"), action="edit", who="An", version=first.version)
    assert store.get(record().id).record.title == "Another"


def test_a_change_that_fails_leaves_nothing(store: PracticeStore) -> None:
    store.add(record(), action="new", who="An")
    with pytest.raises(UsageError):
        store.change(record().id, lambda held: stepped(held, Step.RESTORE), action="restore", who="An")
    assert len(store.history(record().id)) == 1


def test_undoing_goes_back_step_by_step_to_the_beginning(store: PracticeStore) -> None:
    store.add(record(), action="new", who="An")
    for title in ("second", "third"):
        store.change(record().id, renamed(title), action="edit", who="An")
    assert store.undo(record().id, who="Bo").record.title == "second"
    assert store.undo(record().id, who="Bo").record == record()
    with pytest.raises(UsageError, match="nothing to undo"):
        store.undo(record().id, who="Bo")
    assert [event.action for event in store.history(record().id)] == ["new", "edit", "edit", UNDO, UNDO]


def test_a_change_after_an_undo_can_be_undone_too(store: PracticeStore) -> None:
    store.add(record(), action="new", who="An")
    store.change(record().id, renamed("second"), action="edit", who="An")
    store.undo(record().id, who="An")
    store.change(record().id, renamed("third"), action="edit", who="An")
    assert store.undo(record().id, who="An").record == record()


def test_what_is_not_there_is_said(store: PracticeStore) -> None:
    for ask in (store.get, store.history, lambda one: store.undo(one, who="An")):
        with pytest.raises(UnknownError, match="no practice record 'b'"):
            ask("b")


def test_additions_come_all_or_none(store: PracticeStore) -> None:
    event = Event(at="2026-01-01T00:00:00+00:00", who="An", action="new", note="", record=record())
    broken = replace(event, record=replace(record(), title=object()))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="JSON"):
        store.append([event, broken])
    assert store.all() == []


def test_records_raise_no_revision_of_what_is_searched(store: PracticeStore) -> None:
    before = store._catalog.revision()
    store.add(record(), action="new", who="An")
    assert store._catalog.revision() == before


class Judging(RuleBasedStateMachine):
    """People do anything with a record, in any order; what is not possible changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._catalog = Catalog(Path(self._folder.name) / "catalog.sqlite3")
        self.store = PracticeStore(self._catalog)
        self.expected: list[PracticeRecord] = []
        self.standing: list[PracticeRecord] = []

    @initialize()
    def begin(self) -> None:
        self.store.add(record(), action="new", who="An")
        self.expected = [record()]
        self.standing = [record()]

    @rule(step=st.sampled_from(Step), note=st.sampled_from(("", "why")))
    def judge(self, step: Step, note: str) -> None:
        self._do(lambda held: stepped(held, step, note), step)

    @rule(title=st.sampled_from(("one", "two")), partnerships=st.sampled_from(((), ("laarne-ouinhi",))))
    def edit(self, title: str, partnerships: tuple[str, ...]) -> None:
        self._do(lambda held: edited(held, record(title=title, partnerships=partnerships)), "edit")

    @rule()
    def take_over(self) -> None:
        self._do(lambda held: reused(held, REUSE), "reuse")

    @rule()
    def undo(self) -> None:
        if len(self.standing) == 1:
            with pytest.raises(UsageError):
                self.store.undo(record().id, who="An")
            return
        self.standing.pop()
        self.expected.append(self.standing[-1])
        assert self.store.undo(record().id, who="An").record == self.standing[-1]

    def _do(self, change: object, action: str) -> None:
        try:
            after = self.store.change(record().id, change, action=action, who="An")  # type: ignore[arg-type]
        except UsageError:
            return
        self.expected.append(after.record)
        self.standing.append(after.record)

    @invariant()
    def the_history_is_complete_and_the_record_sound(self) -> None:
        if not self.expected:
            return
        events = self.store.history(record().id)
        assert [event.record for event in events] == self.expected
        [now] = self.store.all()
        assert now.record == self.expected[-1]
        assert now.version == events[-1].version
        assert not faults_of(now.record)
        assert now.record.state in PracticeState

    def teardown(self) -> None:
        self._catalog.close()
        self._folder.cleanup()


def test_whatever_people_do_the_history_is_complete_and_the_state_legal() -> None:
    run_state_machine_as_test(Judging, settings=settings(max_examples=15, stateful_step_count=25, deadline=None))
