from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access_mode import Access
from kb.bootstrap import KnowledgeBase
from kb.types import Passage
from tests.api.reading import keyed, ready
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage

LAARNE, DEINZE = "laarne-ouinhi", "deinze-lievegem-kemopodi"
TEXTS: dict[str, dict[str, Any]] = {
    "Tricycles collect waste in Pout.": {"partnerships": (DEINZE,), "countries": ("SN",), "year": 2019},
    "Water pumps need a committee.": {"partnerships": (LAARNE,), "countries": ("BJ",), "year": 2021},
    "Water pumps need spare parts.": {"partnerships": (LAARNE,), "countries": ("BJ",), "year": 2023},
    "Water pumps cost money.": {"year": 2022},
}


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> KnowledgeBase:
    fill([make_passage(text, **facts) for text, facts in TEXTS.items()], "Rapport d'été")
    return base


@pytest.fixture
def client(filled: KnowledgeBase) -> Iterator[TestClient]:
    with ready(filled) as found:
        yield found


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "water pumps", "per_page": 2, "page": 2},
        {"q": "water pumps", "country": ["BJ", "SN"], "kind": ["context"], "sort": "newest"},
        {"q": "water", "mode": "lexical", "group": "partnership", "explain": False},
        {"q": "waste", "order": "relevance"},
    ],
)
def test_a_question_as_json_is_answered_as_by_address(client: TestClient, asked: dict[str, Any]) -> None:
    by_address, by_body = client.get("/v1/search", params=asked), client.post("/v1/search", json=asked)
    assert (by_address.status_code, by_body.status_code) == (200, 200)
    assert by_body.json() == by_address.json()


@pytest.mark.parametrize(
    "asked",
    [{}, {"q": "water", "county": ["BJ"]}, {"q": "water", "country": "BJ"}, {"q": "water", "sort": "oldest"}, [], "q"],
)
def test_wrong_questions_as_json_are_refused(client: TestClient, asked: object) -> None:
    answer = client.post("/v1/search", json=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_sort_goes_before_its_earlier_name(client: TestClient) -> None:
    both = client.get("/v1/search", params={"q": "water pumps", "sort": "newest", "order": "relevance"}).json()
    assert [hit["year"] for hit in both["hits"]][:3] == [2023, 2022, 2021]
    assert both == client.get("/v1/search", params={"q": "water pumps", "order": "newest"}).json()


def test_hits_by_partnership_stand_beside_the_hits(client: TestClient) -> None:
    asked = {"q": "water pumps", "mode": "lexical"}
    plain = client.get("/v1/search", params=asked).json()
    grouped = client.get("/v1/search", params={**asked, "group": "partnership"}).json()
    groups = grouped.pop("groups")
    assert grouped == plain
    assert [(one["partnership"], one["total"]) for one in groups] == [(LAARNE, 2), (None, 1)]
    assert groups[0]["label"].startswith("Laarne")
    assert groups[1]["label"] is None
    assert [hit["passage_id"] for hit in groups[0]["hits"]] == [
        hit["passage_id"] for hit in plain["hits"] if hit["partnerships"] == [LAARNE]
    ]


def test_reasons_are_the_sentence_alone_where_no_more_is_asked_for(client: TestClient) -> None:
    asked = {"q": "water pumps"}
    full = client.get("/v1/search", params=asked).json()["hits"]
    brief = client.get("/v1/search", params={**asked, "explain": "false"}).json()["hits"]
    assert [hit["why"] for hit in brief] == [{"sentence": hit["why"]["sentence"]} for hit in full]
    assert [{**hit, "why": None} for hit in brief] == [{**hit, "why": None} for hit in full]
    assert {"sentence", "words", "similarity"} <= set(full[0]["why"])


# --- suggestions ------------------------------------------------------------------------------------------------------


def test_suggestions_are_of_four_sorts(client: TestClient) -> None:
    spelled = client.get("/v1/suggest", params={"q": "Tricyles in Pout"}).json()
    assert spelled["spelling"] == {"corrected": "tricycles in Pout", "original": "Tricyles in Pout"}
    assert client.get("/v1/suggest", params={"q": "ete"}).json()["documents"][0]["title"] == "Rapport d'été"
    assert client.get("/v1/suggest", params={"q": "ete"}).json()["documents"][0]["count"] == 4
    [partnership] = client.get("/v1/suggest", params={"q": "ouinh"}).json()["partnerships"]
    assert (partnership["value"], partnership["count"]) == (LAARNE, 2)
    assert client.get("/v1/suggest", params={"q": ""}).json() == {
        "query": "",
        "spelling": None,
        "documents": [],
        "themes": [],
        "partnerships": [],
    }


def test_themes_are_suggested_in_the_readers_language(
    filled: KnowledgeBase, make_passage: MakePassage, fill: Fill
) -> None:
    themed: Passage = make_passage("A tariff for drinking water.", themes=("water-supply",))
    fill([themed], "themed")
    with ready(filled) as client:
        found = {
            language: client.get("/v1/suggest", params={"q": "eau"}, headers={"Accept-Language": language}).json()
            for language in ("fr", "nl")
        }
    values = {language: {one["value"]: one["label"] for one in told["themes"]} for language, told in found.items()}
    assert values["fr"].keys() == values["nl"].keys()
    assert "water-supply" in values["fr"]
    assert values["fr"]["water-supply"] != values["nl"]["water-supply"]


def test_nothing_is_suggested_from_what_is_hidden(filled: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> None:
    [hidden] = fill([make_passage("Brimwollestraat.", partnerships=("bugesera",))], "Secret minutes", b"secret")
    give(filled, hidden, "groups:board")
    reader, board = keyed(filled), keyed(filled, groups=["board"])
    with ready(filled, Access(local=False)) as client:
        for typed in ("secret", "bugesera", "brimwollestrat"):
            seen = client.get("/v1/suggest", params={"q": typed}, headers=reader).json()
            assert seen == {"query": typed, "spelling": None, "documents": [], "themes": [], "partnerships": []}
            assert client.get("/v1/suggest", params={"q": typed}, headers=board).json() != seen


@pytest.mark.parametrize("params", [{}, {"q": "x" * 2001}, {"q": "x", "limit": 0}, {"q": "x", "limit": 21}])
def test_wrong_beginnings_are_refused(client: TestClient, params: dict[str, Any]) -> None:
    assert client.get("/v1/suggest", params=params).status_code == 422
