"""Whatever is ingested, removed, changed, broken off and rolled back, in any order: answers are whole and unmixed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.service import Service
from kb import changeover, lexical
from kb.care import problems_of
from kb.changeover import forget, rebuild
from kb.embeddings import count_without_vector
from kb.index import publish_if_stale
from kb.models import ModelFacts
from kb.types import Query, SearchMode
from tests.kb.fake_models import Shelf, add

NAMES = st.sampled_from(["one", "two", "three"])


class BrokenOff(Exception):  # noqa: N818 - nothing went wrong
    pass


class Changes(RuleBasedStateMachine):
    """A knowledge base, the server over it, and what they ought to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.base = Shelf("one", "two", "three").base(self.home)
        self.service = Service(Shelf("one", "two", "three").base(self.home))
        self.documents: dict[str, str] = {}
        self.added = 0
        self.serving = "one"
        self.previous: str | None = None

    @initialize()
    def begin(self) -> None:
        self.ingest()
        self.service.keep_up()

    @rule()
    def ingest(self) -> None:
        text = f"place{self.added}"
        self.added += 1
        self.documents[text] = add(self.base, text, text)
        publish_if_stale(self.base.catalog, self.base.index_root)

    @precondition(lambda self: len(self.documents) > 1)
    @rule()
    def remove(self) -> None:
        _, document_id = self.documents.popitem()
        catalog = self.base.catalog
        numbers = [stored.number for stored in catalog.passages_of(document_id)]
        with catalog.transaction() as connection:
            lexical.remove(connection, numbers)
            catalog.remove_document(connection, document_id)
        self.base.indexer().finish()

    @rule(name=NAMES)
    def change(self, name: str) -> None:
        self._rebuild(name)
        self._switched(name)

    @rule(name=NAMES)
    def break_off(self, name: str) -> None:
        if self.base.catalog.models().kept >= {f"{name}/1"} or not self._lacks_vectors(name):
            return
        with pytest.raises(BrokenOff):
            self._rebuild(name, broken_off=True)

    @precondition(lambda self: self.previous)
    @rule()
    def roll_back(self) -> None:
        embedder, model = self.base.previous_model()
        rebuild(self.base.catalog, embedder, self.base.index_root, lambda _done, _of: None, model=model)
        self._switched(model.model)

    @rule()
    def give_up_the_way_back(self) -> None:
        forget(self.base.catalog, self.base.index_root)
        self.previous = None

    @rule()
    def let_the_server_keep_up(self) -> None:
        self.service.keep_up()
        found = self.service.searcher.search(Query(text="place", mode=SearchMode.DENSE, limit=100))
        assert {hit.passage.text for hit in found.hits} == set(self.documents)

    @invariant()
    def the_server_answers_unmixed(self) -> None:
        found = self.service.searcher.search(Query(text="place0", mode=SearchMode.DENSE, limit=100))
        similarities = [hit.why.similarity for hit in found.hits]
        assert all(similarity is None or similarity > 0.35 for similarity in similarities)

    @invariant()
    def all_is_found_with_the_model_that_answers(self) -> None:
        serving = self.base.open_serving()
        found = serving.searcher.search(Query(text="place0", mode=SearchMode.DENSE, limit=100))
        serving.dense.close()
        assert self.base.catalog.models().previous == (f"{self.previous}/1" if self.previous else None)
        assert serving.embedder.stamp == f"{self.serving}/1"
        assert {hit.passage.text for hit in found.hits} == set(self.documents)
        assert all(hit.why.similarity is not None and hit.why.similarity > 0.35 for hit in found.hits)

    @rule()
    def check(self) -> None:
        assert problems_of(self.base) == []

    def teardown(self) -> None:
        self.service.close()
        self.service.base.close()
        self.base.close()
        shutil.rmtree(self.home)

    def _rebuild(self, name: str, *, broken_off: bool = False) -> None:
        def report(_done: int, _of: int) -> None:
            if broken_off:
                raise BrokenOff

        model = ModelFacts(model=name)
        embedder = self.base.open_model(model)
        rebuild(self.base.catalog, embedder, self.base.index_root, report, model=model)

    def _lacks_vectors(self, name: str) -> bool:
        """Tells whether there is anything to break off: vectors that were made before stay."""
        with self.base.catalog.engine.connect() as connection:
            return count_without_vector(connection, f"{name}/1") > 0

    def _switched(self, name: str) -> None:
        if name != self.serving:
            self.serving, self.previous = name, self.serving


def test_any_order_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changeover, "_BATCH", 1)
    Changes.TestCase.settings = settings(
        max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
    )
    Changes.TestCase("runTest").runTest()
