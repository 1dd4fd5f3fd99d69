"""How an ingest ends, file by file, and who is told while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb.errors import PraktijkbankError, UnsupportedError


class Status(StrEnum):
    """How it ended with a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended with one file; a reason is there where it is not in the knowledge base as it is now."""

    source: str
    status: Status
    passages: int = 0
    document_id: str | None = None
    reason: PraktijkbankError | None = None


class Progress(Protocol):
    """Is told how the work goes on."""

    def start(self, files: int) -> None:
        """Called with the number of files found, and again where files inside files add to it."""

    def page(self, source: str, done: int, pages: int) -> None:
        """Called for each page of a file as it is read."""

    def done(self, outcome: Outcome) -> None:
        """Called for each file as it ends."""


class Silent:
    """Reports nothing."""

    def start(self, files: int) -> None:
        """Ignores it."""

    def page(self, source: str, done: int, pages: int) -> None:
        """Ignores it."""

    def done(self, outcome: Outcome) -> None:
        """Ignores it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an ingest did: how it ended with each file, in order of name, files inside a file after it."""

    outcomes: tuple[Outcome, ...]

    @property
    def passages(self) -> int:
        """Passages that the knowledge base now holds of these files."""
        return sum(outcome.passages for outcome in self.outcomes)

    @property
    def complete(self) -> bool:
        """Tells whether every file that should be is in the knowledge base."""
        return not any(failed(outcome) for outcome in self.outcomes)


def failed(outcome: Outcome) -> bool:
    """Tells whether a file should be in the knowledge base but could not be read, now or the last time."""
    return outcome.reason is not None and not isinstance(outcome.reason, UnsupportedError)
