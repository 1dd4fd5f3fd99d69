"""Uploaded files that no job waits for any more are removed: only the originals are kept of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from kb.bootstrap import KnowledgeBase
from kb.schema import job_files

UPLOADS = "uploads"
# Files lie under the hash of their content; those under other names are on their way, for an hour at most.
_UNFINISHED = ".part-"
_ON_ITS_WAY_SECONDS = 3600.0


def claimed(base: KnowledgeBase) -> set[Path]:
    """Returns the uploaded files that a job waits for, or that are on their way."""
    with base.catalog.engine.connect() as connection:
        return _claimed(base, connection)


def remove_unclaimed(base: KnowledgeBase) -> None:
    """Removes all other uploaded files; a file gets its name in the transaction that refers to it."""
    with base.catalog.transaction(revises=False) as connection:
        for path in set(_files(base)) - _claimed(base, connection):
            path.unlink(missing_ok=True)


def _claimed(base: KnowledgeBase, connection: sa.Connection) -> set[Path]:
    waiting = set(connection.scalars(sa.select(job_files.c.content_hash).where(job_files.c.status.is_(None))))
    return {path for path in _files(base) if path.name in waiting or _is_on_its_way(path)}


def _is_on_its_way(path: Path) -> bool:
    try:
        return path.name.startswith(_UNFINISHED) and time.time() - path.stat().st_mtime < _ON_ITS_WAY_SECONDS
    except FileNotFoundError:
        return False


def _files(base: KnowledgeBase) -> Iterator[Path]:
    return (path for path in (base.config.home / UPLOADS).rglob("*") if path.is_file())
