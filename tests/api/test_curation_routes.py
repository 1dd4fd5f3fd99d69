from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.bootstrap import KnowledgeBase
from tests.api.test_app import wait_until_ready
from tests.kb.curated import put, suggestion, use_small_thesaurus

PUMPS = "The committee keeps the pumps of four villages going with what it collects."
PROBLEM = {"type", "title", "status", "detail", "instance"}
CORRECTION = {"by": "An", "action": "correct", "facet": "kind", "accepted": ["challenge"], "note": "seen there"}


@pytest.fixture
def ids(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    use_small_thesaurus(monkeypatch)
    said = (suggestion("kind", "result", 0.6), suggestion("theme", "water-points", 0.95))
    return put(base, "report", {PUMPS: said})


@pytest.fixture
def client(base: KnowledgeBase, ids: list[str]) -> Iterator[TestClient]:
    assert ids
    with TestClient(create_app(base)) as found:
        wait_until_ready(found)
        yield found


def decide(client: TestClient, passage_id: str, **changes: Any) -> Any:
    return client.post(f"/v1/passages/{passage_id}/decisions", json={**CORRECTION, **changes})


def kinds(client: TestClient) -> dict[str, int]:
    answer = client.get("/v1/search", params={"q": "committee pumps"}).json()
    assert {hit["kind"] for hit in answer["hits"]} == {one["value"] for one in answer["facets"]["kind"]}
    return {one["value"]: one["count"] for one in answer["facets"]["kind"]}


def test_the_queue_is_answered_in_the_readers_language(client: TestClient, ids: list[str]) -> None:
    answer = client.get("/v1/curation/queue", params={"per_page": 1}, headers={"Accept-Language": "fr"}).json()
    assert answer["total"] == 2
    [item] = answer["items"]
    assert (item["facet"], item["value"], item["probability"], item["counts"]) == ("kind", "result", 0.6, True)
    assert (item["passage"]["passage_id"], item["passage"]["text"]) == (ids[0], PUMPS)
    assert item["passage"]["themes"] == [{"value": "water-points", "label": "Points d’eau"}]
    second = client.get("/v1/curation/queue", params={"per_page": 1, "page": 2}).json()
    assert [one["value"] for one in second["items"]] == ["water-points"]
    assert client.get("/v1/curation/queue", params={"facet": "theme", "order": "surest"}).json()["total"] == 1


def test_a_running_server_answers_by_the_decision_at_once_and_by_the_machine_after_its_undo(
    client: TestClient, ids: list[str]
) -> None:
    assert kinds(client) == {"result": 1}
    made = decide(client, ids[0])
    assert made.status_code == 201
    [decision] = made.json()["decisions"]
    assert (decision["who"], decision["note"], decision["quote"]) == ("An", "seen there", PUMPS)
    assert ([one["value"] for one in decision["rejected"]], decision["undone"]) == (["result"], False)
    assert made.json()["passages"][0]["kind"]["value"] == "challenge"
    assert kinds(client) == {"challenge": 1}
    assert client.get(f"/v1/passages/{ids[0]}").json()["kind"] == "challenge"
    address = f"/v1/curation/decisions/{decision['decision_id']}/undo"
    undone = client.post(address, json={"by": "Bo"})
    assert (undone.status_code, undone.json()["decisions"][0]["undoes"]) == (201, decision["decision_id"])
    assert kinds(client) == {"result": 1}
    again = client.post(address, json={"by": "Bo"}, headers={"Accept-Language": "nl"})
    assert (again.status_code, set(again.json())) == (409, PROBLEM)
    assert "al ongedaan gemaakt door Bo" in again.json()["detail"]


def test_a_decision_of_another_process_is_noticed(client: TestClient, base: KnowledgeBase, ids: list[str]) -> None:
    from kb.curation_desk import CurationDesk, Wish  # noqa: PLC0415
    from kb.decisions import Action  # noqa: PLC0415
    from kb.types import JudgedFacet  # noqa: PLC0415

    other = KnowledgeBase(base.config)
    wish = Wish(action=Action.ACCEPT, facet=JudgedFacet.KIND, accepted=("lesson",))
    CurationDesk(other.catalog, other.registry).decide(ids[0], wish, who="Bo")
    other.close()
    assert kinds(client) == {"lesson": 1}


def test_histories_have_the_last_decision_first(client: TestClient, ids: list[str]) -> None:
    decide(client, ids[0])
    decide(client, ids[0], action="reject", facet="theme", accepted=[], rejected=["water"])
    of_passage = client.get(f"/v1/passages/{ids[0]}/decisions").json()
    assert [one["facet"] for one in of_passage["decisions"]] == ["theme", "kind"]
    every = client.get("/v1/curation/history", params={"per_page": 1, "page": 2}).json()
    assert (every["total"], [one["facet"] for one in every["decisions"]]) == (2, ["kind"])
    document = of_passage["decisions"][0]["document_id"]
    assert client.get("/v1/curation/history", params={"document": document}).json()["total"] == 2
    assert client.get("/v1/curation/history", params={"document": "none"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/v1/passages/unknown/decisions", None),
        ("post", "/v1/passages/unknown/decisions", CORRECTION),
        ("post", "/v1/curation/decisions/99/undo", {"by": "An"}),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, method: str, path: str, body: object) -> None:
    answer = client.request(method, path, json=body)
    assert (answer.status_code, set(answer.json())) == (404, PROBLEM)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "changes",
    [
        {"by": " "},
        {"action": "undo"},
        {"facet": "year"},
        {"accepted": ["wisdom"]},
        {"accepted": []},
        {"accepted": ["lesson", "result"]},
    ],
)
def test_what_cannot_be_decided_is_a_problem(client: TestClient, ids: list[str], changes: dict[str, Any]) -> None:
    answer = decide(client, ids[0], **changes)
    assert (answer.status_code, set(answer.json()) - {"errors"}) == (422, PROBLEM)
    assert client.get("/v1/curation/history").json()["total"] == 0


def test_an_unknown_value_is_told_with_the_nearest(client: TestClient, ids: list[str]) -> None:
    answer = decide(client, ids[0], facet="theme", accepted=["waters"])
    assert answer.json()["type"] == "urn:praktijkbank:problem:curation_unknown"
    assert "water" in answer.json()["detail"]
    assert client.get("/v1/curation/queue", params={"order": "guess"}).status_code == 422
    assert client.get("/v1/curation/queue", params={"partnership": "nowhere"}).status_code == 422
