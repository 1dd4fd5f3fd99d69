from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from kb.audit import note
from kb.bootstrap import KnowledgeBase
from kb.catalog import Catalog

ROOT_ONLY_READS = "chmod 700"


def told(home: Path, *options: str) -> tuple[int, dict[str, tuple[str, str]]]:
    done = CliRunner().invoke(app, ["doctor", "--home", str(home), "--json", *options], env={"KB_LANGUAGE": "en"})
    found = json.loads(done.stdout)
    assert found["sound"] == (done.exit_code == 0)
    return done.exit_code, {one["thing"]: (one["grade"], one["message"]) for one in found["findings"]}


def test_a_folder_that_is_not_there_is_a_fault_and_is_not_made(tmp_path: Path) -> None:
    code, found = told(tmp_path / "nowhere")
    assert (code, found["folder"][0]) == (1, "fault")
    assert not (tmp_path / "nowhere").exists()


def test_an_empty_folder_is_told_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    code, found = told(home)
    assert (code, found["catalogue"][0], found["permissions"][0]) == (0, "warning", "ok")
    assert "kb ingest" in found["catalogue"][1]
    home.chmod(0o755)
    assert ROOT_ONLY_READS in told(home)[1]["permissions"][1]


def test_a_server_that_others_could_reach_needs_somebody_to_be_known(tmp_path: Path) -> None:
    Catalog(tmp_path / "catalog.sqlite3").close()
    code, found = told(tmp_path, "--host", "0.0.0.0")  # noqa: S104 - as somebody would ask
    assert (code, found["access"][0]) == (1, "fault")
    assert told(tmp_path)[1]["access"][0] == "ok"


def test_a_damaged_catalogue_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"no catalogue" * 1000)
    code, found = told(tmp_path)
    assert (code, found["catalogue"][0]) == (1, "fault")


def test_people_read_lines_in_their_language(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--home", str(tmp_path / "no")], env={"KB_LANGUAGE": "nl"})
    assert "✗ De datamap" in done.stdout
    assert done.exit_code == 1


@pytest.mark.parametrize("as_json", [True, False])
def test_changes_are_listed(base: KnowledgeBase, *, as_json: bool) -> None:
    with base.catalog.transaction(revises=False) as connection:
        note(connection, "An", "key.create", "k1")
    options = ["--json"] if as_json else []
    done = CliRunner().invoke(app, ["audit", "--home", str(base.config.home), *options])
    assert done.exit_code == 0
    assert "key.create" in done.stdout
    assert "An" in done.stdout
