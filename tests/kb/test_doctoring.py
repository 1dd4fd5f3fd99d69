from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from kb.bootstrap import KnowledgeBase
from kb.doctoring import Grade, examined
from kb.keys import KeyStore
from kb.locks import write_lock
from kb.schema import jobs
from tests.conftest import Fill, MakePassage

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def grades(base: KnowledgeBase, now: datetime = NOW) -> dict[str, Grade]:
    return {one.thing: one.grade for one in examined(base, lambda: now)}


def fill_one(fill: Fill, make_passage: MakePassage) -> None:
    fill([make_passage("Water pumps need a committee.")])


def test_a_sound_base_has_no_fault(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill_one(fill, make_passage)
    base.config.home.chmod(0o700)
    found = grades(base)
    assert Grade.FAULT not in found.values()
    assert {name for name, grade in found.items() if grade is Grade.WARNING} <= {"disk", "index"}
    assert {"sqlite", "clock", "permissions", "writer", "catalogue", "originals", "model", "keys", "backlog"} <= set(
        found
    )


def test_each_thing_that_is_wrong_is_found(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill_one(fill, make_passage)
    [document] = base.catalog.documents()
    base.originals.path(document.content_hash).unlink()
    KeyStore(base.catalog).create("An", expires_at=datetime.now(UTC) + timedelta(days=3))
    row = {"id": "j", "created_at": "", "who": "An", "state": "queued", "request": ""}
    with base.catalog.transaction(revises=False) as connection:
        connection.execute(sa.insert(jobs), row)
    with write_lock(base.config.home):
        found = grades(base, datetime.now(UTC))
    assert found["originals"] is Grade.FAULT
    assert [found[thing] for thing in ("keys", "backlog", "writer")] == [Grade.WARNING] * 3
    assert grades(base, datetime(1970, 1, 1, tzinfo=UTC))["clock"] is Grade.FAULT


def test_an_open_folder_is_found(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill_one(fill, make_passage)
    base.config.home.chmod(0o755)
    assert grades(base)["permissions"] is Grade.WARNING
