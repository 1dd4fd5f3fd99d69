"""Erasing over HTTP: hidden at once, scrubbed in the background, and no name in any answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.erasing import erase_documents
from kb.keys import KeyStore
from kb.locks import write_lock
from tests.api.test_app import wait_until_ready
from tests.kb.erased import Written, filled, holders, strings_of, write

NAME = "Zukramofine Plibixgwe"


@pytest.fixture
def made(base: KnowledgeBase) -> list[Written]:
    write(base, "named", ["One passage speaks of water.", f"The other says that {NAME} paid."])
    return filled(base, documents=4)


@pytest.fixture
def client(base: KnowledgeBase, made: list[Written]) -> Iterator[TestClient]:
    assert made
    with TestClient(create_app(base)) as found:
        wait_until_ready(found)
        yield found


def receipt(client: TestClient, erasure_id: str) -> Any:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = client.get(f"/v1/erasures/{erasure_id}").json()
        if found["state"] == "done":
            return found["receipt"]
        time.sleep(0.05)
    raise AssertionError("no receipt")


def test_a_deleted_document_is_hidden_at_once_and_gets_a_receipt(
    base: KnowledgeBase, client: TestClient, made: list[Written]
) -> None:
    gone = made[1]
    with write_lock(base.config.home):  # an ingest is running
        answer = client.delete(f"/v1/documents/{gone.id}")
        assert answer.status_code == 202
        assert answer.json()["state"] == "deleted"
        assert client.get(f"/v1/documents/{gone.id}").status_code == 404
        assert client.delete(f"/v1/documents/{gone.id}").status_code == 404
        shown = client.get(answer.headers["location"]).json()
        assert shown["receipt"] is None
    found = receipt(client, answer.json()["erasure_id"])
    assert found["found"] == 0
    assert found["files"] > 5
    assert holders(base.config.home, strings_of(gone)) == []
    assert [one["state"] for one in client.get("/v1/erasures").json()["erasures"]] == ["done"]


def test_persons_are_counted_first_and_no_answer_says_their_names(
    base: KnowledgeBase, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    shown = client.post("/v1/erasures/preview", json={"persons": [NAME]})
    assert (shown.status_code, shown.json()["passages"]) == (200, 1)
    assert [one["whole"] for one in shown.json()["documents"]] == [False]
    answer = client.post("/v1/erasures", json={"persons": [NAME]})
    assert (answer.status_code, answer.json()["counts"]["passages"]) == (202, 1)
    receipt(client, answer.json()["erasure_id"])
    told = client.get("/v1/erasures").text + answer.text + shown.text + caplog.text
    assert "ukramofine" not in told.lower()
    assert holders(base.config.home, [NAME, NAME.lower(), "plibixgwe"]) == []


def test_a_name_that_tells_nobody_and_an_unknown_erasure_are_problems(client: TestClient) -> None:
    short = client.post("/v1/erasures", json={"persons": ["Xy"]})
    assert (short.status_code, "Xy" in short.text) == (422, False)
    for wish in ({"persons": []}, {"persons": [NAME], "preview": True}):
        assert client.post("/v1/erasures", json=wish).status_code == 422
    assert client.get("/v1/erasures").json() == {"erasures": []}
    assert client.get("/v1/erasures/0000").status_code == 404


def test_only_administrators_erase(base: KnowledgeBase, client: TestClient, made: list[Written]) -> None:
    keys = KeyStore(base.catalog)
    _, writer = keys.create("writer", scopes=[Scope.READ, Scope.WRITE, Scope.CURATE], groups=[], internal=True)
    _, admin = keys.create("admin", scopes=[Scope.ADMIN], groups=[], internal=True)
    wish = {"persons": [NAME]}
    for secret, status in ((writer, 403), (admin, 200)):
        headers = {"X-API-Key": secret}
        assert client.post("/v1/erasures/preview", json=wish, headers=headers).status_code == status
        assert client.get("/v1/erasures", headers=headers).status_code == status
    refused = client.delete(f"/v1/documents/{made[0].id}", headers={"X-API-Key": writer})
    unknown = client.delete("/v1/documents/0000", headers={"X-API-Key": writer})
    told = [{key: value for key, value in one.json().items() if key != "instance"} for one in (refused, unknown)]
    assert (refused.status_code, told[0]) == (unknown.status_code, told[1])


def test_a_server_that_starts_goes_on_with_what_is_pending(base: KnowledgeBase, made: list[Written]) -> None:
    erased = erase_documents(base, [made[0].id], "tester")
    with TestClient(create_app(base)) as client:
        assert receipt(client, erased.id)["found"] == 0
