"""Whether a deployment is sound: one finding for each thing that must be right, with what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from kb import generations
from kb.admission import kept_originals
from kb.backlog import backlog
from kb.bootstrap import KnowledgeBase
from kb.errors import PraktijkbankError
from kb.keys import KeyStore
from kb.locks import write_lock_if_free
from kb.messages import Saying
from kb.moments import now

# A rebuild needs room for the index anew, and an ingest for originals; below this the next one may end half-way.
_LEAST_FREE, _LITTLE_FREE = 200_000_000, 2_000_000_000
# The model that ships is loaded in five seconds on two cores; health checks give a server a minute.
_PATIENCE_SECONDS = 30
_SOON = timedelta(days=14)
# No machine that runs this release shows an earlier date, unless its clock is wrong: tokens and keys go by it.
_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)


class Grade(StrEnum):
    """How a thing is: as it should be, worth a look, or to be put right."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one thing is: `thing` names what was looked at, `told` says what was found and what to do."""

    thing: str
    grade: Grade
    told: Saying = field(compare=False)


def ok(thing: str, key: str, **values: object) -> Finding:
    """Returns that a thing is as it should be."""
    return Finding(thing=thing, grade=Grade.OK, told=Saying(key, **values))


def warning(thing: str, key: str, **values: object) -> Finding:
    """Returns that a thing is worth a look."""
    return Finding(thing=thing, grade=Grade.WARNING, told=Saying(key, **values))


def fault(thing: str, key: str, **values: object) -> Finding:
    """Returns that a thing must be put right."""
    return Finding(thing=thing, grade=Grade.FAULT, told=Saying(key, **values))


def examined(base: KnowledgeBase, clock: Callable[[], datetime] = now) -> Iterator[Finding]:
    """Yields what is found of a data folder and of the machine it is on; what depends on a folder that is gone is left.

    Args:
        base: the data folder with its settings, which were found valid when it was opened.
        clock: tells the time.
    """
    yield ok("settings", "doctor_settings")
    yield _sqlite()
    yield _clock(clock())
    home = base.config.home
    folder = _folder(home)
    yield folder
    if folder.grade is Grade.FAULT:
        return
    yield _permissions(home)
    yield _disk(home)
    yield _lock(home)
    yield from _guarded("catalogue", lambda: _inside(base, clock()))


def _inside(base: KnowledgeBase, now: datetime) -> Iterator[Finding]:
    if not base.catalog_path.is_file():
        yield warning("catalogue", "doctor_catalogue_none")
        return
    yield _catalogue(base)
    yield _originals(base)
    yield _index(base)
    yield from _guarded("model", lambda: iter([_model(base)]))
    yield _keys(base, now)
    yield _backlog(base)


def _guarded(thing: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yields what a look finds; that it cannot be looked at is a finding, too."""
    try:
        yield from look()
    except PraktijkbankError as error:
        yield fault(thing, error.key, **error.values)
    except Exception as error:  # noqa: BLE001 - a damaged file fails in ways that nobody has listed
        yield fault(thing, "doctor_unforeseen", kind=type(error).__name__)


def _sqlite() -> Finding:
    with closing(sqlite3.connect(":memory:")) as memory:
        options = {row[0] for row in memory.execute("PRAGMA compile_options")}
    version = sqlite3.sqlite_version
    return (
        ok("sqlite", "doctor_sqlite", version=version)
        if "ENABLE_FTS5" in options
        else fault("sqlite", "doctor_sqlite_no_fts")
    )


def _clock(now: datetime) -> Finding:
    return (
        ok("clock", "doctor_clock") if now >= _RELEASED else fault("clock", "doctor_clock_wrong", at=f"{now:%Y-%m-%d}")
    )


def _folder(home: Path) -> Finding:
    if not home.is_dir():
        return fault("folder", "doctor_folder_none", path=home)
    return (
        ok("folder", "doctor_folder", path=home)
        if os.access(home, os.W_OK | os.X_OK)
        else fault("folder", "doctor_folder_shut", path=home)
    )


def _permissions(home: Path) -> Finding:
    held = [path for path in (home, *home.iterdir()) if path.exists()]
    # A folder that others cannot enter keeps them from all that is in it.
    can_enter = home.stat().st_mode & stat.S_IXOTH
    open_to_all = [path for path in held if path.stat().st_mode & stat.S_IROTH] if can_enter else []
    return (
        warning("permissions", "doctor_permissions_open", path=home)
        if open_to_all
        else ok("permissions", "doctor_permissions")
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    shown = f"{free / 1e9:.1f}"
    if free < _LEAST_FREE:
        return fault("disk", "doctor_disk_full", free=shown)
    return (
        warning("disk", "doctor_disk_little", free=shown)
        if free < _LITTLE_FREE
        else ok("disk", "doctor_disk", free=shown)
    )


def _lock(home: Path) -> Finding:
    if not (home / "write.lock").exists():
        return ok("writer", "doctor_writer")
    with write_lock_if_free(home) as is_free:
        return ok("writer", "doctor_writer") if is_free else warning("writer", "doctor_writer_busy")


def _catalogue(base: KnowledgeBase) -> Finding:
    with base.catalog.engine.connect() as connection:
        damage: Any = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if damage != "ok":
        return fault("catalogue", "doctor_catalogue_damaged")
    return ok("catalogue", "doctor_catalogue", **base.catalog.counts())


def _originals(base: KnowledgeBase) -> Finding:
    """Tells whether each document has its file; whether these are whole takes reading them, and is for `kb check`."""
    kept = kept_originals(base.catalog)
    named = [document.content_hash for document in base.catalog.documents()]
    gone = sum(name in kept and not base.originals.path(name).is_file() for name in named)
    return fault("originals", "doctor_originals_gone", number=gone) if gone else ok("originals", "doctor_originals")


def _index(base: KnowledgeBase) -> Finding:
    stamp, passages = base.catalog.stamp(), base.catalog.counts()["passages"]
    newest = generations.newest(base.index_root, stamp) if stamp else None
    if newest is None and passages:
        return warning("index", "doctor_index_none")
    newer = passages - newest.stamp.size if newest else 0
    return warning("index", "doctor_index_old", number=newer) if newer * 5 > passages else ok("index", "doctor_index")


def _model(base: KnowledgeBase) -> Finding:
    start = time.monotonic()
    base.open_serving().embedder.embed_query("water")
    seconds = round(time.monotonic() - start, 1)
    return (
        ok("model", "doctor_model", seconds=seconds)
        if seconds < _PATIENCE_SECONDS
        else warning("model", "doctor_model_slow", seconds=seconds)
    )


def _keys(base: KnowledgeBase, now: datetime) -> Finding:
    ending = [
        key
        for key in KeyStore(base.catalog).all()
        if key.counts(now) and key.expires_at and key.expires_at < now + _SOON
    ]
    return (
        warning("keys", "doctor_keys_ending", ids=", ".join(key.id for key in ending))
        if ending
        else ok("keys", "doctor_keys")
    )


def _backlog(base: KnowledgeBase) -> Finding:
    with base.catalog.engine.connect() as connection:
        waiting = backlog(connection)
    return (
        warning("backlog", "doctor_backlog_waits", **waiting)
        if any(waiting.values())
        else ok("backlog", "doctor_backlog")
    )
