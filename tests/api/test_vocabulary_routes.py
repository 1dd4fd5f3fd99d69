from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from kb.bootstrap import KnowledgeBase
from tests.api.reading import keyed, ready
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage
from tests.kb.small_thesaurus import SMALL

LAARNE = "laarne-ouinhi"


@pytest.fixture
def client(
    base: KnowledgeBase, make_passage: MakePassage, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    for module in ("api.vocabulary_routes", "kb.rows"):
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)
    changes = {"partnerships": (LAARNE,), "themes": ("water-points",)}
    fill([make_passage("Pumps.", **changes), make_passage("Wells.", **changes)], "report")
    [hidden] = fill([make_passage("Secret wells.", **changes)], "minutes", b"minutes")
    give(base, hidden, "groups:board")
    with ready(base, Access(local=False)) as found:
        found.headers.update(keyed(base))
        yield found


def test_partnerships_come_with_the_passages_that_are_seen(client: TestClient, base: KnowledgeBase) -> None:
    every = client.get("/v1/partnerships", headers={"Accept-Language": "fr"}).json()["partnerships"]
    assert [one["id"] for one in every] == [one.id for one in base.registry.partnerships]
    assert {one["id"]: one["passages"] for one in every if one["passages"]} == {LAARNE: 2}
    one = client.get(f"/v1/partnerships/{LAARNE}", headers={"Accept-Language": "fr"}).json()
    assert one in every
    assert (one["country"], one["country_label"]) == ("BJ", "Bénin")


def test_themes_are_a_tree_with_the_passages_that_are_seen(client: TestClient) -> None:
    every = client.get("/v1/themes", headers={"Accept-Language": "es"}).json()["themes"]
    assert {one["value"] for one in every} == set(SMALL.concepts)
    counts = {one["value"]: one["count"] for one in every}
    assert counts["water-points"] == counts["water-supply"] == counts["water"] == 2
    assert counts["waste"] == 0
    assert {one["value"]: one["label"] for one in every}["waste"] == SMALL.concepts["waste"].labels["es"]
    named = client.get("/v1/themes", params={"q": SMALL.concepts["waste"].labels["fr"]}).json()["themes"]
    assert named[0]["value"] == "waste"


def test_a_theme_tells_what_it_means(client: TestClient) -> None:
    one = client.get("/v1/themes/water-points", headers={"Accept-Language": "nl"}).json()
    concept = SMALL.concepts["water-points"]
    assert (one["label"], one["definition"]) == (concept.labels["nl"], concept.definition)
    assert (one["broader"], one["alternative"]) == (list(concept.broader), list(concept.alternative.get("nl", ())))
    assert one["count"] == 2


@pytest.mark.parametrize("path", ["/v1/partnerships/nowhere", "/v1/themes/nowhere"])
def test_what_is_not_there_is_told_without_its_name(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "nowhere" not in answer.json()["detail"]
