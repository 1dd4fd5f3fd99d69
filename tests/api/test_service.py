from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import api.app
from api.app import create_app
from api.service import Service
from kb import bootstrap
from kb.bootstrap import KnowledgeBase
from kb.changeover import forget, rebuild
from kb.errors import NotReadyError
from kb.index import publish_if_stale
from kb.models import ModelFacts
from kb.nearest import DenseIndex
from kb.types import Query, Result, SearchMode
from kb.vectors import Vector
from tests.kb.fake_models import MarkedEmbedder, Shelf, add

WORDS = ("water", "waste", "food", "youth", "budget", "gender")
QUESTION = Query(text="waste", mode=SearchMode.DENSE)


@pytest.fixture(autouse=True)
def always_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "DenseIndex", partial(DenseIndex, exact_rows=0))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf("one", "two", "three")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """What an operator works with, beside the server."""
    found = Shelf("one", "two", "three").base(tmp_path)
    add(found, "first", *WORDS)
    publish_if_stale(found.catalog, found.index_root)
    yield found
    found.close()


@pytest.fixture
def service(base: KnowledgeBase, shelf: Shelf) -> Iterator[Service]:
    found = Service(shelf.base(base.config.home))
    found.keep_up()
    yield found
    found.close()
    found.base.close()


def change(base: KnowledgeBase, name: str) -> None:
    model = ModelFacts(model=name)
    rebuild(base.catalog, base.open_model(model), base.index_root, lambda _done, _of: None, model=model)


def unmixed(result: Result) -> bool:
    return all(hit.why.similarity is not None and hit.why.similarity > 0.35 for hit in result.hits)


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(6000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it did not come to hold")


def test_a_server_follows_the_changes_of_the_model_and_never_mixes(
    base: KnowledgeBase, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.app, "_LOOK_EVERY_SECONDS", 0.01)
    failures: list[object] = []
    answered: list[int] = []
    ended = threading.Event()

    def ask(client: TestClient, word: str) -> None:
        while not ended.is_set():
            answer = client.get("/v1/search", params={"q": word, "mode": "dense"})
            hits = answer.json().get("hits", ())
            if answer.status_code != 200 or not hits or hits[0]["text"] != word:
                failures.append(answer.json())
            if any(hit["why"]["similarity"] is None or hit["why"]["similarity"] < 0.35 for hit in hits):
                failures.append([hit["why"] for hit in hits])
            answered.append(answer.status_code)

    app = create_app(shelf.base(base.config.home))
    with TestClient(app) as client:
        eventually(lambda: client.get("/readyz").status_code == 200)
        threads = [threading.Thread(target=ask, args=(client, word)) for word in WORDS[:4]]
        for thread in threads:
            thread.start()
        try:
            for name in ("two", "three", "one", "two"):
                change(base, name)
                eventually(lambda name=name: _answering(app.state.service) == name)
                before = len(answered)
                eventually(lambda before=before: len(answered) > before + 8)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
    assert failures == []
    assert {embedder.stamp for embedder in shelf.opened if embedder.asked > 1} == {"one/1", "two/1", "three/1"}


def _answering(service: Service) -> str:
    return service._serving.embedder.stamp.removesuffix("/1") if service._serving else ""


def test_the_old_model_answers_until_the_new_one_is_loaded(
    service: Service, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(base, "two")
    stamps: list[str] = []
    loaded = MarkedEmbedder.embed_query

    def loading(self: MarkedEmbedder, text: str) -> Vector:
        if text == "water" and not stamps:
            stamps.append(self.stamp)
            result = service.searcher.search(QUESTION)
            assert unmixed(result)
            assert len(result.hits) == len(WORDS)
        return loaded(self, text)

    monkeypatch.setattr(MarkedEmbedder, "embed_query", loading)
    old = service.searcher
    service.keep_up()
    assert stamps == ["two/1"]
    assert service.searcher is not old


def test_a_question_on_its_way_ends_with_the_model_that_it_began_with(
    service: Service, base: KnowledgeBase, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedding, go_on = threading.Event(), threading.Event()
    whole = MarkedEmbedder.embed_query

    def slow(self: MarkedEmbedder, text: str) -> Vector:
        if self.stamp == "one/1" and text == "waste":
            embedding.set()
            assert go_on.wait(60)
        return whole(self, text)

    monkeypatch.setattr(MarkedEmbedder, "embed_query", slow)
    closed: list[DenseIndex] = []
    close = DenseIndex.close
    monkeypatch.setattr(DenseIndex, "close", lambda self: (closed.append(self), close(self)))
    service.searcher.search(Query(text="food"))  # opens Chroma
    results: list[Result] = []
    asking = threading.Thread(target=lambda: results.append(service.searcher.search(QUESTION)))
    asking.start()
    assert embedding.wait(60)
    change(base, "two")
    forget(base.catalog, base.index_root)
    service.keep_up()
    assert closed == []
    go_on.set()
    asking.join()
    assert len(closed) == 1
    assert len(results[0].hits) == len(WORDS)
    assert unmixed(results[0])
    assert unmixed(service.searcher.search(QUESTION))
    assert {embedder.stamp for embedder in shelf.opened} == {"one/1", "two/1"}


def test_a_model_that_answers_no_more_leaves_memory(service: Service, base: KnowledgeBase, shelf: Shelf) -> None:
    old = weakref.ref(service.searcher)
    service.searcher.search(QUESTION)
    embedder = weakref.ref(shelf.opened.pop())
    change(base, "two")
    service.keep_up()
    assert (old(), embedder()) == (None, None)


def test_a_model_that_cannot_be_loaded_leaves_the_old_one_answering(
    service: Service, base: KnowledgeBase, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.names.remove("two")
    old = service.searcher
    change(base, "two")
    with caplog.at_level(logging.ERROR):
        service.keep_up()
        service.keep_up()
    assert len(caplog.records) == 1
    assert service.searcher is old
    assert unmixed(old.search(QUESTION))
    shelf.names.add("two")
    add(base, "second", "festival")
    service.keep_up()
    assert service.searcher.search(Query(text="festival")).hits[0].passage.text == "festival"


def test_a_server_that_could_not_begin_does_after_a_rebuild(base: KnowledgeBase) -> None:
    poor = Service(Shelf("two").base(base.config.home))
    with pytest.raises(NotReadyError, match="still loading"):
        _ = poor.searcher
    poor.keep_up()
    with pytest.raises(NotReadyError, match="kb rebuild"):
        _ = poor.searcher
    change(base, "two")
    poor.keep_up()
    assert unmixed(poor.searcher.search(QUESTION))
    poor.close()
    poor.base.close()


def test_a_server_outlives_what_nobody_foresaw(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(base)
    with monkeypatch.context() as broken:
        broken.setattr(base, "open_serving", lambda: 1 / 0)
        service.keep_up()
    with pytest.raises(NotReadyError, match="went wrong"):
        _ = service.searcher
    add(base, "second", "festival")
    service.keep_up()
    assert service.searcher.search(QUESTION).hits
    service.close()


def test_what_is_ingested_needs_no_new_model(service: Service, base: KnowledgeBase, shelf: Shelf) -> None:
    old = service.searcher
    add(base, "second", "festival")
    service.keep_up()
    assert service.searcher is old
    assert len(shelf.opened) == 1
