from __future__ import annotations

import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.erasing import erase_documents
from tests.kb.erased import Written, filled, holders, strings_of, write

NAME = "Zukramofine Plibixgwe"


@pytest.fixture
def made(base: KnowledgeBase) -> list[Written]:
    write(base, "named", ["One passage speaks of water.", f"The other says that {NAME} paid."])
    return filled(base, documents=3)


def run(base: KnowledgeBase, *arguments: str, answer: str | None = None) -> Result:
    told = [*arguments, "--home", str(base.config.home)]
    return CliRunner().invoke(app, told, env={"KB_LANGUAGE": "en"}, input=answer)


def test_a_document_is_shown_asked_for_erased_and_verified(base: KnowledgeBase, made: list[Written]) -> None:
    gone = made[0]
    refused = run(base, "erase", "document", gone.id, answer="n\n")
    assert refused.exit_code == 0
    assert f"files/{gone.name}: the whole document, 6 passages" in refused.stdout
    assert base.catalog.document(gone.id) is not None
    done = run(base, "erase", "document", gone.id, answer="y\n")
    assert done.exit_code == 0, done.output
    assert "hold none of" in done.stdout
    assert "Rewriting the catalogue" in done.stderr
    assert holders(base.config.home, strings_of(gone)) == []
    assert run(base, "erase", "document", gone.id, "--yes").exit_code == 2


def test_a_person_is_erased_in_all_spellings_and_never_named(base: KnowledgeBase, made: list[Written]) -> None:
    assert made
    preview = run(base, "erase", "person", "Zukra Other", "--also", NAME, "--json")
    assert json.loads(preview.stdout)["passages"] == 1
    done = run(base, "erase", "person", "Zukra Other", "--also", NAME, "--yes", "--by", "An", "--json")
    told = json.loads(done.stdout)
    assert (told["state"], told["who"], told["receipt"]["found"]) == ("done", "An", 0)
    assert "ukramofine" not in preview.output + done.output
    assert "receipt" not in run(base, "check").stdout
    allowed = run(base, "erase", "allow", "--person", NAME)
    assert (allowed.exit_code, allowed.stdout[:1]) == (0, "2")


def test_status_goes_on_with_what_is_pending_and_check_tells(base: KnowledgeBase, made: list[Written]) -> None:
    assert "Nothing has been erased" in run(base, "erase", "status").stdout
    erase_documents(base, [made[1].id], "tester")
    assert "1 erasures" in run(base, "check").stdout
    assert "erasures without a receipt" in run(base, "status").stdout
    found = json.loads(run(base, "erase", "status", "--json").stdout)["erasures"]
    assert [one["state"] for one in found] == ["done"]
    assert "receipt" not in run(base, "check").stdout
    assert "erasures without" not in run(base, "status").stdout
