"""What the commands `kb practices ...` share: their options, and what they work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import console, opened_base, print_json

if TYPE_CHECKING:
    from api.practice_render import View
    from kb.bootstrap import KnowledgeBase
    from kb.practice_desk import PracticeDesk
    from kb.practice_store import StoredPractice

PracticeId = Annotated[str, typer.Argument(help="Id of a record, as `kb practices list` gives it.")]
By = Annotated[str | None, typer.Option("--by", help="Who does this (else the user's name on this machine).")]
Note = Annotated[str, typer.Option("--note", help="Why, for the history.")]
Version = Annotated[
    int | None, typer.Option("--version", help="Only if this is still the record's version, as shown before.")
]


@dataclass(frozen=True, slots=True)
class Counter:
    """What a command works with: the records, and how they are shown."""

    base: KnowledgeBase
    desk: PracticeDesk
    as_json: bool

    @property
    def language(self) -> str:
        """The reader's."""
        return self.base.config.language

    @property
    def view(self) -> View:
        """How records are shown to the reader."""
        from api.practice_render import View  # noqa: PLC0415

        return View(registry=self.base.registry, language=self.language)

    def show(self, stored: StoredPractice) -> None:
        """Shows a record."""
        from api.practice_answers import practice_out  # noqa: PLC0415
        from api.practice_render import show_practice  # noqa: PLC0415

        traces = self.desk.evidence(stored.record)
        if self.as_json:
            print_json(practice_out(stored, traces))
        else:
            show_practice(console(), stored, traces, self.view)

    def list(self, found: list[StoredPractice]) -> None:
        """Shows several records."""
        from api.practice_answers import practices_out  # noqa: PLC0415
        from api.practice_render import show_list  # noqa: PLC0415

        if self.as_json:
            print_json(practices_out(found, 0, len(found)))
        else:
            show_list(console(), found, self.view)


@contextmanager
def counter(context: typer.Context, home: Path | None, *, as_json: bool) -> Iterator[Counter]:
    """Opens the knowledge base for a command on records."""
    from kb.practice_desk import PracticeDesk  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        yield Counter(base, PracticeDesk(base.catalog, base.registry), as_json)


def name_of(by: str | None) -> str:
    """Returns who does this."""
    return (by or "").strip() or getuser()
