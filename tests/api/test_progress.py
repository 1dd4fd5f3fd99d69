from __future__ import annotations

import io

import pytest
from rich.console import Console

from api.progress import Bar
from ingest.outcomes import Outcome, Status


def shown(*, terminal: bool, pages: int) -> str:
    written = io.StringIO()
    console = Console(file=written, force_terminal=terminal, width=120, legacy_windows=False)
    with Bar(console, "en") as bar:
        bar.start(2)
        bar.page("folder/rapport.pdf", 1200, pages)
        bar._progress.refresh()
        bar.done(Outcome(source="folder/other.pdf", status=Status.ADDED))
        bar._progress.refresh()
    return written.getvalue()


def test_a_long_file_shows_its_pages() -> None:
    text = shown(terminal=True, pages=10_000)
    assert "rapport.pdf · 1,200/10,000" in text
    assert "other.pdf" in text
    assert "1/2" in text


def test_a_short_file_does_not() -> None:
    assert "rapport.pdf" not in shown(terminal=True, pages=10)


@pytest.mark.parametrize("pages", [10, 10_000])
def test_nothing_is_shown_where_there_is_no_terminal(pages: int) -> None:
    assert shown(terminal=False, pages=pages).strip() == ""
