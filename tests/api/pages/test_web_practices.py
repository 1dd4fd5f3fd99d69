"""The pages of practice records."""

from __future__ import annotations

from fastapi.testclient import TestClient

from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from kb.practice_desk import PracticeDesk
from tests.api.pages.showing import PARTNERSHIP, PROBE, Page, citations, page


def test_a_record_is_written_with_its_evidence_beside_it(client: TestClient) -> None:
    hits = client.get("/v1/search", params={"q": "water pump"}).json()["hits"]
    shown = client.post("/practices", data={"passage": hits[0]["passage_id"], "by": "An"})
    address = shown.url.path
    assert f"{address}/edit" in Page(shown.text).links
    added = {"passage": hits[1]["passage_id"], "by": "An", "version": "1"}
    assert client.post(f"{address}/evidence", data=added).status_code == 200
    assert client.post(f"{address}/evidence", data=added).status_code == 409
    first, second = citations(client, address)
    form = {
        "version": "2", "by": "Bo", "title": "Pumps with a committee", "language": "en", "partnerships": PARTNERSHIP,
        "countries_added": "BJ", "themes": "water-committees", "from_year": "2019", "to_year": "2020",
        "maturity": "promising", "maturity_reason": "Seen twice.", "contact_role": "Water officer",
        "what_was_done": ["Each pump has a committee.", "The committee keeps the purse.", " "],
        "what_was_done_rests_on": [second, "", first],
    }  # fmt: skip
    edited = client.post(f"{address}/edit", data=form)
    assert (edited.status_code, edited.url.path) == (200, address)
    record = client.get(f"/v1{address}").json()
    assert [(one["text"], len(one["evidence"]), one["by"]) for one in record["what_was_done"]] == [
        ("Each pump has a committee.", 1, ""), ("The committee keeps the purse.", 0, "Bo"),
    ]  # fmt: skip
    assert record["what_was_done"][0]["evidence"][0]["places"][0]["passage_id"] == hits[1]["passage_id"]
    assert (record["countries"], record["from_year"], record["maturity"]) == (["BJ"], 2019, "promising")
    assert record["results"] == record["context"] == []


def test_what_cannot_be_kept_of_a_record_stands_in_its_form_again(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    typed = f"Typed with care {PROBE}"
    form = {"version": "1", "by": "Bo", "title": "Pumps", "language": "en", "context": typed, "context_rests_on": ""}
    for wrong, status in (
        ({"from_year": "200x"}, 422),
        ({"from_year": "9" * 5000}, 422),
        ({"countries": "ZZ"}, 422),
        ({"contact_role": "b@c.org"}, 422),
        ({"version": "7"}, 409),
    ):
        told = client.post(f"{address}/edit", data=form | wrong)
        assert told.status_code == status, wrong
        assert typed in Page(told.text).text
        assert [one.get("role") for one in Page(told.text).all("p") if one.get("role") == "alert"]
    assert client.get(f"/v1{address}").json()["version"] == 1


def test_who_only_reads_writes_no_records(filled: KnowledgeBase, client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    _, secret = KeyStore(filled.catalog).create("guest", scopes=[Scope.READ])
    own = {"X-API-Key": secret}
    assert client.get(f"{address}/edit", headers=own).status_code == 403
    for name in ("edit", "evidence", "reuses", "state"):
        data = {
            "version": "1",
            "passage": hit["passage_id"],
            "action": "reject",
            "taker": "Mol",
            "when": "2025",
            "result": "x",
        }
        assert client.post(f"{address}/{name}", headers=own, data=data).status_code == 403
    assert client.post("/practices", headers=own, data={"passage": hit["passage_id"]}).status_code == 403
    shown = page(client, f"/practices?passage={hit['passage_id']}", **own)
    assert [one["action"] for one in shown.all("form")] == []


def test_a_validated_practice_is_noted_as_taken_over(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    done = {"what_was_done": "They collect waste.", "what_was_done_rests_on": citations(client, address)[0]}
    form = {"version": "1", "by": "An", "title": "Tricycles", "language": "en", "partnerships": PARTNERSHIP, **done}
    client.post(f"{address}/edit", data=form)
    client.post(f"{address}/state", data={"version": "2", "by": "An", "action": "validate"})
    told = client.post(
        f"{address}/reuses",
        data={"version": "3", "by": "An", "taker": "Mol", "when": "2025-03", "result": "Six carts."},
    )
    assert (told.status_code, "Mol, 2025-03: Six carts." in Page(told.text).text) == (200, True)
    wrong = {"version": "4", "by": "An", "taker": "Mol", "when": "last year", "result": "Six carts."}
    assert client.post(f"{address}/reuses", data=wrong).status_code == 422


def test_records_are_listed_shown_and_judged(filled: KnowledgeBase, client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    stored = PracticeDesk(filled.catalog, filled.registry).draft([hit["passage_id"]], who="An")
    address = f"/practices/{stored.record.id}"
    assert address in page(client, "/practices").links
    assert address not in page(client, "/practices?state=validated").links
    assert f"/passages/{hit['passage_id']}" in page(client, address).links
    wish = {"action": "reject", "version": "1", "by": "Bo", "note": "twice"}
    done = client.post(f"{address}/state", data=wish)
    assert (done.status_code, "Bo · rejected" in Page(done.text).text) == (200, True)
    assert client.post(f"{address}/state", data={**wish, "action": "reopen"}).status_code == 409
