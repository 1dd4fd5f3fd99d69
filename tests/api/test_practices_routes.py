from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.bootstrap import KnowledgeBase
from kb.types import Passage

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
DONE = "Three municipalities share one depot of spare parts."
PROBLEM = {"type", "title", "status", "detail", "instance"}


@pytest.fixture
def ids(make_passage: Make, fill: Fill) -> list[str]:
    return fill([make_passage(DONE), make_passage("Fifteen districts are served.")])


@pytest.fixture
def client(base: KnowledgeBase, ids: list[str]) -> Iterator[TestClient]:
    assert ids
    with TestClient(create_app(base)) as found:
        yield found


@pytest.fixture
def made(client: TestClient, ids: list[str]) -> dict[str, Any]:
    practice = {
        "title": "A depot",
        "language": "en",
        "what_was_done": [{"text": "They share.", "evidence": [ids[0]]}],
        "partnerships": ["laarne-ouinhi"],
        "countries": ["BJ"],
    }
    answer = client.post("/v1/practices", json={"by": "An", "practice": practice})
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/practices/{answer.json()['practice_id']}"
    return dict(answer.json())


def test_a_record_is_found_with_where_its_evidence_stands(
    client: TestClient, made: dict[str, Any], ids: list[str]
) -> None:
    found = client.get(f"/v1/practices/{made['practice_id']}").json()
    assert found == made
    [citation] = found["what_was_done"][0]["evidence"]
    assert (citation["quote"], citation["document_is_there"]) == (DONE, True)
    assert citation["places"] == [{"passage_id": ids[0], "page": 1, "page_label": None}]
    assert (found["state"], found["results"], found["possible"]) == ("suggested", [], ["validate", "reject", "edit"])


def test_records_are_listed_by_page_and_filter(client: TestClient, made: dict[str, Any]) -> None:
    other = client.post("/v1/practices", json={"by": "An", "practice": {"title": "Bare", "language": "nl"}}).json()
    every = client.get("/v1/practices", params={"per_page": 1}).json()
    assert (every["total"], [one["practice_id"] for one in every["practices"]]) == (2, [other["practice_id"]])
    second = client.get("/v1/practices", params={"per_page": 1, "page": 2}).json()
    assert [one["title"] for one in second["practices"]] == ["A depot"]
    for params, total in (({"partnership": "laarne-ouinhi"}, 1), ({"country": "BJ"}, 1), ({"state": "rejected"}, 0)):
        assert client.get("/v1/practices", params=params).json()["total"] == total
    assert client.get("/v1/practices", params={"state": "lost"}).status_code == 422
    assert (made["version"], other["version"]) == (1, 1)  # each counts its own changes


def test_what_was_read_goes_back_edited_and_a_stale_edit_is_a_conflict(
    client: TestClient, made: dict[str, Any]
) -> None:
    address = f"/v1/practices/{made['practice_id']}"
    wanted = {"by": "Bo", "version": made["version"], "practice": {**made, "title": "One depot"}}
    edited = client.put(address, json=wanted)
    assert (edited.status_code, edited.json()["title"]) == (200, "One depot")
    assert edited.json()["what_was_done"] == made["what_was_done"]
    stale = client.put(address, json=wanted, headers={"Accept-Language": "nl"})
    assert (stale.status_code, set(stale.json())) == (409, PROBLEM)
    assert "intussen veranderd door Bo" in stale.json()["detail"]


def test_states_and_reuses_have_their_history(client: TestClient, made: dict[str, Any]) -> None:
    address = f"/v1/practices/{made['practice_id']}"
    reuse = {"by": "An", "reuse": {"by": "Mol", "when": "2025", "result": "Two districts."}}
    refused = client.post(f"{address}/reuses", json=reuse)
    assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (422, "practice_step")
    step = {"by": "Bo", "action": "validate", "note": "at the meeting", "version": made["version"]}
    assert client.post(f"{address}/state", json=step).json()["state"] == "validated"
    assert client.post(f"{address}/state", json=step).status_code == 409
    assert client.post(f"{address}/reuses", json=reuse).json()["reuses"] == [reuse["reuse"]]
    unreasoned = client.post(f"{address}/state", json={"by": "An", "action": "withdraw"})
    assert (unreasoned.status_code, unreasoned.headers["content-type"]) == (422, "application/problem+json")
    events = client.get(f"{address}/history").json()["events"]
    assert [(one["who"], one["action"], one["changed"]) for one in events] == [
        ("An", "new", []),
        ("Bo", "validate", ["state"]),
        ("An", "reuse", ["reuses"]),
    ]


@pytest.mark.parametrize("path", ["", "/history"])
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(f"/v1/practices/unknown{path}")
    assert (answer.status_code, set(answer.json())) == (404, PROBLEM)


def test_all_that_is_wrong_is_told(client: TestClient) -> None:
    practice = {"title": "A", "language": "en", "contact_role": "an@pout.sn", "results": [{"text": "It helped."}]}
    answer = client.post("/v1/practices", json={"by": "An", "practice": practice})
    assert answer.status_code == 422
    assert "e-mail" in answer.json()["detail"]
    assert "no source" in answer.json()["detail"]
    assert client.post("/v1/practices", json={"by": "", "practice": practice}).status_code == 422
