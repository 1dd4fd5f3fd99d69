from __future__ import annotations

import pytest

from kb.audit import entries, note
from kb.backlog import backlog
from kb.bootstrap import KnowledgeBase
from kb.practice_store import PracticeStore
from kb.practices import PracticeRecord, PracticeState


def test_a_change_that_fails_is_not_noted(base: KnowledgeBase) -> None:
    def change() -> None:
        with base.catalog.transaction(revises=False) as connection:
            note(connection, "An", "document.erase", "d1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    with base.catalog.engine.connect() as connection:
        assert entries(connection, 10) == (0, [])


def test_practice_records_are_noted_with_who_and_which(base: KnowledgeBase) -> None:
    record = PracticeRecord(id="p1", title="A depot", language="en", state=PracticeState.SUGGESTED)
    PracticeStore(base.catalog).add(record, action="new", who="An", note="because")
    with base.catalog.engine.connect() as connection:
        total, [one] = entries(connection, 10, subject="p1")
    assert (total, one.who, one.action, one.details) == (1, "An", "practice.new", {"version": 1})
    assert "because" not in str(one)


def test_nothing_waits_in_an_empty_base(base: KnowledgeBase) -> None:
    with base.catalog.engine.connect() as connection:
        assert backlog(connection) == {"jobs": 0, "erasures": 0}
