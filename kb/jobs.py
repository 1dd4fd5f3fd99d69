"""Uploads that were acknowledged: jobs, their files, and how each ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kb.access import Reader
from kb.spool import Received

# The documents of uploads go by this and a name of their own, so that no two are one.
UPLOADED = "upload:"


class FileStatus(StrEnum):
    """Where a file is: it waits, is being read, or ended as a file of an ingest does."""

    WAITING = "waiting"
    RUNNING = "running"
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"


class JobState(StrEnum):
    """Where a job is, by its files."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


UNFINISHED = (FileStatus.WAITING, FileStatus.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended with a file; `passages` counts those of files inside it too."""

    status: FileStatus
    document_id: str | None = None
    passages: int = 0
    reason_key: str | None = None
    reason_values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A file of a job.

    Attributes:
        origin: what its document goes by.
        visibility: who may see it, if it is new; None where it takes a document's place.
        attempts: how often a process ended while it read the file.
        pages_done: of `pages`, once they are counted.
    """

    job_id: str
    position: int
    name: str
    content_hash: str
    origin: str
    visibility: str | None
    attempts: int = 0
    pages_done: int = 0
    pages: int = 0
    status: FileStatus = FileStatus.WAITING
    reason_key: str | None = None
    reason_values: Mapping[str, Any] | None = None
    document_id: str | None = None
    passages: int = 0

    @property
    def is_finished(self) -> bool:
        """Tells whether it ended."""
        return self.status not in UNFINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What somebody uploaded at once; `who` did."""

    id: str
    created_at: str
    finished_at: str | None
    who: str
    files: tuple[JobFile, ...]

    @property
    def state(self) -> JobState:
        """Where it is."""
        if all(file.is_finished for file in self.files):
            return JobState.DONE
        untouched = all(file.status is FileStatus.WAITING for file in self.files)
        return JobState.QUEUED if untouched else JobState.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file that was received, with its name."""

    name: str
    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a reader sent at once.

    Attributes:
        reader: who.
        uploads: the files.
        visibility: who may see their documents; None where they take the place of one.
        origin: that of the document whose place the file takes.
        idempotency_key: the same key again means the same delivery again.
    """

    reader: Reader
    uploads: tuple[Upload, ...]
    visibility: str | None
    origin: str | None = None
    idempotency_key: str | None = None
