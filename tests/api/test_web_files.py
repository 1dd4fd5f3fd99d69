from __future__ import annotations

import gzip

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from kb.bootstrap import KnowledgeBase
from tests.api.edge import client_of
from tests.conftest import ROOT

WRITTEN = (ROOT / "api/static/kb-search.js").read_bytes()
SITE = "https://intranet.example.org"


@pytest.fixture
def client(base: KnowledgeBase) -> TestClient:
    return client_of(base, Access(local=False, origins=frozenset({SITE})))


def test_everybody_gets_the_search_box(client: TestClient) -> None:
    answer = client.get("/kb-search.js", headers={"Origin": "https://other.example.org"})
    assert (answer.status_code, answer.content) == (200, WRITTEN)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/v1/search", params={"q": "water"}).status_code == 401


def test_a_listed_site_gets_it_too(client: TestClient) -> None:
    assert client.get("/kb-search.js", headers={"Origin": SITE}).headers["access-control-allow-origin"] == SITE


@pytest.mark.parametrize("accepted", ["gzip, br", "identity"])
def test_it_is_sent_again_only_when_it_changed(client: TestClient, accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    first = client.get("/kb-search.js", headers=headers)
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = client.get("/kb-search.js", headers=headers | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_it_is_compressed_where_that_is_accepted(client: TestClient) -> None:
    with client.stream("GET", "/kb-search.js", headers={"Accept-Encoding": "gzip"}) as answer:
        sent = b"".join(answer.iter_raw())
    plain = client.get("/kb-search.js", headers={"Accept-Encoding": "identity"})
    assert (answer.headers["content-encoding"], gzip.decompress(sent)) == ("gzip", WRITTEN)
    assert "content-encoding" not in plain.headers
    assert answer.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]


def test_head_and_other_methods(client: TestClient) -> None:
    assert client.head("/kb-search.js").content == b""
    assert client.post("/kb-search.js").status_code == 405
