from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from kb.access import Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore


def run(base: KnowledgeBase, *arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(app, ["keys", *arguments, "--home", str(base.config.home)], env={"KB_LANGUAGE": language})


def told(base: KnowledgeBase, *arguments: str) -> Any:
    done = run(base, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_key_is_made_and_its_secret_stands_alone_on_standard_output(base: KnowledgeBase) -> None:
    done = run(base, "create", "An, Laarne", "--scope", "read", "--scope", "curate", "--group", "board")
    assert done.exit_code == 0
    assert "shown only now" in done.stderr
    reader = KeyStore(base.catalog).reader_of(done.stdout.strip())
    assert reader == Reader(
        name="An, Laarne",
        scopes=frozenset({Scope.READ, Scope.CURATE}),
        groups=frozenset({"board"}),
        internal=True,
    )


def test_a_secret_is_shown_once(base: KnowledgeBase) -> None:
    secret = told(base, "create", "An")["secret"]
    assert secret not in run(base, "list").output
    assert secret not in run(base, "list", "--json").output


def test_an_external_key_reads_no_internal_documents(base: KnowledgeBase) -> None:
    made = told(base, "create", "Partner", "--external")
    assert (made["internal"], made["scopes"], made["groups"], made["expires_at"]) == (False, ["read"], [], None)
    assert "external" in run(base, "list").stdout


def test_keys_end_after_days_or_on_a_day(base: KnowledgeBase) -> None:
    made = told(base, "create", "An", "--days", "30")
    moments = [datetime.fromisoformat(made[name]) for name in ("created_at", "expires_at")]
    assert timedelta(days=30) - timedelta(minutes=1) < moments[1] - moments[0] <= timedelta(days=30)
    dated = told(base, "create", "Bo", "--expires", "2099-12-31")
    assert datetime.fromisoformat(dated["expires_at"]) == datetime(2100, 1, 1, tzinfo=UTC)
    assert "until 2100-01-01 00:00 UTC" in run(base, "list").stdout


def test_a_revoked_key_is_listed_as_such(base: KnowledgeBase) -> None:
    made = told(base, "create", "An")
    kept = told(base, "create", "Bo")
    assert told(base, "revoke", made["key_id"])["state"] == "revoked"
    listed = told(base, "list")["keys"]
    assert [(one["key_id"], one["state"]) for one in listed] == [
        (made["key_id"], "revoked"),
        (kept["key_id"], "valid"),
    ]
    assert KeyStore(base.catalog).reader_of(made["secret"]) is None
    assert "geldt niet meer" in run(base, "revoke", kept["key_id"], language="nl").stdout
    assert "révoquée" in run(base, "list", language="fr").stdout


def test_without_keys_that_is_said(base: KnowledgeBase) -> None:
    assert "no keys" in run(base, "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["create", " "], "key_name"),
        (["create", "An", "--days", "3", "--expires", "2099-01-01"], "key_expiry_twice"),
        (["create", "An", "--expires", "2020-01-01"], "key_expired_already"),
        (["create", "An", "--group", "the board"], "visibility_invalid"),
        (["revoke", "nothing"], "key_unknown"),
    ],
)
def test_what_cannot_be_is_said_with_exit_code_2(base: KnowledgeBase, arguments: list[str], code: str) -> None:
    done = run(base, *arguments, "--json")
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (2, code)
    assert KeyStore(base.catalog).all() == []
