from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from tests.api.edge import add_stream, client_of


def test_what_did_not_change_is_not_sent_again(base: KnowledgeBase) -> None:
    client = client_of(base)
    first = client.get("/v1/practices")
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = client.get("/v1/practices", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert "content-type" not in again.headers
        assert again.headers["vary"]
    assert client.get("/v1/practices", headers={"If-None-Match": '"other"'}).json() == first.json()


def test_the_mark_is_of_what_is_said_and_not_of_when(base: KnowledgeBase) -> None:
    client = client_of(base)
    before = client.get("/v1/practices")
    with base.catalog.transaction():  # a hidden document raises the revision
        pass
    assert client.get("/v1/practices").headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/v1/practices", "/v1/passages/x"])
def test_head_is_answered_as_get_without_what_it_says(base: KnowledgeBase, path: str) -> None:
    client = client_of(base)
    same = {"X-Request-ID": "same"}
    asked, head = client.get(path, headers=same), client.head(path, headers=same)
    assert head.status_code == asked.status_code
    assert dict(head.headers) == dict(asked.headers)
    assert head.content == b""


def test_errors_and_what_was_changed_have_no_mark(base: KnowledgeBase) -> None:
    client = client_of(base)
    assert "etag" not in client.get("/v1/passages/x").headers
    assert "etag" not in client.post("/v1/practices", json={}).headers


def test_streams_come_as_they_are_and_end_where_nobody_reads(base: KnowledgeBase) -> None:
    client = client_of(base)
    made = add_stream(client)
    head = client.head("/stream")
    assert (head.status_code, head.content, made()) == (200, b"", 1)
    answer = client.get("/stream")
    assert "etag" not in answer.headers
    assert answer.content.count(b"data") == 999


def test_methods_that_an_address_lacks_are_told_all_others(base: KnowledgeBase) -> None:
    answer = client_of(base).delete("/v1/practices")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
