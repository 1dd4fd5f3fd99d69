from __future__ import annotations

import io

import pytest
from rich.console import Console

from api.render import marked, show_outcomes, show_result, summary
from kb.bootstrap import KnowledgeBase
from kb.types import Query


def shown(*, terminal: bool, base: KnowledgeBase, language: str = "nl") -> str:
    console = Console(
        file=io.StringIO(), force_terminal=terminal, width=100, color_system="truecolor" if terminal else None
    )
    result = base.searcher.search(Query(text="driewielers in de wijken", limit=2))
    show_result(console, result, base.registry, language)
    return str(console.file.getvalue())  # type: ignore[attr-defined]  # it is the StringIO above


def test_marked_words_show_with_and_without_colours(examples_base: KnowledgeBase) -> None:
    assert "**driewielers**" in shown(terminal=False, base=examples_base)
    coloured = shown(terminal=True, base=examples_base)
    assert "\x1b[1;33mdriewielers" in coloured
    assert "**" not in coloured


def test_marks_take_nothing_from_the_text(examples_base: KnowledgeBase) -> None:
    for hit in examples_base.searcher.search(Query(text="driewielers afval wijken")).hits:
        assert marked(hit, styled=True).plain == hit.passage.text
        assert marked(hit, styled=False).plain.replace("**", "") == hit.passage.text


def test_brackets_in_a_text_are_shown_as_they_are() -> None:
    console = Console(file=io.StringIO(), width=80)
    show_outcomes(console, [("files/[bold]name[/bold].pdf", "failed", "reason [red]x")], "en")
    text = str(console.file.getvalue())  # type: ignore[attr-defined]  # as above
    assert "[bold]name[/bold].pdf" in text
    assert "[red]x" in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", "3 bestanden: 2 toegevoegd, 1 mislukt"), ("fr", "3 fichiers : 2 ajouté, 1 échoué")],
)
def test_the_summary_counts_in_the_readers_language(language: str, expected: str) -> None:
    assert summary(["added", "failed", "added"], 7, language).startswith(expected)


def test_unchanged_files_are_only_counted() -> None:
    console = Console(file=io.StringIO(), width=80)
    show_outcomes(console, [("files/a.pdf", "unchanged", None)], "en")
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]  # as above
