from __future__ import annotations

from api.access_mode import Access
from kb.access import Scope
from kb.audit import note
from kb.bootstrap import KnowledgeBase
from kb.stages import Stage
from tests.api.edge import bearer, client_of


def test_counts_are_for_administrators(base: KnowledgeBase) -> None:
    client = client_of(base, Access(local=False))
    for path in ("/metrics", "/v1/audit"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=bearer(base, Scope.READ, Scope.CURATE)).status_code == 403
        assert client.get(path, headers=bearer(base, Scope.ADMIN)).status_code == 200


def test_requests_are_counted_by_the_form_of_their_address(base: KnowledgeBase) -> None:
    client = client_of(base)
    client.get("/v1/passages/one")
    client.get("/v1/passages/two")
    client.get("/secret")
    base.observe(Stage.DENSE, 0.01)
    told = client.get("/metrics").text
    assert 'praktijkbank_requests_total{method="GET",route="/v1/passages/{passage_id}",status="404"} 2.0' in told
    assert 'praktijkbank_requests_total{method="GET",route="(none)",status="404"} 1.0' in told
    assert 'praktijkbank_search_stage_seconds_count{stage="dense"} 1.0' in told
    assert "praktijkbank_requests_in_progress 1.0" in told
    assert 'praktijkbank_waiting{what="jobs"} 0.0' in told
    assert "secret" not in told
    assert 'route="/v1/passages' not in client_of(base).get("/metrics").text


def test_changes_are_listed_the_last_one_first(base: KnowledgeBase) -> None:
    with base.catalog.transaction(revises=False) as connection:
        for number in range(3):
            note(connection, "An", "document.replace", f"d{number}", {"passages": number})
    answer = client_of(base).get("/v1/audit", params={"per_page": 2})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["total"] == 3
    assert [one["subject"] for one in answer.json()["changes"]] == ["d2", "d1"]
    [one] = client_of(base).get("/v1/audit", params={"subject": "d1"}).json()["changes"]
    assert (one["who"], one["action"], one["details"]) == ("An", "document.replace", {"passages": 1})
