from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.types import Passage, Voice
from kb.vectors import Matrix, Vector
from tests.conftest import WordEmbedder
from tests.kb.small_thesaurus import SMALL

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
PROBLEM = {"type", "title", "status", "detail"}


def wait_until_ready(client: TestClient) -> None:
    for _ in range(500):
        if client.get("/readyz").status_code == 200:
            return
        threading.Event().wait(0.01)
    pytest.fail("the server did not become ready")


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Make, fill: Fill) -> KnowledgeBase:
    fill(
        [
            make_passage(
                "Tricycles collect waste in Pout.", countries=("SN",), partnerships=("deinze-lievegem-kemopodi",)
            ),
            make_passage("Water services work together.", countries=("EC",)),
            make_passage("Water pumps need a committee.", countries=("BJ",)),
        ]
    )
    return base


@pytest.fixture
def client(filled: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(filled)) as found:
        wait_until_ready(found)
        yield found


def test_search_answers_with_the_contract(client: TestClient) -> None:
    answer = client.get("/v1/search", params={"q": "waste tricycles", "per_page": 1}).json()
    assert answer["query"] == "waste tricycles"
    assert [hit["text"] for hit in answer["hits"]] == ["Tricycles collect waste in Pout."]
    start, end = answer["hits"][0]["highlights"][0]
    assert answer["hits"][0]["text"][start:end] == "Tricycles"


def test_pages_and_repeated_filters(client: TestClient) -> None:
    params = {"q": "water", "country": ["EC", "BJ"], "per_page": 1}
    pages = [client.get("/v1/search", params={**params, "page": page}).json() for page in (1, 2, 3)]
    assert [len(page["hits"]) for page in pages] == [1, 1, 0]
    assert [page["total"] for page in pages] == [2, 2, 2]
    assert pages[0]["hits"] != pages[1]["hits"]


def test_labels_follow_the_readers_language(client: TestClient) -> None:
    answer = client.get("/v1/search", params={"q": "water"}, headers={"Accept-Language": "de, fr;q=0.5"}).json()
    assert {value["label"] for value in answer["facets"]["country"]} == {"Équateur", "Bénin", "Sénégal"}
    assert answer["facets"]["partnership"][0]["label"] == "Deinze, Lievegem – KeMoPoDi"


def test_documents_and_passages_are_found_by_id(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "pumps"}).json()["hits"][0]
    passage = client.get(f"/v1/passages/{hit['passage_id']}").json()
    assert passage == {key: hit[key] for key in passage}
    document = client.get(f"/v1/documents/{hit['document_id']}").json()
    assert [p["position"] for p in document["passages"]] == [0, 1, 2]
    assert passage in document["passages"]


def test_revisions_are_named_with_hits_and_documents(filled: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    minutes = " ".join(f"vergadering{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60))
    [first] = fill([make_passage(minutes)], "version 1")
    fill([make_passage(minutes.replace("vergaderingbb", "gewijzigd"))], "version 2", b"changed")
    fill([make_passage(minutes, context="as it was")], "copy")
    with TestClient(create_app(filled)) as client:
        wait_until_ready(client)
        [hit] = client.get("/v1/search", params={"q": "vergaderingbb vergaderingbc", "per_page": 1}).json()["hits"]
        document = client.get(f"/v1/documents/{hit['document_id']}").json()
    assert hit["passage_id"] == first
    assert [place["source"] for place in hit["also_in"]] == ["files/copy"]
    [related] = hit["related"]
    assert set(related) == {"passage_id", "document_id", "title", "source", "page", "similarity", "relation"}
    assert (related["source"], related["relation"], related["similarity"]) == ("files/version 2", "revision", 0.8361)
    found = [(one["source"], one["share"], one["same_file"]) for one in document["revisions"]]
    assert found == [("files/copy", 1.0, True), ("files/version 2", 1.0, False)]


def test_passages_are_filtered_by_theme_goal_marker_and_voice(
    filled: KnowledgeBase, make_passage: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("kb.rows", "kb.asking", "kb.facet_labels", "api.answers"):
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)
    fill([make_passage("Women speak of water.", themes=("women-in-committees",), voice=Voice.TESTIMONY)], "second")
    with TestClient(create_app(filled)) as client:
        wait_until_ready(client)
        params = {"q": "water", "theme": "abastecimiento de agua", "sdg": "6", "marker": "gender", "voice": "testimony"}
        answer = client.get("/v1/search", params=params, headers={"Accept-Language": "es"}).json()
        wrong = client.get("/v1/search", params={"q": "water", "theme": "genderr"})
        marker = client.get("/v1/search", params={"q": "water", "marker": "peace"})
    assert [hit["text"] for hit in answer["hits"]] == ["Women speak of water."]
    assert (answer["hits"][0]["themes"], answer["hits"][0]["sdgs"]) == (["women-in-committees"], ["5", "6"])
    assert {value["label"] for value in answer["facets"]["voice"]} == {"testimonio"}
    assert "gender" in wrong.json()["detail"]
    assert [one.status_code for one in (wrong, marker)] == [422, 422]
    assert wrong.json()["type"] == marker.json()["type"]


@pytest.mark.parametrize("path", ["/v1/documents/unknown", "/v1/passages/unknown", "/v1/nothing"])
def test_what_is_not_there_is_a_problem_document(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == PROBLEM


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": " "},
        {"q": "x", "page": 0},
        {"q": "x", "per_page": 101},
        {"q": "x", "mode": "guess"},
        {"q": "x", "kind": "wisdom"},
        {"q": "x", "voice": "rumour"},
        {"q": "x", "theme": "spaceship"},
        {"q": "x", "page": 1000, "per_page": 100},
        {"q": "secret" * 1000},
    ],
)
def test_wrong_requests_are_problems_that_echo_no_question(client: TestClient, params: dict[str, str | int]) -> None:
    answer = client.get("/v1/search", params=params, headers={"Accept-Language": "nl"})
    assert answer.status_code == 422
    assert set(answer.json()) == PROBLEM
    assert "secret" not in answer.text


def test_the_description_names_every_route(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/search",
        "/v1/documents/{document_id}",
        "/v1/passages/{passage_id}",
        "/v1/passages/{passage_id}/similar",
        "/v1/practices",
        "/v1/practices/{practice_id}",
        "/v1/practices/{practice_id}/state",
        "/v1/practices/{practice_id}/reuses",
        "/v1/practices/{practice_id}/history",
        "/v1/curation/queue",
        "/v1/curation/history",
        "/v1/curation/decisions/{decision_id}/undo",
        "/v1/passages/{passage_id}/decisions",
        "/v1/erasures",
        "/v1/erasures/{erasure_id}",
        "/healthz",
        "/readyz",
    }


def test_no_page_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


class SlowEmbedder(WordEmbedder):
    """Takes until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def embed_query(self, text: str) -> Vector:
        self.go_on.wait(10)
        return super().embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return super().embed_passages(texts)


def test_the_server_lives_while_the_model_loads(config: Config) -> None:
    slow = SlowEmbedder()
    with TestClient(create_app(KnowledgeBase(config, slow))) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        waiting = client.get("/readyz")
        assert waiting.status_code == 503
        assert waiting.headers["retry-after"] == "5"
        assert client.get("/v1/search", params={"q": "water"}).status_code == 503
        slow.go_on.set()
        wait_until_ready(client)
        assert client.get("/v1/search", params={"q": "water"}).json()["abstained"] is True


def test_a_model_that_does_not_fit_is_told(filled: KnowledgeBase, config: Config) -> None:
    other = KnowledgeBase(config, WordEmbedder("words/2"))
    with TestClient(create_app(other)) as client:
        for _ in range(500):
            answer = client.get("/readyz")
            if "kb rebuild" in answer.json()["detail"]:
                break
            threading.Event().wait(0.01)
        assert answer.status_code == 503
        assert "kb rebuild" in answer.json()["detail"]
    assert filled.catalog.counts()["documents"] == 1


def test_an_unforeseen_error_is_a_problem_without_its_inside(
    filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("inside")

    with TestClient(create_app(filled), raise_server_exceptions=False) as client:
        wait_until_ready(client)
        monkeypatch.setattr(filled.catalog, "passage", fail)
        answer = client.get("/v1/passages/x")
    assert answer.status_code == 500
    assert set(answer.json()) == PROBLEM
    assert "inside" not in answer.text


def test_questions_are_answered_side_by_side(filled: KnowledgeBase, tmp_path: Path) -> None:
    assert tmp_path.exists()
    with TestClient(create_app(filled)) as client:
        wait_until_ready(client)
        answers: list[dict[str, object]] = []
        threads = [
            threading.Thread(target=lambda: answers.append(client.get("/v1/search", params={"q": "water"}).json()))
            for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 16
    assert all(answer == answers[0] for answer in answers)
