from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb import __version__
from kb.bootstrap import KnowledgeBase
from kb.types import Filters
from tests.conftest import EXAMPLES

COMMANDS = (
    "ingest",
    "search",
    "themes",
    "page",
    "serve",
    "eval",
    "status",
    "check",
    "rebuild",
    "practices",
    "partnerships",
    "curate",
    "documents",
    "work",
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LANGUAGE", "en")
    monkeypatch.delenv("KB_HOME", raising=False)


def kb(*words: object, home: Path | None = None) -> Result:
    before = ["--home", str(home)] if home else []
    return CliRunner().invoke(app, [*before, *map(str, words)])


def parsed(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture(scope="session")
def home(examples_base: KnowledgeBase) -> Path:
    return examples_base.config.home


def test_help_names_every_command() -> None:
    result = kb("--help")
    assert result.exit_code == 0
    assert all(command in result.stdout for command in COMMANDS)


def test_the_version_is_told() -> None:
    assert kb("--version").stdout.strip() == __version__


def test_search_prints_one_json_document_of_the_contract(home: Path) -> None:
    result = kb("search", "waste collection by tricycle", "--json", "--limit", 3, home=home)
    assert result.exit_code == 0
    answer = parsed(result)
    assert set(answer) == {"query", "language", "abstained", "total", "hits", "facets", "nearest", "breadth"}
    assert len(answer["hits"]) == 3
    contract = {
        "passage_id",
        "document_id",
        "title",
        "source",
        "page",
        "heading",
        "text",
        "highlights",
        "language",
        "kind",
        "voice",
        "themes",
        "sdgs",
        "markers",
        "countries",
        "partnerships",
        "year",
        "speaker",
        "score",
        "why",
    }
    assert all(contract <= set(hit) for hit in answer["hits"])
    assert set(answer["facets"]) == set(Filters.__slots__)
    assert all(set(value) == {"value", "label", "count"} for value in answer["facets"]["country"])


def test_search_shows_place_and_words(home: Path) -> None:
    chosen = ("--partnership", "laarne-ouinhi", "--year", 2022)
    result = kb("search", "budget participatif", "-n", 2, "--explain", *chosen, home=home)
    assert result.exit_code == 0
    for part in ("guide-budget-participatif-2022.pdf", "p. ", "Ouinhi", "2022", "dense #", "2 of"):
        assert part in result.stdout


def test_search_filters(home: Path) -> None:
    answer = parsed(
        kb("search", "water", "--country", "ec", "--country", "NI", "--language", "es", "--json", home=home)
    )
    assert answer["hits"]
    assert all({"EC", "NI"} & set(hit["countries"]) and hit["language"] == "es" for hit in answer["hits"])
    combined = ("--year", 2023, "--document-kind", "report", "--kind", "challenge", "--partnership", "laarne-ouinhi")
    narrow = parsed(kb("search", "comité", *combined, "--mode", "lexical", "--json", home=home))
    assert {hit["source"] for hit in narrow["hits"]} == {"documents/laarne-ouinhi/jaarrapport-2023.pdf"}


def test_a_search_that_finds_nothing_says_so_with_its_filters(home: Path) -> None:
    result = kb("search", "water", "--country", "ZA", home=home)
    assert result.exit_code == 0
    assert "No evidence found" in result.stdout
    assert "Active filters: country = " in result.stdout


@pytest.mark.parametrize("as_json", [False, True])
def test_searching_before_anything_is_ingested_is_not_ready(tmp_path: Path, *, as_json: bool) -> None:
    result = kb("search", "water", *(["--json"] if as_json else []), home=tmp_path / "none")
    assert result.exit_code == 4
    assert "kb ingest" in result.stderr
    assert not (tmp_path / "none").exists()
    if as_json:
        assert parsed(result)["code"] == "nothing_ingested"


@pytest.mark.parametrize(
    "words",
    [("search",), ("search", "x", "--limit", 0), ("search", "x", "--kind", "wisdom"), ("wander",), ("search", "  ")],
)
def test_wrong_use_exits_with_two(home: Path, words: tuple[object, ...]) -> None:
    assert kb(*words, home=home).exit_code == 2


def test_ingest_reports_and_exits_by_what_failed(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "good.md").write_text("# Water\n\nThe committee of Ouinhi repairs the pump.\n")
    good = kb("ingest", files, "--json", "--home", tmp_path / "home")
    assert good.exit_code == 0
    assert parsed(good)["passages"] == 1
    document = parsed(good)["documents"][0]
    assert set(document) == {"source", "status", "reason", "code", "document_id", "passages"}
    assert (document["source"], document["status"], document["reason"]) == ("files/good.md", "added", None)
    (files / "bad.pdf").write_bytes(b"%PDF-1.4")
    bad = kb("ingest", files, home=tmp_path / "home")
    assert bad.exit_code == 3
    assert "bad.pdf" in bad.stdout
    assert "damaged" in bad.stdout
    assert "2 files: 1 unchanged, 1 failed" in bad.stdout


def test_ingest_of_a_missing_path_is_wrong_use(tmp_path: Path) -> None:
    result = kb("ingest", tmp_path / "nowhere", "--json", home=tmp_path / "home")
    assert result.exit_code == 2
    assert parsed(result)["code"] == "path_missing"


def test_messages_follow_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files").mkdir()
    for language, words in (("nl", "Geen bestanden"), ("fr", "Aucun fichier"), ("es", "No se encontraron")):
        monkeypatch.setenv("KB_LANGUAGE", language)
        assert words in kb("ingest", tmp_path / "files", home=tmp_path / "home").stdout


def test_status_and_check_of_the_examples(home: Path) -> None:
    status = parsed(kb("status", "--json", home=home))
    assert status["documents"] == 14
    assert status["indexed"] == status["passages"] > 100
    assert "Documents" in kb("status", home=home).stdout
    assert parsed(kb("check", "--json", home=home)) == {"fine": True, "problems": []}
    assert "All is well" in kb("check", home=home).stdout


def test_check_fails_when_something_is_lost(tmp_path: Path) -> None:
    kb("ingest", EXAMPLES / "portoviejo", home=tmp_path)
    for path in (tmp_path / "originals").rglob("*"):
        if path.is_file():
            path.unlink()
    result = kb("check", home=tmp_path)
    assert result.exit_code == 1
    assert "ingest it again" in result.stdout


def test_rebuild_changes_the_model_and_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hits() -> list[str]:
        return [hit["passage_id"] for hit in parsed(kb("search", "agua", "--json", home=tmp_path))["hits"]]

    def status() -> Any:
        return parsed(kb("status", "--json", home=tmp_path))

    kb("ingest", EXAMPLES / "portoviejo", home=tmp_path)
    before, first = hits(), status()
    assert (first["previous"], first["asked"]) == (None, None)
    monkeypatch.setenv("KB_DIMENSION", "128")
    assert hits() == before  # by the model that made the vectors
    assert status()["asked"] == "bundled"
    assert "answers now" in kb("rebuild", home=tmp_path).stdout
    changed = status()
    assert (changed["previous"], changed["asked"], changed["indexed"]) == (first["model"], None, first["passages"])
    assert changed["model"] != first["model"]
    assert changed["kept_bytes"] > 0
    again = parsed(kb("rebuild", "--json", home=tmp_path))
    assert again == {"passages": first["passages"], "model": changed["model"], "previous": first["model"]}
    assert "made anew" in kb("rebuild", home=tmp_path).stdout
    assert "answers now" in kb("rebuild", "--rollback", home=tmp_path).stdout
    assert hits() == before
    assert status()["model"] == first["model"]
    assert "MB of the disk are free" in kb("rebuild", "--forget", home=tmp_path).stdout
    assert (status()["previous"], status()["kept_bytes"]) == (None, 0)


def test_rebuild_tells_what_it_cannot_do(home: Path) -> None:
    nowhere = kb("rebuild", "--rollback", "--json", home=home)
    assert (nowhere.exit_code, parsed(nowhere)["code"]) == (2, "no_previous_model")
    both = kb("rebuild", "--rollback", "--forget", home=home)
    assert both.exit_code == 2
    assert "at most one" in both.stderr
    missing = kb("rebuild", "--model", "./nowhere", "--json", home=home)
    assert (missing.exit_code, parsed(missing)["code"]) == (1, "model_missing")


def test_status_shows_sizes_and_leaves_out_what_is_not(home: Path) -> None:
    shown = kb("status", home=home).stdout
    assert " MB" in shown
    assert "on its way" not in shown
    assert "None" not in shown


def test_eval_measures_a_folder_with_the_model(tmp_path: Path) -> None:
    (tmp_path / "corpus.en.jsonl").write_text(
        '{"_id": "a", "text": "waste collection by tricycle"}\n{"_id": "b", "text": "a gender committee"}\n'
    )
    (tmp_path / "queries.en.jsonl").write_text('{"_id": "q", "text": "garbage pickup"}\n')
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n")
    (pair,) = parsed(kb("eval", tmp_path, "--json", "--mode", "dense", home=tmp_path / "home"))["pairs"]
    assert pair["ndcg"] == 1.0
