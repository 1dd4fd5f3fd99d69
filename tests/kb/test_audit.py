from __future__ import annotations

import pytest

from kb.access import Scope
from kb.audit import entries, note
from kb.backlog import backlog
from kb.bootstrap import KnowledgeBase
from kb.erasing import allow_persons, erase_documents
from kb.keys import KeyStore
from kb.models import switch
from kb.practice_store import PracticeStore
from kb.practices import PracticeRecord, PracticeState
from kb.visibilities import set_visibility, show_files_to
from tests.kb.erased import write


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


def test_what_changes_who_may_come_in_or_see_is_noted_without_names(base: KnowledgeBase) -> None:
    keys = KeyStore(base.catalog)
    key, secret = keys.create("Key of An", scopes=[Scope.READ], groups=["board"])
    keys.revoke(key.id)
    keys.revoke(key.id)
    report = write(base, "report", ["The well of Ouinhi is deep."])
    with base.catalog.transaction() as connection:
        set_visibility(connection, report.id, "groups:board", "An")
    with base.catalog.transaction() as connection:
        show_files_to(connection, ["nowhere"], "public")
    with base.catalog.engine.connect() as connection:
        _, noted = entries(connection, 10)
    assert [(one.who, one.action, one.subject) for one in noted] == [
        ("An", "document.show_to", report.id), ("", "key.revoke", key.id), ("", "key.create", key.id),
    ]  # fmt: skip
    assert noted[0].details == {"visibility": "groups:board", "documents": 1}
    assert not any(text in str(noted) for text in (secret, "Key of An", "report"))


def test_erasures_are_noted_by_counts(base: KnowledgeBase) -> None:
    gone = write(base, "report", ["The well of Ouinhi is deep."])
    erased = erase_documents(base, [gone.id], "An")
    allow_persons(base, ["Clarisse Houngbo"], "Bo")
    with base.catalog.engine.connect() as connection:
        _, [allowed, done] = entries(connection, 10)
    assert (allowed.who, allowed.action, allowed.details) == ("Bo", "persons.allow", {"count": 0})
    assert (done.who, done.action, done.subject) == ("An", "documents.erase", erased.id)
    assert done.details["passages"] == 1


def test_another_model_is_noted_and_the_first_is_not(base: KnowledgeBase) -> None:
    for stamp in ("first", "first", "second"):
        with base.catalog.transaction() as connection:
            switch(connection, stamp)
    with base.catalog.engine.connect() as connection:
        _, [noted] = entries(connection, 10)
    assert (noted.action, noted.subject, noted.details) == ("model.change", "second", {"previous": "first"})
