"""The pages of judging, and what readers say of a passage."""

from __future__ import annotations

from fastapi.testclient import TestClient

from kb.bootstrap import KnowledgeBase
from tests.api.pages.showing import Page, page


def test_what_readers_say_is_noted(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    shown = client.post(f"/passages/{hit['passage_id']}/feedback", data={"verdict": "useful"})
    assert shown.url.path == f"/passages/{hit['passage_id']}"
    assert "Thank you" in Page(shown.text).text
    assert [one["verdict"] for one in client.get("/v1/feedback").json()["feedback"]] == ["useful"]
    assert client.post(f"/passages/{hit['passage_id']}/feedback", data={"verdict": "zzqx"}).status_code == 422


def test_suggestions_of_the_machine_are_judged(filled: KnowledgeBase, client: TestClient) -> None:
    shown = page(client, "/curation?facet=kind")
    forms = [str(one["action"]) for one in shown.all("form")]
    wish = {"facet": "kind", "value": "context", "action": "correct", "other": "", "by": "An"}
    assert client.post(forms[0], data=wish).status_code == 422
    assert client.get("/v1/curation/history").json()["decisions"] == []
    wish["other"] = "lesson"
    assert client.post(forms[0], data=wish).status_code == 200
    [decided] = client.get("/v1/curation/history").json()["decisions"]
    assert (decided["who"], [one["value"] for one in decided["accepted"]]) == ("An", ["lesson"])
    assert filled.catalog.passages_of(decided["document_id"])
