from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from kb import doctoring
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.doctoring import Finding, Grade, examined
from kb.erasing import erase_persons
from kb.keys import KeyStore
from kb.locks import write_lock
from kb.schema import jobs
from kb.scrubbing import scrub_pending
from kb.types import LANGUAGES
from tests.kb.erased import filled, write

PERSON = "Clémence Akpovi-Dossou"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
THINGS = {
    *("settings", "sqlite", "clock", "folder", "permissions", "disk", "writer"),
    *("catalogue", "originals", "index", "model", "keys", "backlog"),
}


@pytest.fixture
def deployed(base: KnowledgeBase) -> KnowledgeBase:
    write(base, "named", ["One passage speaks of water.", f"The other says that {PERSON} paid."])
    filled(base)
    base.config.home.chmod(0o700)
    return base


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets a disk have as much room as a test says, and enough of it otherwise."""

    def set_free(gigabytes: float) -> None:
        free = SimpleNamespace(free=int(gigabytes * 1e9))
        monkeypatch.setattr(doctoring.shutil, "disk_usage", lambda _path: free)  # type: ignore[attr-defined]

    set_free(50)
    return set_free


def found(base: KnowledgeBase, now: datetime = NOW) -> dict[str, Finding]:
    """Returns what is found, by the thing; and that all of it can be told in each language."""
    findings = list(examined(base, lambda: now))
    assert all(one.told.told(language) for one in findings for language in LANGUAGES)
    assert len({one.thing for one in findings}) == len(findings)
    return {one.thing: one for one in findings}


def not_ok(base: KnowledgeBase, now: datetime = NOW) -> dict[str, tuple[Grade, str]]:
    return {name: (one.grade, one.told.key) for name, one in found(base, now).items() if one.grade is not Grade.OK}


def test_a_sound_deployment_has_nothing_to_put_right(deployed: KnowledgeBase) -> None:
    assert not_ok(deployed) == {}
    assert set(found(deployed)) == THINGS


def test_a_folder_that_is_not_there_is_a_fault_and_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "not mounted"
    base = KnowledgeBase(load_config(missing, {}))
    assert not_ok(base)["folder"] == (Grade.FAULT, "doctor_folder_none")
    assert not missing.exists()


def test_an_empty_folder_is_told_what_to_begin_with_and_stays_empty(base: KnowledgeBase) -> None:
    base.config.home.mkdir(mode=0o700)
    assert not_ok(base) == {"catalogue": (Grade.WARNING, "doctor_catalogue_none")}
    assert list(base.config.home.iterdir()) == []


def test_a_folder_that_everybody_can_read_is_named(deployed: KnowledgeBase) -> None:
    deployed.config.home.chmod(0o755)
    assert not_ok(deployed) == {"permissions": (Grade.WARNING, "doctor_permissions_open")}


@pytest.mark.parametrize(
    ("gigabytes", "grade", "key"),
    [(1, Grade.WARNING, "doctor_disk_little"), (0.1, Grade.FAULT, "doctor_disk_full")],
)
def test_a_disk_that_fills_up_is_seen(
    deployed: KnowledgeBase, roomy: Callable[[float], None], gigabytes: float, grade: Grade, key: str
) -> None:
    roomy(gigabytes)
    assert not_ok(deployed) == {"disk": (grade, key)}


def test_who_writes_is_seen_and_not_disturbed(deployed: KnowledgeBase) -> None:
    with write_lock(deployed.config.home):
        assert not_ok(deployed) == {"writer": (Grade.WARNING, "doctor_writer_busy")}
    assert not_ok(deployed) == {}


def test_a_catalogue_that_is_none_is_a_fault(base: KnowledgeBase) -> None:
    base.config.home.mkdir(mode=0o700)
    base.catalog_path.write_bytes(b"what the backup wrote instead\n" * 500)
    assert not_ok(base) == {"catalogue": (Grade.FAULT, "catalog_damaged")}


def test_a_catalogue_of_a_newer_version_is_a_fault(deployed: KnowledgeBase) -> None:
    deployed.close()
    with closing(sqlite3.connect(deployed.catalog_path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    again = KnowledgeBase(deployed.config)
    assert not_ok(again) == {"catalogue": (Grade.FAULT, "catalog_newer")}


def test_a_catalogue_with_a_damaged_page_is_a_fault_and_no_traceback(deployed: KnowledgeBase) -> None:
    with closing(sqlite3.connect(deployed.catalog_path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(page,), (size,)] = (
            connection.execute(sql).fetchone()
            for sql in ("SELECT rootpage FROM sqlite_schema WHERE name = 'passages'", "PRAGMA page_size")
        )
    deployed.close()
    with deployed.catalog_path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert not_ok(KnowledgeBase(deployed.config))["catalogue"][0] is Grade.FAULT


def test_originals_that_are_gone_are_counted(deployed: KnowledgeBase) -> None:
    shutil.rmtree(deployed.originals.root)
    assert not_ok(deployed) == {"originals": (Grade.FAULT, "doctor_originals_gone")}


def test_originals_that_were_erased_are_not_asked_back(deployed: KnowledgeBase) -> None:
    erase_persons(deployed, [PERSON], "An")
    assert not_ok(deployed)["backlog"] == (Grade.WARNING, "doctor_backlog_waits")
    scrub_pending(deployed)
    held = {one.content_hash for one in deployed.catalog.documents()}
    assert held - deployed.originals.names()
    assert not_ok(deployed) == {}


def test_an_index_that_is_gone_is_seen(deployed: KnowledgeBase) -> None:
    shutil.rmtree(deployed.index_root)
    assert not_ok(deployed) == {"index": (Grade.WARNING, "doctor_index_none")}


def test_a_model_that_is_gone_is_a_fault(deployed: KnowledgeBase) -> None:
    deployed.close()
    config = load_config(deployed.config.home, {"KB_MODEL": "/models/gone", "KB_LANGUAGE": "en"})
    assert not_ok(KnowledgeBase(config))["model"][0] is Grade.FAULT


def test_keys_are_named_two_weeks_before_they_end(deployed: KnowledgeBase) -> None:
    keys = KeyStore(deployed.catalog, lambda: NOW)
    keys.create("forever")
    ending, _ = keys.create("An", expires_at=NOW + timedelta(days=20))
    revoked, _ = keys.create("Bo", expires_at=NOW + timedelta(days=20))
    keys.revoke(revoked.id)
    assert not_ok(deployed) == {}
    told = found(deployed, NOW + timedelta(days=7))["keys"].told
    assert (told.key, told.values) == ("doctor_keys_ending", {"ids": ending.id})
    assert not_ok(deployed, NOW + timedelta(days=21)) == {}


def test_a_clock_that_is_years_behind_is_a_fault(deployed: KnowledgeBase) -> None:
    assert not_ok(deployed, datetime(1970, 1, 2, tzinfo=UTC)) == {"clock": (Grade.FAULT, "doctor_clock_wrong")}


def test_without_full_text_search_that_is_a_fault(deployed: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SimpleNamespace(execute=lambda _sql: [("THREADSAFE=1",)], close=lambda: None)
    bare = SimpleNamespace(connect=lambda _path: memory, sqlite_version="3.0")
    monkeypatch.setattr(doctoring, "sqlite3", bare)
    assert not_ok(deployed) == {"sqlite": (Grade.FAULT, "doctor_sqlite_no_fts")}


def test_jobs_that_are_not_finished_are_seen(deployed: KnowledgeBase) -> None:
    row = {"id": "j", "created_at": "", "who": "An", "request": ""}
    with deployed.catalog.transaction(revises=False) as connection:
        connection.execute(sa.insert(jobs), row)
    assert not_ok(deployed) == {"backlog": (Grade.WARNING, "doctor_backlog_waits")}
