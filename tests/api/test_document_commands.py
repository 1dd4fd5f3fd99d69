from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.types import Passage
from tests.conftest import Fill, MakePassage


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LANGUAGE", "en")
    monkeypatch.delenv("KB_HOME", raising=False)


@pytest.fixture
def home(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> Path:
    passages: list[Passage] = [make_passage("Tricycles collect waste in Pout.")]
    fill(passages, "first")
    fill(passages, "second", b"other")
    return base.config.home


def kb(*words: object, home: Path) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "documents", *map(str, words)])


def listed(home: Path) -> dict[str, dict[str, str]]:
    found = json.loads(kb("list", "--json", home=home).stdout)["documents"]
    return {document["source"]: document for document in found}


def test_documents_are_listed_and_shown_to_others(home: Path) -> None:
    before = listed(home)
    assert {one["visibility"] for one in before.values()} == {"internal"}
    name = before["files/first"]["document_id"]
    told = kb("show-to", name, "groups:b,a", home=home)
    assert told.stdout == "files/first: shown to groups:a,b.\n"
    after = listed(home)
    assert (after["files/first"]["visibility"], after["files/second"]["visibility"]) == ("groups:a,b", "internal")
    assert json.loads(kb("show-to", name, "public", "--json", home=home).stdout) == {
        "document_id": name,
        "title": "first",
        "source": "files/first",
        "visibility": "public",
    }
    lines = kb("list", home=home).stdout.splitlines()
    assert lines[0].split() == [name, "public", "files/first"]


@pytest.mark.parametrize("words", [("unknown", "public"), ("first", "nobody")])
def test_wrong_use_is_told(home: Path, words: tuple[str, str]) -> None:
    given = [listed(home)["files/first"]["document_id"] if words[0] == "first" else words[0], words[1]]
    assert kb("show-to", *given, home=home).exit_code == 2


def test_where_there_are_none_it_is_said(tmp_path: Path) -> None:
    assert kb("list", home=tmp_path).stdout == "There are no documents yet.\n"


def test_files_are_ingested_for_some(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really\n")
    words = ["ingest", str(tmp_path), "--home", str(tmp_path / "home"), "--visibility"]
    assert CliRunner().invoke(app, [*words, "nobody"]).exit_code == 2
    assert CliRunner().invoke(app, [*words, "groups:board"]).exit_code == 3


def test_where_nothing_waits_the_work_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.working.os.nice", lambda _: 0)
    assert CliRunner().invoke(app, ["work", "--once", "--home", str(tmp_path)]).exit_code == 0
