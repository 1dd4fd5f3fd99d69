from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from kb.audit import note
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore

EVERYWHERE = ("--host", "0.0.0.0")  # noqa: S104 - what a container listens at


def run(base: KnowledgeBase, *arguments: str, **environment: str) -> Result:
    asked = ["doctor", *arguments, "--home", str(base.config.home)]
    return CliRunner().invoke(app, asked, env={"KB_LANGUAGE": "en"} | environment)


def told(base: KnowledgeBase, *arguments: str, **environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = run(base, *arguments, "--json", **environment)
    said = json.loads(done.stdout)
    assert said["sound"] == (done.exit_code == 0)
    return done.exit_code, {one["thing"]: one for one in said["findings"]}


@pytest.fixture
def empty(base: KnowledgeBase) -> KnowledgeBase:
    base.config.home.mkdir(mode=0o700)
    return base


def test_a_filled_base_is_sound_and_each_line_says_so(examples_base: KnowledgeBase) -> None:
    examples_base.config.home.chmod(0o700)
    code, found = told(examples_base)
    assert code == 0
    assert {one["grade"] for one in found.values()} <= {"ok", "warning"}
    assert "documents" in found["catalogue"]["message"]
    lines = run(examples_base).stdout.splitlines()
    assert len(lines) == len(found)
    assert all(line[:2] in ("✓ ", "! ") for line in lines)


def test_what_must_be_put_right_ends_with_1(base: KnowledgeBase) -> None:
    done = run(base)
    assert done.exit_code == 1
    assert f"✗ The data folder {base.config.home} is not there." in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "catalogus"), ("fr", "catalogue"), ("es", "catálogo"), ("en", "catalogue")],
)
def test_it_speaks_the_reader_s_language(empty: KnowledgeBase, language: str, words: str) -> None:
    assert words in run(empty, KB_LANGUAGE=language).stdout


def test_an_open_address_without_keys_is_a_fault_before_the_first_start(empty: KnowledgeBase) -> None:
    code, found = told(empty, *EVERYWHERE)
    assert (code, found["access"]["grade"]) == (1, "fault")
    assert list(empty.config.home.iterdir()) == []


def test_an_open_address_needs_keys_that_count(empty: KnowledgeBase) -> None:
    key, _ = KeyStore(empty.catalog).create("Intranet")
    assert told(empty, *EVERYWHERE)[1]["access"]["grade"] == "warning"
    KeyStore(empty.catalog).revoke(key.id)
    assert told(empty, *EVERYWHERE)[1]["access"]["grade"] == "fault"
    assert told(empty)[1]["access"]["grade"] == "ok"


def test_a_proxy_that_ends_tls_leaves_nothing_to_say(empty: KnowledgeBase) -> None:
    assert told(empty, *EVERYWHERE, KB_TRUSTED_PROXIES="10.0.0.5")[1]["access"]["grade"] == "ok"


def test_a_damaged_catalogue_is_told_once(empty: KnowledgeBase) -> None:
    empty.catalog_path.write_bytes(b"no catalogue\n" * 1000)
    code, found = told(empty)
    assert (code, found["catalogue"]["grade"]) == (1, "fault")
    assert "access" not in found


def test_settings_that_are_not_valid_are_wrong_use(empty: KnowledgeBase) -> None:
    done = run(empty, "--json", KB_THREADS="many")
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (2, "setting_invalid")


def test_an_empty_folder_is_told_what_to_do(empty: KnowledgeBase) -> None:
    code, found = told(empty)
    assert (code, found["catalogue"]["grade"], found["permissions"]["grade"]) == (0, "warning", "ok")
    assert "kb ingest" in found["catalogue"]["message"]
    empty.config.home.chmod(0o755)
    assert "chmod 700" in told(empty)[1]["permissions"]["message"]


def test_people_read_lines_in_their_language(base: KnowledgeBase) -> None:
    done = run(base, KB_LANGUAGE="nl")
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
