from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.types import Passage, PracticeKind

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
Run = Callable[..., Result]
DONE = "Three municipalities share one depot of spare parts."


@pytest.fixture
def ids(make_passage: Make, fill: Fill) -> list[str]:
    held = {"partnerships": ("laarne-ouinhi",), "countries": ("BJ",)}
    kinds = (PracticeKind.GOOD_PRACTICE, PracticeKind.CONTEXT)
    texts = (DONE, "Each had its own store before.")
    return fill(
        [make_passage(t, kind=k, headings=("A shared depot",), **held) for t, k in zip(texts, kinds, strict=True)]
    )


@pytest.fixture
def kb(base: KnowledgeBase, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kb practices ...`."""
    assert ids
    monkeypatch.setenv("KB_LANGUAGE", "en")
    home = base.config.home

    def run(*words: object, text: str | None = None, **environment: str) -> Result:
        said = ["--home", str(home), "practices", *map(str, words)]
        return CliRunner().invoke(app, said, input=text, env=environment)

    return run


def parsed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_draft_is_shown_with_its_evidence_and_what_is_not_stated(kb: Run, ids: list[str]) -> None:
    shown = kb("draft", ids[0], "--by", "An")
    assert shown.exit_code == 0
    for part in ("A shared depot [suggested]", DONE, "files/document", ids[0], "not stated", "Laarne – Ouinhi · Benin"):
        assert part in shown.stdout
    dutch = kb("list", KB_LANGUAGE="nl")
    assert "voorgesteld" in dutch.stdout


def test_records_are_suggested_once_and_listed(kb: Run) -> None:
    assert parsed(kb("suggest", "--limit", 5, "--json"))["total"] == 1
    assert "0 records" in kb("suggest").stdout
    assert parsed(kb("list", "--state", "suggested", "--country", "bj", "--json"))["total"] == 1
    assert parsed(kb("list", "--maturity", "good", "--json"))["total"] == 0
    assert "1 records" in kb("list", "--partnership", "laarne-ouinhi").stdout


def test_a_record_goes_through_its_states(kb: Run, ids: list[str]) -> None:
    made = parsed(kb("draft", ids[0], "--json"))
    one = made["practice_id"]
    assert kb("withdraw", one, "--reason", "x").exit_code == 2
    assert parsed(kb("reject", one, "--note", "too thin", "--json"))["state"] == "rejected"
    assert parsed(kb("reopen", one, "--json"))["state"] == "suggested"
    validated = parsed(kb("validate", one, "--json", "--by", "Bo"))
    assert (validated["state"], validated["possible"]) == ("validated", ["withdraw", "reopen", "edit", "reuse"])
    assert kb("validate", one, "--version", made["version"]).exit_code == 2
    reused = kb("reuse", one, "--taken-by", "Mol", "--when", "2025-03", "--result", "Two depots.")
    assert "taken over by Mol, 2025-03: Two depots." in reused.stdout
    assert "with a reason" in kb("withdraw", one).stderr
    assert "the fund is empty" in kb("withdraw", one, "--reason", "the fund is empty").stdout
    assert parsed(kb("restore", one, "--json"))["withdrawn_reason"] == ""
    assert parsed(kb("undo", one, "--json"))["state"] == "withdrawn"
    actions = [event["action"] for event in parsed(kb("history", one, "--json"))["events"]]
    expected = ["draft", "reject", "reopen", "validate", "reuse", "withdraw", "restore", "undo"]
    assert actions == expected
    shown = kb("history", one).stdout
    assert all(part in shown for part in ("Bo", "too thin", "withdrawn", "undone", "restored"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own.yaml", "title: A depot\nlanguage: en\nresults:\n  - {text: It helped., by: An}\nevidence: [ID]\n"),
        (
            "own.toml",
            'title = "A depot"\nlanguage = "en"\nresults = [{text = "It helped.", by = "An"}]\nevidence = ["ID"]',
        ),
        (
            "own.json",
            (
                '{"title": "A depot", "language": "en", "evidence": ["ID"], '
                '"results": [{"text": "It helped.", "by": "An"}]}'
            ),
        ),
    ],
)
def test_a_record_is_written_in_a_file(kb: Run, ids: list[str], tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text.replace("ID", ids[1]))
    found = parsed(kb("new", tmp_path / name, "--json"))
    assert (found["title"], found["results"][0]["by"]) == ("A depot", "An")
    assert found["evidence"][0]["places"][0]["passage_id"] == ids[1]
    shown = kb("show", found["practice_id"]).stdout
    assert "own statement of An" in shown
    assert "“Each had its own store before.” files/document" in " ".join(shown.split())


def test_what_was_shown_is_edited_and_a_stale_edit_refused(kb: Run, ids: list[str], tmp_path: Path) -> None:
    made = parsed(kb("draft", ids[0], "--json"))
    one, file = made["practice_id"], tmp_path / "shown.json"
    file.write_text(json.dumps({**made, "title": "One depot"}))
    after = parsed(kb("edit", one, file, "--json"))
    assert (after["title"], after["what_was_done"]) == ("One depot", made["what_was_done"])
    stale = kb("edit", one, file, "--json")
    assert (stale.exit_code, json.loads(stale.stdout)["code"]) == (2, "practice_stale")
    unversioned = kb("edit", one, "-", text="title: x\nlanguage: en\n")
    assert (unversioned.exit_code, "--version" in unversioned.stderr) == (2, True)
    assert kb("edit", one, "-", "--version", after["version"], text="title: x\nlanguage: en\n").exit_code == 0


def test_without_a_terminal_there_is_no_editor(kb: Run, ids: list[str]) -> None:
    made = parsed(kb("draft", ids[0], "--json"))
    refused = kb("edit", made["practice_id"])
    assert refused.exit_code == 2
    assert "EDITOR" in refused.stderr


@pytest.mark.parametrize("text", ["{", "[1]", "a: [", "title: x\nlanguage: en\ncolour: red\n"])
def test_a_file_that_holds_no_record_is_told(kb: Run, text: str) -> None:
    assert kb("new", "-", text=text).exit_code == 2
    assert kb("new", "missing.yaml").exit_code == 2


def test_records_go_out_and_come_in(kb: Run, ids: list[str], tmp_path: Path) -> None:
    kb("draft", ids[0])
    for name in ("all.json", "all.csv"):
        assert "1 records written" in kb("export", tmp_path / name).stdout
        assert "0 records new, 0 changed, 1 unchanged" in kb("import", tmp_path / name).stdout
        assert parsed(kb("import", tmp_path / name, "--json")) == {"added": 0, "changed": 0, "unchanged": 1}
    assert parsed(kb("export", tmp_path / "all.json", "--json"))["practices"] == 1


def test_what_is_not_there_is_said(kb: Run) -> None:
    for command in ("show", "history", "undo", "validate"):
        assert "no practice record" in kb(command, "unknown").stderr


def test_evidence_that_is_gone_is_shown_as_such(kb: Run, base: KnowledgeBase, ids: list[str]) -> None:
    made = parsed(kb("draft", ids[0], "--json"))
    stored = base.catalog.passage(ids[0])
    assert stored
    with base.catalog.transaction() as connection:
        base.catalog.remove_passages(connection, [stored.number])
    assert "says so no more" in " ".join(kb("show", made["practice_id"]).stdout.split())
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, stored.document.id)
    shown = " ".join(kb("show", made["practice_id"]).stdout.split())
    assert "the document is gone" in shown
    assert DONE in shown


@pytest.mark.skipif(sys.platform == "win32", reason="the editor of this test is a shell command")
def test_an_editor_edits_the_record(
    kb: Run, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: KnowledgeBase
) -> None:
    from api.practice_files import content_in, edited_by_hand, version_in  # noqa: PLC0415
    from kb.errors import UsageError  # noqa: PLC0415
    from kb.practice_desk import PracticeDesk  # noqa: PLC0415

    desk = PracticeDesk(base.catalog, base.registry)
    stored = desk.store.get(parsed(kb("draft", ids[0], "--json"))["practice_id"])
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\np = pathlib.Path(sys.argv[1])\np.write_text(p.read_text().replace('A shared', 'One'))\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    data = edited_by_hand(stored)
    assert version_in(data) == stored.version
    after = desk.edit(stored.record.id, content_in(data), version=stored.version, who="An")
    assert after.record.title == "One depot"
    with pytest.raises(UsageError, match="Nothing was changed"):
        edited_by_hand(after)
    monkeypatch.setenv("EDITOR", "false")
    with pytest.raises(UsageError, match="false"):
        edited_by_hand(after)
    monkeypatch.delenv("EDITOR")
    with pytest.raises(UsageError, match="EDITOR"):
        edited_by_hand(after)
