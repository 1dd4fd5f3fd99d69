from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.access_mode import Access, access_of, is_loopback
from api.app import create_app
from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.config import Config, load_config
from kb.errors import UsageError
from kb.keys import KeyStore
from tests.api.issuers import AUDIENCE, ISSUER

EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is what must be refused
PROBLEM = {"type", "title", "status", "detail", "instance"}
OIDC = {"KB_OIDC_ISSUER": ISSUER, "KB_OIDC_AUDIENCE": AUDIENCE}


@pytest.fixture
def keys(base: KnowledgeBase) -> KeyStore:
    return KeyStore(base.catalog)


def settings(config: Config, **environment: str) -> Config:
    return load_config(config.home, environment)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_at_the_loopback_who_asks_sits_at_the_machine(config: Config, keys: KeyStore, host: str) -> None:
    access = access_of(config, keys, host=host)
    assert (access.local, access.public) == (True, False)
    assert {"localhost", "127.0.0.1", "::1"} <= access.hosts


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.10", "kb.example.org", "localhost.example.org", ""])
def test_elsewhere_the_server_does_not_start_without_knowing_who_asks(
    config: Config, keys: KeyStore, host: str
) -> None:
    assert not is_loopback(host)
    with pytest.raises(UsageError) as raised:
        access_of(config, keys, host=host)
    assert raised.value.key == "serve_open"


def test_elsewhere_it_starts_with_a_key_that_counts(config: Config, keys: KeyStore, base: KnowledgeBase) -> None:
    past = KeyStore(base.catalog, lambda: datetime.now(UTC) - timedelta(days=2))
    past.create("An", expires_at=datetime.now(UTC) - timedelta(days=1))
    revoked, _ = keys.create("An")
    keys.revoke(revoked.id)
    with pytest.raises(UsageError):
        access_of(config, keys, host="192.168.1.10")
    keys.create("An")
    access = access_of(config, keys, host="192.168.1.10")
    assert (access.local, access.public, access.hosts) == (False, False, frozenset())


@pytest.mark.parametrize("environment", [OIDC, {"KB_TRUSTED_PROXIES": "10.0.0.1"}, {"KB_PUBLIC": "1"}])
@pytest.mark.parametrize("host", ["192.168.1.10", "127.0.0.1"])
def test_it_starts_where_it_is_told_how_to_know(
    config: Config, keys: KeyStore, environment: dict[str, str], host: str
) -> None:
    access = access_of(settings(config, **environment), keys, host=host)
    assert not access.local
    assert access.public is ("KB_PUBLIC" in environment)


def test_a_key_ends_local_mode_even_if_it_counts_no_more(config: Config, keys: KeyStore) -> None:
    keys.revoke(keys.create("An")[0].id)
    assert not access_of(config, keys, host="127.0.0.1").local


class Server:
    """Takes the place of the server, and notes what it shall serve."""

    def __init__(self) -> None:
        self.app: FastAPI | None = None
        self.options: dict[str, Any] = {}

    def run(self, server: uvicorn.Server) -> None:
        self.app = cast("FastAPI", server.config.app)
        self.options = vars(server.config)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found = Server()
    monkeypatch.setattr(uvicorn.Server, "run", lambda server: found.run(server))  # noqa: PLW0108 - it is the server's method
    monkeypatch.setattr("api.logs.configure_logs", lambda _level: None)  # it would last for all tests
    return found


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "start niet op 0.0.0.0"), ("fr", "ne démarre pas"), ("es", "no arranca"), ("en", "does not start")],
)
def test_the_command_refuses_and_says_what_to_do(server: Server, tmp_path: Path, language: str, said: str) -> None:
    done = CliRunner().invoke(
        app,
        ["serve", "--home", str(tmp_path), "--host", EVERYWHERE],
        env={"KB_LANGUAGE": language},
    )
    assert (done.exit_code, server.app) == (2, None)
    assert all(part in done.stderr for part in (said, "kb keys create", "KB_OIDC_ISSUER", "--public"))


def test_the_command_serves_the_public_where_that_is_wanted(server: Server, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["serve", "--home", str(tmp_path), "--host", EVERYWHERE, "--public"])
    assert (done.exit_code, server.options["host"]) == (0, EVERYWHERE)
    assert server.app
    assert server.app.state.access.public is True


def test_headers_of_whoever_asks_do_not_tell_the_server_who_it_is(server: Server, tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["serve", "--home", str(tmp_path)]).exit_code == 0
    assert server.options["proxy_headers"] is False
    assert server.options["server_header"] is False
    assert server.app
    assert server.app.state.access.local is True


def client_of(base: KnowledgeBase, access: Access) -> TestClient:
    return TestClient(create_app(base, access), base_url="http://localhost:8000")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "kb.local", "KB.local:1"]
)
def test_the_machine_answers_to_its_own_names(base: KnowledgeBase, keys: KeyStore, host: str) -> None:
    access = access_of(settings(base.config, KB_ALLOWED_HOSTS="kb.local"), keys, host="127.0.0.1")
    assert client_of(base, access).get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example.org", "localhost.evil.org", "127.0.0.1.evil.org", "evil@localhost", "[::1", "", "192.168.1.1"],
)
def test_a_name_that_was_made_to_lead_here_is_turned_away(base: KnowledgeBase, keys: KeyStore, host: str) -> None:
    client = client_of(base, access_of(base.config, keys, host="127.0.0.1"))
    answer = client.get("/v1/practices", headers={"Host": host, "Accept-Language": "fr"})
    assert (answer.status_code, set(answer.json())) == (400, PROBLEM)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "KB_ALLOWED_HOSTS" in answer.json()["detail"]


def test_listed_names_hold_in_every_mode_and_others_only_where_it_matters(base: KnowledgeBase, keys: KeyStore) -> None:
    keys.create("An")

    def status(host: str, **environment: str) -> int:
        access = access_of(settings(base.config, **environment), keys, host="192.168.1.10")
        return client_of(base, access).get("/healthz", headers={"Host": host}).status_code

    assert status("anything.example.org") == 200
    listed = {"KB_ALLOWED_HOSTS": "kb.example.org"}
    assert status("anything.example.org", **listed) == 400
    assert [status(host, **listed) for host in ("kb.example.org", "192.168.1.10:8000", "127.0.0.1")] == [200] * 3


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 415),
        ("http://localhost:8000", 415),
        ("HTTP://LOCALHOST:8000", 415),
        ("https://intranet.example.org", 415),
        ("http://localhost:3000", 403),
        ("http://localhost", 403),
        ("https://evil.example.org", 403),
        ("https://localhost:8000.evil.org", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_pages_of_other_sites_change_nothing(
    base: KnowledgeBase, keys: KeyStore, origin: str | None, status: int
) -> None:
    access = access_of(settings(base.config, KB_CORS_ORIGINS="https://intranet.example.org/"), keys, host="127.0.0.1")
    headers = {"Origin": origin} if origin is not None else {}
    answer = client_of(base, access).post("/v1/practices", content=b"{}", headers=headers)
    assert (answer.status_code, set(answer.json())) == (status, PROBLEM)


def test_pages_of_other_sites_may_ask(base: KnowledgeBase, keys: KeyStore) -> None:
    client = client_of(base, access_of(base.config, keys, host="127.0.0.1"))
    assert client.get("/v1/practices", headers={"Origin": "https://evil.example.org"}).status_code == 200
