from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.types import Evidence, EvidencePlace, Suggestion
from tests.kb.curated import put, suggestion, use_small_thesaurus

Run = Callable[..., Result]
PUMPS = "The committee keeps the pumps of four villages going with what it collects."


@pytest.fixture
def ids(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    use_small_thesaurus(monkeypatch)
    pumps = Evidence(where=EvidencePlace.TEXT, quote="pumps", start=24, end=29)
    said = (
        suggestion("kind", "result", 0.6),
        Suggestion(facet="theme", value="water-points", probability=0.95, evidence=(pumps,)),
        suggestion("partnership", "laarne-ouinhi", 0.9),
        suggestion("country", "BJ", 0.9),
    )
    return put(base, "report", {PUMPS: said})


@pytest.fixture
def kb(base: KnowledgeBase, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kb curate ...`."""
    assert ids
    monkeypatch.setenv("KB_LANGUAGE", "en")
    home = base.config.home

    def run(*words: object, **environment: str) -> Result:
        said = ["--home", str(home), "curate", *map(str, words)]
        return CliRunner().invoke(app, said, env=environment)

    return run


def parsed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_the_queue_shows_what_waits_why_and_the_command_that_accepts_it(kb: Run, ids: list[str]) -> None:
    shown = said(kb("queue", "--facet", "theme"))
    for part in ("Water points", "95%", "counts", PUMPS, "files/report", "“pumps”", "1 of 1 suggestions"):
        assert part in shown
    assert f"kb curate accept {ids[0]} theme water-points" in shown
    assert "Waterpunten" in said(kb("queue", "--facet", "theme", KB_LANGUAGE="nl"))


def test_the_queue_as_json_by_order_filter_and_page(kb: Run, ids: list[str]) -> None:
    found = parsed(kb("queue", "--json"))
    assert (found["total"], found["items"][0]["value"]) == (4, "result")
    surest = parsed(kb("queue", "--order", "surest", "--limit", 1, "--page", 1, "--json"))["items"]
    assert [(one["value"], one["label"]) for one in surest] == [("water-points", "Water points")]
    assert surest[0]["evidence"] == [{"where": "text", "quote": "pumps", "start": 24, "end": 29}]
    assert surest[0]["passage"]["passage_id"] == ids[0]
    assert parsed(kb("queue", "--partnership", "laarne-ouinhi", "--language", "en", "--json"))["total"] == 4
    assert parsed(kb("queue", "--document", "none", "--json"))["total"] == 0


def test_a_passage_is_judged_and_shown_as_it_is_then(kb: Run, ids: list[str]) -> None:
    corrected = said(kb("correct", ids[0], "kind", "challenge", "--by", "An", "--note", "seen there"))
    assert "+ challenge, − result" in corrected
    assert "An" in corrected
    assert "seen there" in corrected
    accepted = parsed(kb("accept", ids[0], "theme", "waste", "gender", "--json"))
    assert [one["value"] for one in accepted["passages"][0]["themes"]] == ["gender", "waste", "water-points"]
    rejected = parsed(kb("reject", ids[0], "theme", "water", "--json"))["passages"][0]
    assert [one["label"] for one in rejected["themes"]] == ["Gender", "Waste"]
    moved = parsed(kb("correct", ids[0], "partnership", "bugesera", "--instead-of", "laarne-ouinhi", "--json"))
    assert [one["value"] for one in moved["passages"][0]["partnerships"]] == ["bugesera"]
    assert moved["passages"][0]["countries"] == [{"value": "RW", "label": "Rwanda"}]
    assert [one["facet"] for one in moved["decisions"]] == ["partnership", "country"]
    assert parsed(kb("queue", "--json"))["total"] == 0


def test_decisions_are_undone_and_remain_in_the_history(kb: Run, ids: list[str]) -> None:
    kb("accept", ids[0], "kind", "lesson", "--by", "An")
    kb("accept", ids[0], "kind", "challenge", "--by", "Bo")
    assert "undoes 1" in said(kb("undo", 1, "--by", "Cis"))
    assert parsed(kb("undo", "--passage", ids[0], "--by", "Cis", "--json"))["decisions"][0]["undoes"] == 2
    shown = said(kb("history"))
    for part in ("4 of 4 decisions", "An", "accepted", "(undone)", "undoes 2", "“The committee"):
        assert part in shown
    assert "aanvaard" in said(kb("history", KB_LANGUAGE="nl"))
    of_passage = parsed(kb("history", "--passage", ids[0], "--limit", 1, "--json"))
    assert (of_passage["total"], [one["action"] for one in of_passage["decisions"]]) == (4, ["undo"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("undo", "--by", "An"), "nothing to undo"),
        (("undo", 1, "--passage", "x"), "not both"),
        (("undo", 9), "no decision 9"),
        (("history", "--passage", "x"), "no passage 'x'"),
        (("accept", "x", "kind", "lesson"), "no passage 'x'"),
        (("accept", "ID", "kind", "wisdom"), "'wisdom' is unknown"),
        (("correct", "ID", "theme"), "'correct'"),
        (("queue", "--partnership", "nowhere"), "'nowhere' is unknown"),
    ],
)
def test_what_cannot_be_is_told(kb: Run, ids: list[str], words: tuple[object, ...], told: str) -> None:
    result = kb(*(ids[0] if word == "ID" else word for word in words), "--json")
    assert result.exit_code == 2
    assert told in result.stderr
    assert told in json.loads(result.stdout)["error"]


def test_a_facet_that_is_no_judgement_is_refused(kb: Run, ids: list[str]) -> None:
    assert kb("accept", ids[0], "year", "2024").exit_code == 2


def test_decisions_go_out_and_come_in(kb: Run, ids: list[str], tmp_path: Path) -> None:
    kb("accept", ids[0], "kind", "lesson")
    for name in ("all.json", "all.csv"):
        assert "1 decisions written" in said(kb("export", tmp_path / name))
        assert "0 decisions new, 1 there already" in said(kb("import", tmp_path / name))
        assert parsed(kb("import", tmp_path / name, "--json")) == {"added": 0, "unchanged": 1}
    assert parsed(kb("export", tmp_path / "all.json", "--json"))["decisions"] == 1
