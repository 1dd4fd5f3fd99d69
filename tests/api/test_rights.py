"""What people made of documents is shown, and changed, only by who may see the documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from tests.api.test_identity import give
from tests.kb.curated import put, suggestion, use_small_thesaurus

PUMPS = "The committee keeps the pumps of four villages going with what it collects."
WASTE = "Tricycles collect the waste of nine districts, and each household pays for it."
SAID = (suggestion("kind", "result", 0.6), suggestion("theme", "water-points", 0.95))
JUDGED = {"action": "correct", "facet": "kind", "accepted": ["challenge"]}


class Callers:
    """Calls the API by keys: of an administrator, and of somebody who may not see the board's documents."""

    def __init__(self, base: KnowledgeBase, client: TestClient) -> None:
        self.base = base
        self.client = client
        keys = KeyStore(base.catalog)
        several = [Scope.READ, Scope.CURATE]
        self.secrets = {
            "chief": keys.create("Chief", scopes=[Scope.ADMIN])[1],
            "an": keys.create("An", scopes=several)[1],
            "guest": keys.create("Guest", scopes=several, internal=False)[1],
        }

    def ask(self, who: str, path: str, body: object = None, method: str = "") -> Any:
        way = method or ("POST" if body is not None else "GET")
        headers = {"Authorization": f"Bearer {self.secrets[who]}"}
        return self.client.request(way, f"/v1{path}", json=body, headers=headers)

    def same(  # noqa: PLR0913, PLR0917 - a request, and the two names to put into it
        self, who: str, path: str, hidden: str, never: str, body: object = None, method: str = ""
    ) -> bool:
        """Tells whether what is hidden answers exactly like what never was."""
        one, other = (self.ask(who, path.format(name), body, method) for name in (hidden, never))
        told = one.text.replace(hidden, never)
        return (one.status_code, told, one.headers["content-type"]) == (
            other.status_code,
            other.text,
            other.headers["content-type"],
        )


@pytest.fixture
def ids(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A passage that everybody inside sees, and two of the board; one of these says the same as the first."""
    use_small_thesaurus(monkeypatch)
    [hidden_copy, hidden] = put(base, "minutes", {PUMPS: SAID, WASTE: SAID})
    [seen] = put(base, "report", {PUMPS: SAID})
    give(base, hidden, "groups:board")
    return {"seen": seen, "copy": hidden_copy, "hidden": hidden}


@pytest.fixture
def callers(base: KnowledgeBase, ids: dict[str, str]) -> Iterator[Callers]:
    assert ids
    with TestClient(create_app(base, Access(local=False)), headers={"X-Request-ID": "same"}) as client:
        yield Callers(base, client)


def document_of(base: KnowledgeBase, passage_id: str) -> str:
    stored = base.catalog.passage(passage_id)
    assert stored
    return stored.passage.document_id


# --- curation ---------------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_is_seen_and_counts_no_more(callers: Callers, ids: dict[str, str]) -> None:
    queue = callers.ask("an", "/curation/queue", None).json()
    assert queue["total"] == 2
    assert {item["passage"]["passage_id"] for item in queue["items"]} == {ids["seen"]}
    assert callers.ask("chief", "/curation/queue").json()["total"] == 4
    assert callers.ask("guest", "/curation/queue").json() == {"total": 0, "items": []}
    hidden = document_of(callers.base, ids["hidden"])
    assert callers.same("an", "/curation/queue?document={}", hidden, "0" * 16)


def test_the_queue_is_what_it_would_be_without_the_hidden_documents(callers: Callers, ids: dict[str, str]) -> None:
    before = callers.ask("an", "/curation/queue").text
    with callers.base.catalog.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM documents WHERE id = ?", (document_of(callers.base, ids["hidden"]),))
    assert callers.ask("an", "/curation/queue").text == before


def test_a_hidden_passage_is_judged_like_one_that_never_was(callers: Callers, ids: dict[str, str]) -> None:
    path = "/passages/{}/decisions"
    assert callers.same("an", path, ids["hidden"], "0" * 16)
    assert callers.same("an", path, ids["hidden"], "0" * 16, JUDGED)
    assert callers.ask("an", path.format(ids["hidden"]), JUDGED).status_code == 404
    assert callers.ask("chief", "/curation/history").json()["total"] == 0


def test_a_decision_does_not_reach_what_its_maker_does_not_see(callers: Callers, ids: dict[str, str]) -> None:
    made = callers.ask("an", f"/passages/{ids['seen']}/decisions", {**JUDGED, "by": "Somebody else"}).json()
    assert [one["who"] for one in made["decisions"]] == ["An"]
    assert [one["passage_id"] for one in made["passages"]] == [ids["seen"]]
    assert callers.ask("chief", f"/passages/{ids['copy']}/decisions").json()["total"] == 0
    both = callers.ask("chief", f"/passages/{ids['seen']}/decisions", {**JUDGED, "accepted": ["lesson"]}).json()
    assert {one["passage_id"] for one in both["passages"]} == {ids["seen"], ids["copy"]}
    assert {one["who"] for one in both["decisions"]} == {"Chief"}


def test_histories_tell_of_what_is_seen(callers: Callers, ids: dict[str, str]) -> None:
    callers.ask("chief", f"/passages/{ids['seen']}/decisions", JUDGED)
    callers.ask("chief", f"/passages/{ids['hidden']}/decisions", JUDGED)
    assert callers.ask("chief", "/curation/history").json()["total"] == 3
    shown = callers.ask("an", "/curation/history").json()
    assert (shown["total"], {one["source"] for one in shown["decisions"]}) == (1, {"files/report"})
    assert callers.ask("guest", "/curation/history").json() == {"total": 0, "decisions": []}
    hidden = document_of(callers.base, ids["hidden"])
    assert callers.same("an", "/curation/history?document={}", hidden, "0" * 16)


def test_a_hidden_decision_is_undone_like_one_that_never_was(callers: Callers, ids: dict[str, str]) -> None:
    made = callers.ask("chief", f"/passages/{ids['hidden']}/decisions", JUDGED).json()
    number = str(made["decisions"][0]["decision_id"])
    assert callers.same("an", "/curation/decisions/{}/undo", number, "99999", {})
    assert callers.ask("chief", f"/curation/decisions/{number}/undo", {}).status_code == 201
    assert callers.same("an", "/curation/decisions/{}/undo", number, "99999", {})


def test_undoing_an_act_takes_back_what_is_seen_of_it(callers: Callers, ids: dict[str, str]) -> None:
    callers.ask("chief", f"/passages/{ids['seen']}/decisions", JUDGED)
    [own] = callers.ask("an", f"/passages/{ids['seen']}/decisions").json()["decisions"]
    undone = callers.ask("an", f"/curation/decisions/{own['decision_id']}/undo", {}).json()
    assert [(one["undoes"], one["who"]) for one in undone["decisions"]] == [(own["decision_id"], "An")]
    assert [one["passage_id"] for one in undone["passages"]] == [ids["seen"]]
    [there] = callers.ask("chief", f"/passages/{ids['copy']}/decisions").json()["decisions"]
    assert there["undone"] is False


def test_what_was_decided_of_documents_that_are_gone_is_for_administrators(
    callers: Callers, ids: dict[str, str]
) -> None:
    callers.ask("an", f"/passages/{ids['seen']}/decisions", JUDGED)
    with callers.base.catalog.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM documents WHERE id = ?", (document_of(callers.base, ids["seen"]),))
    assert callers.ask("an", "/curation/history").json()["total"] == 0
    assert callers.ask("chief", "/curation/history").json()["total"] == 1


# --- practice records -------------------------------------------------------------------------------------------------


def practice(*passage_ids: str, **changes: Any) -> dict[str, Any]:
    said = [{"text": "They share.", "evidence": list(passage_ids)}] if passage_ids else []
    return {"practice": {"title": "A depot", "language": "en", "what_was_done": said, **changes}}


def test_a_record_is_seen_by_who_sees_all_that_it_cites(callers: Callers, ids: dict[str, str]) -> None:
    open_ = callers.ask("an", "/practices", practice(ids["seen"])).json()["practice_id"]
    both = callers.ask("chief", "/practices", practice(ids["seen"], ids["hidden"])).json()["practice_id"]
    listed = callers.ask("an", "/practices").json()
    assert (listed["total"], [one["practice_id"] for one in listed["practices"]]) == (1, [open_])
    assert callers.ask("chief", "/practices").json()["total"] == 2
    assert callers.ask("guest", "/practices").json() == {"total": 0, "practices": []}
    give(callers.base, ids["seen"], "public")
    assert callers.ask("guest", "/practices").json()["total"] == 1
    for path in ("/practices/{}", "/practices/{}/history"):
        assert callers.same("an", path, both, "0" * 16)
        assert callers.ask("an", path.format(open_)).status_code == 200


def test_a_hidden_record_is_changed_like_one_that_never_was(callers: Callers, ids: dict[str, str]) -> None:
    made = callers.ask("chief", "/practices", practice(ids["hidden"])).json()
    name, stale = made["practice_id"], made["version"] - 1
    bodies: list[tuple[str, str, object]] = [
        ("PUT", "/practices/{}", {**practice(ids["seen"]), "version": made["version"]}),
        ("PUT", "/practices/{}", {**practice(ids["seen"]), "version": stale}),
        ("PUT", "/practices/{}", {**practice(ids["hidden"]), "version": stale}),
        ("POST", "/practices/{}/state", {"action": "validate"}),
        ("POST", "/practices/{}/state", {"action": "restore", "version": stale}),
        ("POST", "/practices/{}/reuses", {"reuse": {"by": "Mol", "when": "2025", "result": "Two."}}),
    ]
    for method, path, body in bodies:
        assert callers.same("an", path, name, "0" * 16, body, method)
        assert callers.ask("an", path.format(name), body, method).status_code == 404
    assert callers.ask("chief", f"/practices/{name}").json() == made


def test_what_is_hidden_cannot_be_cited_nor_asked_about(callers: Callers, ids: dict[str, str]) -> None:
    document = document_of(callers.base, ids["hidden"])

    def cited(document_id: str, quote: str, **more: str) -> Any:
        said = [{"text": "They share.", "evidence": [{"document_id": document_id, "quote": quote, **more}]}]
        return callers.ask("an", "/practices", practice(what_was_done=said))

    for quote in (WASTE, "Nobody said so."):
        for more in ({}, {"source": "files/minutes", "title": "minutes"}):
            one, other = cited(document, quote, **more), cited("0" * 16, quote, **more)
            assert (one.status_code, one.text.replace(document, "0" * 16)) == (422, other.text)
    by_passage = callers.ask("an", "/practices", practice(ids["hidden"]))
    never = callers.ask("an", "/practices", practice("0" * 16))
    assert (by_passage.status_code, by_passage.text.replace(ids["hidden"], "0" * 16)) == (422, never.text)
    assert callers.ask("chief", "/practices").json()["total"] == 0


def test_a_history_leaves_out_what_led_to_what_is_hidden(callers: Callers, ids: dict[str, str]) -> None:
    made = callers.ask("chief", "/practices", practice(ids["seen"], ids["hidden"])).json()
    path = f"/practices/{made['practice_id']}"
    edited = {**practice(ids["seen"]), "version": made["version"], "note": "without the minutes"}
    assert callers.ask("chief", path, edited, "PUT").status_code == 200
    events = callers.ask("an", f"{path}/history").json()["events"]
    assert [(one["action"], one["changed"]) for one in events] == [("edit", [])]
    assert len(callers.ask("chief", f"{path}/history").json()["events"]) == 2


def test_what_cites_nothing_is_internal(callers: Callers) -> None:
    callers.ask("an", "/practices", practice())
    totals = {who: callers.ask(who, "/practices").json()["total"] for who in callers.secrets}
    assert totals == {"chief": 1, "an": 1, "guest": 0}


def test_nobody_signs_for_another(callers: Callers, ids: dict[str, str]) -> None:
    made = callers.ask("an", "/practices", {**practice(ids["seen"]), "by": "Chief"}).json()
    path = f"/practices/{made['practice_id']}"
    edited = {**practice(ids["seen"], title="One depot"), "by": "Chief", "version": made["version"]}
    callers.ask("an", path, edited, "PUT")
    callers.ask("an", f"{path}/state", {"by": "Chief", "action": "reject"})
    assert {one["who"] for one in callers.ask("an", f"{path}/history").json()["events"]} == {"An"}


def test_who_is_not_known_by_name_must_sign(base: KnowledgeBase, ids: dict[str, str]) -> None:
    with TestClient(create_app(base)) as client:
        unsigned = client.post("/v1/practices", json=practice(ids["seen"]))
        signed = client.post("/v1/practices", json={**practice(ids["seen"]), "by": "Bo"})
        judged = client.post(f"/v1/passages/{ids['seen']}/decisions", json=JUDGED)
    assert [one.status_code for one in (unsigned, signed, judged)] == [422, 201, 422]
    assert {one.json()["type"].split(":")[-1] for one in (unsigned, judged)} == {"signed_by_nobody"}
