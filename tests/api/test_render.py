from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from api.render import marked, show_facets, show_outcomes, show_result, speaker_line, summary
from kb.bootstrap import KnowledgeBase
from kb.registry import load_registry
from kb.types import FacetValue, Passage, PracticeKind, Query, Speaker, Voice


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


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", "Andere versie: files/b, p. 1"), ("es", "Otra versión: files/b, pág. 1")],
)
def test_a_line_names_each_document_with_another_version(
    base: KnowledgeBase,
    make_passage: Callable[..., Passage],
    fill: Callable[..., list[str]],
    language: str,
    expected: str,
) -> None:
    texts = [" ".join(f"{start}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60)) for start in ("een", "twee")]
    fill([make_passage(text) for text in texts], "a")
    fill([make_passage(text.replace("bb", "")) for text in texts], "b")
    lines = [line.strip() for line in shown(terminal=False, base=base, language=language).splitlines()]
    assert lines.count(expected) == 2


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


@pytest.mark.parametrize(
    ("speaker", "language", "expected"),
    [
        (
            Speaker(name="Fatou Diop", role="maire", municipality="Pout", organisation="KeMoPoDi", country="SN"),
            "fr",
            "— Fatou Diop, maire, Pout (Sénégal)",
        ),
        (Speaker(name="Rosa Vega", organisation="Rikolto", country="NI"), "es", "— Rosa Vega, Rikolto (Nicaragua)"),
        (Speaker(role="Burgemeester", country="BJ"), "nl", "— Burgemeester, Benin"),
        (Speaker(name="Ann Claes", role="schepen", municipality="Mol"), "nl", "— Ann Claes, schepen, Mol"),
        (Speaker(partner="Ouinhi", country="BJ"), "fr", "— Ouinhi (Bénin)"),
        (Speaker(name="Ken Ochieng", municipality="Kisumu", country="KE"), "en", "— Ken Ochieng, Kisumu (KE)"),
    ],
)
def test_who_speaks_is_one_line(speaker: Speaker, language: str, expected: str, tmp_path: Path) -> None:
    assert speaker_line(speaker, load_registry(tmp_path), language) == expected


@pytest.mark.parametrize(("language", "country"), [("nl", "Senegal"), ("fr", "Sénégal")])
def test_a_testimony_shows_who_speaks_in_the_readers_language(
    base: KnowledgeBase, fill: Callable[..., None], make_passage: Callable[..., Passage], language: str, country: str
) -> None:
    speaker = Speaker(name="Fatou Diop", role="maire", municipality="Pout", country="SN")
    fill([make_passage("De driewielers rijden in alle wijken.", speaker=speaker)])

    assert f"— Fatou Diop, maire, Pout ({country})" in shown(terminal=False, base=base, language=language)


@pytest.mark.parametrize(
    ("language", "kind", "voice", "expected"),
    [
        ("nl", PracticeKind.LESSON, Voice.CLAIM, "les · files/document"),
        ("fr", PracticeKind.LESSON, Voice.CLAIM, "leçon · files/document"),
        ("es", PracticeKind.LESSON, Voice.CLAIM, "lección · files/document"),
        ("en", PracticeKind.LESSON, Voice.CLAIM, "lesson · files/document"),
        ("nl", PracticeKind.CHALLENGE, Voice.TESTIMONY, "uitdaging (getuigenis) · files/document"),
        ("fr", PracticeKind.RESULT, Voice.EVALUATION, "résultat (évaluation) · files/document"),
        ("es", PracticeKind.TESTIMONY, Voice.TESTIMONY, "testimonio · files/document"),
    ],
)
def test_a_hit_says_what_it_contributes_and_who_says_it(  # noqa: PLR0913, PLR0917 - what varies, and fixtures
    base: KnowledgeBase,
    fill: Callable[..., None],
    make_passage: Callable[..., Passage],
    language: str,
    kind: PracticeKind,
    voice: Voice,
    expected: str,
) -> None:
    fill([make_passage("De driewielers rijden in alle wijken.", kind=kind, voice=voice)])
    assert f"    {expected} · " in shown(terminal=False, base=base, language=language)


def test_of_a_facet_with_many_values_the_first_are_shown(base: KnowledgeBase) -> None:
    console = Console(file=io.StringIO(), width=200)
    years = tuple(FacetValue(value=str(year), count=2) for year in range(2001, 2014))
    show_facets(console, {"year": years, "kind": ()}, base.registry, "es")
    text = str(console.file.getvalue())  # type: ignore[attr-defined]  # as above
    assert text.startswith("año  2001 (2); 2002 (2); ")
    assert "2010 (2); … +3" in text
    assert "tipo de pasaje" not in text
