from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from api.app import create_app
from api.grants import Grants
from api.proxies import trusted_proxy_of
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.errors import UsageError
from kb.keys import KeyStore
from kb.types import Passage

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]

LOCAL_MODE, CLOSED, PUBLIC = Access(), Access(local=False), Access(local=False, public=True)
GRANTS = Grants({Scope.CURATE: frozenset({"curators"}), Scope.ADMIN: frozenset({"heads"})})
QUEUE = "/v1/curation/queue"


@pytest.fixture
def keys(base: KnowledgeBase) -> KeyStore:
    return KeyStore(base.catalog)


@pytest.fixture
def passage(make_passage: Make, fill: Fill) -> str:
    return fill([make_passage("Water pumps need a committee.")])[0]


@pytest.fixture
def public_passage(make_passage: Make, fill: Fill, base: KnowledgeBase) -> str:
    [found] = fill([make_passage("Tricycles collect waste.")], "brochure", b"brochure")
    give(base, found, "public")
    return found


def give(base: KnowledgeBase, passage_id: str, visibility: str) -> None:
    """Decides who may see the document of a passage."""
    stored = base.catalog.passage(passage_id)
    assert stored
    with base.catalog.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE documents SET visibility = ? WHERE id = ?", (visibility, stored.passage.document_id)
        )


def proxied(config: Config, *addresses: str) -> Access:
    changed = replace(config, trusted_proxies=",".join(addresses))
    return Access(local=False, proxy=trusted_proxy_of(changed, GRANTS))


def asked(
    base: KnowledgeBase, access: Access, path: str = QUEUE, *, peer: str = "127.0.0.1", headers: Any = None
) -> Any:
    client = TestClient(create_app(base, access), client=(peer, 50000), headers={"X-Request-ID": "same"})
    return client.get(path, headers=headers)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_who_sits_at_the_machine_may_do_everything(base: KnowledgeBase) -> None:
    assert asked(base, LOCAL_MODE).status_code == 200


def test_nobody_else_is_let_in_without_saying_who_they_are(base: KnowledgeBase) -> None:
    answer = asked(base, CLOSED, headers={"Accept-Language": "nl"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:praktijkbank:problem:unauthorized"
    assert answer.json()["detail"].startswith("Wie bent u?")


def test_the_first_key_ends_the_local_mode_of_a_running_server(base: KnowledgeBase, keys: KeyStore) -> None:
    client = TestClient(create_app(base, LOCAL_MODE))
    assert client.get(QUEUE).status_code == 200
    key, secret = keys.create("An", scopes=[Scope.CURATE])
    assert client.get(QUEUE).status_code == 401
    assert client.get(QUEUE, headers=bearer(secret)).status_code == 200
    keys.revoke(key.id)
    assert client.get(QUEUE).status_code == 401


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_who_comes_through_a_proxy_does_not_sit_at_the_machine(base: KnowledgeBase, header: str) -> None:
    assert asked(base, LOCAL_MODE, headers={header: "10.0.0.1"}).status_code == 401


@pytest.mark.parametrize(
    "header", [lambda secret: {"Authorization": f"bEARER   {secret} "}, lambda secret: {"X-API-Key": secret}]
)
def test_a_key_is_taken_from_either_header(
    base: KnowledgeBase, keys: KeyStore, header: Callable[[str], dict[str, str]]
) -> None:
    _, secret = keys.create("An", scopes=[Scope.CURATE])
    assert asked(base, CLOSED, headers=header(secret)).status_code == 200


@pytest.mark.parametrize("access", [LOCAL_MODE, CLOSED, PUBLIC])
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer kb_0_wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": ""},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
        {"X-API-Key": "kb_0_wrong"},
        {"X-API-Key": ""},
        [("Authorization", "Bearer a"), ("Authorization", "Bearer b")],
        [("X-API-Key", "a"), ("X-API-Key", "b")],
    ],
)
def test_what_is_sent_and_does_not_count_is_never_taken_for_nothing(
    base: KnowledgeBase, public_passage: str, access: Access, headers: Any
) -> None:
    answer = asked(base, access, f"/v1/passages/{public_passage}", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["type"].endswith("credentials_refused")


def test_expired_and_revoked_keys_are_refused_alike(base: KnowledgeBase, keys: KeyStore) -> None:
    past = KeyStore(base.catalog, lambda: datetime.now(UTC) - timedelta(days=2))
    _, expired = past.create("An", expires_at=datetime.now(UTC) - timedelta(days=1))
    key, revoked = keys.create("An")
    keys.revoke(key.id)
    answers = [asked(base, PUBLIC, headers=bearer(secret)) for secret in (expired, revoked, "kb_0_never")]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert answers[0].status_code == 401


def test_a_good_key_does_not_make_up_for_a_bad_one(base: KnowledgeBase, keys: KeyStore) -> None:
    _, secret = keys.create("An", scopes=[Scope.ADMIN])
    assert asked(base, CLOSED, headers={"Authorization": "Bearer no", "X-API-Key": secret}).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        ([Scope.READ], "/v1/passages/{passage}", 200),
        ([Scope.WRITE], "/v1/passages/{passage}", 403),
        ([Scope.ADMIN], "/v1/passages/{passage}", 200),
        ([Scope.READ], "/v1/practices", 200),
        ([Scope.CURATE], "/v1/practices", 403),
        ([Scope.READ], QUEUE, 403),
        ([Scope.READ, Scope.WRITE], "/v1/curation/history", 403),
        ([Scope.CURATE], QUEUE, 200),
        ([Scope.ADMIN], QUEUE, 200),
        ([Scope.READ], "/v1/passages/{passage}/decisions", 403),
    ],
)
def test_scopes_say_what_a_key_may_do(  # noqa: PLR0913, PLR0917 - fixtures, and the columns of the table
    base: KnowledgeBase, keys: KeyStore, passage: str, scopes: list[Scope], path: str, status: int
) -> None:
    _, secret = keys.create("An", scopes=scopes)
    assert asked(base, CLOSED, path.format(passage=passage), headers=bearer(secret)).status_code == status


@pytest.mark.parametrize(
    ("visibility", "groups", "internal", "status"),
    [
        ("public", [], False, 200),
        ("internal", [], True, 200),
        ("internal", ["board"], False, 404),
        ("groups:board", [], True, 404),
        ("groups:board", ["finance"], True, 404),
        ("groups:board,finance", ["finance"], False, 200),
    ],
)
def test_groups_say_what_a_key_shows(  # noqa: PLR0913, PLR0917 - as above
    base: KnowledgeBase,
    keys: KeyStore,
    passage: str,
    visibility: str,
    groups: list[str],
    internal: bool,  # noqa: FBT001 - pytest gives it by name
    status: int,
) -> None:
    give(base, passage, visibility)
    _, secret = keys.create("An", groups=groups, internal=internal)
    answer = asked(base, CLOSED, f"/v1/passages/{passage}", headers=bearer(secret))
    unknown = asked(base, CLOSED, "/v1/passages/never", headers=bearer(secret))
    assert answer.status_code == status
    assert (answer.text == unknown.text) is (status == 404)


def test_anybody_reads_public_documents_where_that_is_wanted(
    base: KnowledgeBase, passage: str, public_passage: str
) -> None:
    assert asked(base, PUBLIC, f"/v1/passages/{public_passage}").status_code == 200
    hidden = asked(base, PUBLIC, f"/v1/passages/{passage}")
    assert (hidden.status_code, hidden.text) == (404, asked(base, PUBLIC, "/v1/passages/never").text)


@pytest.mark.parametrize("path", ["/v1/practices", "/v1/practices/x", "/v1/practices/x/history", QUEUE])
def test_anybody_sees_nothing_of_peoples_work(base: KnowledgeBase, path: str) -> None:
    assert asked(base, PUBLIC, path).status_code == 401


def test_a_trusted_proxy_names_the_reader(base: KnowledgeBase, config: Config) -> None:
    access = proxied(config, "10.1.0.0/16", "fd00::1")
    named = {"X-Forwarded-User": "an", "X-Forwarded-Groups": "water, curators"}
    for peer in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1"):
        assert asked(base, access, peer=peer, headers=named).status_code == 200
    for peer in ("10.2.0.1", "127.0.0.1", "fd00::2", "testclient", ""):
        assert asked(base, access, peer=peer, headers=named).status_code == 401
    assert asked(base, access, peer="10.1.2.3", headers={"X-Forwarded-User": "an"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-User": ""},
        {"X-Forwarded-Groups": "heads"},
        [("X-Forwarded-User", "an"), ("X-Forwarded-User", "bo"), ("X-Forwarded-Groups", "heads")],
        [("X-Forwarded-User", "an"), ("X-Forwarded-Groups", "heads"), ("X-Forwarded-Groups", "water")],
        {"X-Forwarded-User": "a" * 201, "X-Forwarded-Groups": "heads"},
    ],
)
def test_a_proxy_that_names_nobody_lets_nobody_in(base: KnowledgeBase, config: Config, headers: Any) -> None:
    assert asked(base, proxied(config, "10.1.2.3"), peer="10.1.2.3", headers=headers).status_code == 401


def test_headers_of_a_proxy_make_no_bad_key_good(base: KnowledgeBase, config: Config) -> None:
    headers = {"X-Forwarded-User": "an", "X-Forwarded-Groups": "heads", "X-API-Key": "no"}
    access = proxied(config, "10.1.2.3")
    assert asked(base, access, peer="10.1.2.3", headers=headers).status_code == 401
    # What the proxy itself was told to let people in is of no concern here.
    passed_on = {"X-Forwarded-User": "an", "X-Forwarded-Groups": "heads", "Authorization": "Basic YTpi"}
    assert asked(base, access, peer="10.1.2.3", headers=passed_on).status_code == 200


def test_names_of_a_proxy_are_utf_8(base: KnowledgeBase, config: Config) -> None:
    headers = {"X-Forwarded-User": "Zoë".encode(), "X-Forwarded-Groups": b"curators"}
    client = TestClient(create_app(base, proxied(config, "10.1.2.3")), client=("10.1.2.3", 50000))
    practice = {"practice": {"title": "A depot", "language": "en"}}
    made = client.post("/v1/practices", json=practice, headers=headers).json()
    history = client.get(f"/v1/practices/{made['practice_id']}/history", headers=headers).json()
    assert history["events"][0]["who"] == "Zoë"


def test_a_proxy_must_have_an_address(config: Config) -> None:
    with pytest.raises(UsageError, match="trusted_proxies"):
        proxied(config, "proxy.example.org")


def test_the_description_tells_how_to_say_who_asks(base: KnowledgeBase) -> None:
    described = create_app(base).openapi()
    schemes = described["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    for path, methods in described["paths"].items():
        for method in methods.values():
            is_open = path in {"/healthz", "/readyz"}
            assert bool(method.get("security")) is not is_open
            assert {"401", "403"} <= set(method["responses"]) or is_open
