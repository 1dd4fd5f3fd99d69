"""Progress on standard error: a bar on a terminal, nothing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.outcomes import Outcome
from kb.messages import message

# A file of fewer pages is read within seconds.
_MANY_PAGES = 50


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


class Bar:
    """Shows how many files are done, and the newest of them."""

    def __init__(self, console: Console, language: str) -> None:
        self._progress = _progress(console)
        self._label = message("reading", language)
        self._task = self._progress.add_task(self._label, total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def start(self, files: int) -> None:
        """Sets the number of files."""
        self._progress.update(self._task, total=files)

    def page(self, source: str, done: int, pages: int) -> None:
        """Shows how far a long file is."""
        if pages >= _MANY_PAGES:
            name = source.rsplit("/", 1)[-1]
            self._progress.update(self._task, description=f"{self._label} · {name} · {done:,}/{pages:,}")

    def done(self, outcome: Outcome) -> None:
        """Counts a file."""
        name = outcome.source.rsplit("/", 1)[-1]
        self._progress.update(self._task, advance=1, description=f"{self._label} · {name}")


@contextmanager
def counting(console: Console, label: str) -> Iterator[Callable[[int, int], None]]:
    """Yields a function that takes how many are done and how many there are."""
    with _progress(console) as progress:
        task = progress.add_task(label, total=None)

        def report(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        yield report
