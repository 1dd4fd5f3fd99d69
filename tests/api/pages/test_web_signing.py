"""Signing in with a key, and what the cookie may do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access_mode import access_of
from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.keys import KeyStore
from tests.api.pages.showing import OURS, Page, page
from tests.api.test_app import wait_until_ready
from tests.conftest import WordEmbedder


def test_who_makes_the_first_key_is_signed_in_with_it(filled: KnowledgeBase, client: TestClient) -> None:
    made = client.post("/keys", data={"name": "An", "scopes": ["admin"]})
    assert (made.status_code, "The first key ends that" in made.text) == (200, False)
    assert "/keys" in page(client, "/").links
    out = client.post("/sign-out", headers=OURS)
    assert (out.status_code, out.url.path) == (200, "/sign-in")
    refused = client.get("/keys?page=1", headers={"Accept-Language": "nl"})
    assert refused.status_code == 401
    assert {"type": "hidden", "name": "back", "value": "/keys?page=1"} in Page(refused.text).all("input")
    [secret] = re.findall(r"kb_[0-9a-f]{8}_[\w-]+", made.text)
    back = client.post("/sign-in", data={"key": f" {secret} ", "back": "/keys?page=1"}, headers=OURS)
    assert (back.status_code, str(back.url)) == (200, "http://testserver/keys?page=1")
    KeyStore(filled.catalog).revoke(secret.split("_")[1])
    ended = client.get("/")
    assert (ended.status_code, "not any more" in Page(ended.text).text) == (401, True)


def test_a_signed_in_browser_acts_for_pages_of_this_server_alone(filled: KnowledgeBase, client: TestClient) -> None:
    _, secret = KeyStore(filled.catalog).create("An", scopes=[Scope.ADMIN])
    wrong = client.post("/sign-in", data={"key": "kb_00000000_no", "back": "/themes"})
    assert wrong.status_code == 401
    assert {"type": "hidden", "name": "back", "value": "/themes"} in Page(wrong.text).all("input")
    signed = client.post("/sign-in", data={"key": secret}, headers=OURS, follow_redirects=False)
    kept = signed.headers["set-cookie"].lower()
    assert all(told in kept for told in ("httponly", "samesite=lax", "path=/"))
    assert "max-age" not in kept
    assert client.get("/v1/documents").status_code == 200
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "Cookie" in client.get("/v1/documents").headers["vary"]
    for path in ("/sign-in", "/sign-out"):
        led = client.post(path, data={"key": secret}, headers={"Origin": "https://elsewhere.example.org"})
        assert led.status_code == 403
    making = {"data": {"name": "Bo", "scopes": ["read"]}}
    assert client.post("/keys", **making).status_code == 401
    assert client.post("/keys", headers={"Origin": "https://elsewhere.example.org"}, **making).status_code == 403
    assert client.post("/keys", headers=OURS, **making).status_code == 200
    for elsewhere in ("https://elsewhere.example.org/", "//elsewhere.example.org", "/\\elsewhere.example.org", "keys"):
        led = client.post("/sign-in", data={"key": secret, "back": elsewhere}, headers=OURS, follow_redirects=False)
        assert led.headers["location"] == "/"


def test_listed_sites_cannot_act_in_the_name_of_a_signed_in_browser(tmp_path: Path, embedder: WordEmbedder) -> None:
    listed = "https://intranet.example.org"
    base = KnowledgeBase(load_config(tmp_path, {"KB_CORS_ORIGINS": listed}), embedder)
    _, secret = KeyStore(base.catalog).create("An", scopes=[Scope.ADMIN])
    with TestClient(create_app(base, access_of(base.config, None, host="127.0.0.1")), "http://127.0.0.1") as client:
        wait_until_ready(client)
        client.cookies.set("kb_key", secret)
        making = {"name": "Bo", "scopes": ["read"]}
        assert client.post("/keys", headers={"Origin": listed}, data=making).status_code == 401
        assert (
            client.get("/v1/documents", headers={"Origin": listed}).headers.get("access-control-allow-credentials")
            is None
        )


@pytest.mark.parametrize(("proto", "is_secure"), [("https", True), ("http", False)])
def test_what_a_browser_keeps_goes_by_https_alone_where_it_came_so(
    tmp_path: Path, embedder: WordEmbedder, proto: str, *, is_secure: bool
) -> None:
    base = KnowledgeBase(load_config(tmp_path, {"KB_TRUSTED_PROXIES": "10.0.0.1"}), embedder)
    _, secret = KeyStore(base.catalog).create("An", scopes=[Scope.ADMIN])
    app = create_app(base, access_of(base.config, None, host="0.0.0.0"))  # noqa: S104 - nothing listens
    with TestClient(app, client=("10.0.0.1", 1)) as client:
        headers = {"X-Forwarded-Proto": proto, "X-Forwarded-User": "An", **OURS}
        kept = [
            client.post("/sign-in", data={"key": secret}, headers=headers, follow_redirects=False),
            client.post("/searches", data={"address": "/?q=water"}, headers=headers, follow_redirects=False),
            client.get("/sign-in?lang=nl", headers=headers),
        ]
    assert [("secure" in one.headers["set-cookie"].lower()) for one in kept] == [is_secure] * 3
