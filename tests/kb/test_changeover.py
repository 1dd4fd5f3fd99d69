from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb import bootstrap, changeover, generations
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of, status_of
from kb.changeover import forget, rebuild
from kb.errors import BusyError, StampMismatchError, UsageError
from kb.index import publish_if_stale
from kb.locks import change_lock, write_lock
from kb.models import ModelFacts
from kb.nearest import DenseIndex
from kb.types import Query, Result, SearchMode
from kb.vectors import Matrix
from tests.kb.fake_models import MarkedEmbedder, Shelf, add, nothing

WORDS = ("water", "waste", "food", "youth")


@pytest.fixture(autouse=True)
def always_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "DenseIndex", partial(DenseIndex, exact_rows=0))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf("one", "two", "three")


@pytest.fixture
def open_base(tmp_path: Path, shelf: Shelf) -> Iterator[Callable[..., KnowledgeBase]]:
    opened: list[KnowledgeBase] = []

    def open_one(model: str = "one") -> KnowledgeBase:
        opened.append(shelf.base(tmp_path / "home", model))
        return opened[-1]

    yield open_one
    for found in opened:
        found.close()


Open = Callable[..., KnowledgeBase]


@pytest.fixture
def base(open_base: Open) -> KnowledgeBase:
    found = open_base()
    add(found, "first", *WORDS)
    publish_if_stale(found.catalog, found.index_root)
    return found


def change(
    base: KnowledgeBase, name: str | None, report: Callable[[int, int], None] = nothing, **options: Any
) -> MarkedEmbedder:
    """Does what `kb rebuild --model NAME` does."""
    model = base.wanted_model(name)
    embedder = base.open_model(model)
    assert isinstance(embedder, MarkedEmbedder)
    embedder.embedded.clear()
    settings = base.settings_model
    rebuild(base.catalog, embedder, base.index_root, report, model=model, settings=settings, **options)
    return embedder


def roll_back(base: KnowledgeBase) -> MarkedEmbedder:
    embedder, model = base.previous_model()
    assert isinstance(embedder, MarkedEmbedder)
    embedder.embedded.clear()
    rebuild(base.catalog, embedder, base.index_root, nothing, model=model, settings=base.settings_model)
    return embedder


def ask(base: KnowledgeBase, text: str = "waste") -> Result:
    return base.open_serving().searcher.search(Query(text=text, mode=SearchMode.DENSE))


def answers_by(base: KnowledgeBase) -> str:
    """Returns the model that answers, after making sure that it answers with vectors of its own."""
    serving = base.open_serving()
    result = serving.searcher.search(Query(text="waste", mode=SearchMode.DENSE))
    serving.dense.close()
    assert result.hits[0].passage.text == "waste"
    assert unmixed(result)
    return serving.embedder.stamp.removesuffix("/1")


def unmixed(result: Result) -> bool:
    return all(hit.why.similarity is not None and hit.why.similarity > 0.35 for hit in result.hits)


def stamps(base: KnowledgeBase) -> dict[str, int]:
    with base.catalog.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT stamp, count(*) FROM vectors GROUP BY stamp").all()
    return {stamp.removesuffix("/1"): count for stamp, count in found}


def published(base: KnowledgeBase) -> set[str]:
    return {name for name in ("one", "two", "three") if generations.newest(base.index_root, f"{name}/1") is not None}


def interrupt(_done: int, _of: int) -> None:
    raise KeyboardInterrupt


def interrupted_change(base: KnowledgeBase, name: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        change(base, name, interrupt)


def test_the_old_model_answers_until_the_switch(
    base: KnowledgeBase, open_base: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changeover, "_BATCH", 1)
    running = base.open_serving().searcher
    seen: list[tuple[int, int]] = []

    def look(done: int, of: int) -> None:
        seen.append((done, of))
        assert answers_by(open_base()) == answers_by(open_base("two")) == "one"
        assert unmixed(running.search(Query(text="waste")))
        status = status_of(base)
        assert (status.model, status.building, status.built) == ("one/1", "two/1", done)
        assert base.catalog.revision() == revision

    revision = base.catalog.revision()
    change(base, "two", look)

    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert answers_by(base) == answers_by(open_base("two")) == "two"
    assert unmixed(running.search(Query(text="waste")))  # with the vectors of before, which it opened
    assert base.catalog.revision() == revision + 1
    assert problems_of(base) == []


def test_what_answered_before_is_kept(base: KnowledgeBase) -> None:
    change(base, "two")
    assert (stamps(base), published(base)) == ({"one": 4, "two": 4}, {"one", "two"})
    status = status_of(base)
    assert (status.previous, status.building, status.indexed) == ("one/1", None, 4)
    assert 0 < status.kept_bytes < status.catalog_bytes + status.index_bytes


def test_a_rollback_embeds_only_what_came_since(base: KnowledgeBase) -> None:
    change(base, "two")
    before = generations.newest(base.index_root, "one/1")
    assert before is not None
    assert roll_back(base).embedded == []
    after = generations.newest(base.index_root, "one/1")
    assert after is not None
    assert after.folder == before.folder
    assert answers_by(base) == "one"

    add(base, "second", "budget")
    assert roll_back(base).embedded == ["budget"]
    assert answers_by(base) == "two"
    assert ask(base, "budget").hits[0].passage.text == "budget"
    assert problems_of(base) == []


def test_without_a_model_before_there_is_no_way_back(base: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="no model before"):
        base.previous_model()


def test_the_next_change_removes_the_model_before_the_last(base: KnowledgeBase) -> None:
    change(base, "two")
    change(base, "three")
    assert (stamps(base), published(base)) == ({"two": 4, "three": 4}, {"two", "three"})
    assert base.catalog.model_facts("one/1") is None
    assert answers_by(base) == "three"


def test_forgetting_gives_the_disk_back(base: KnowledgeBase) -> None:
    add(base, "many", *(f"place{n} with a well" for n in range(400)))
    change(base, "two")
    interrupted_change(base, "three")
    before = status_of(base)
    forget(base.catalog, base.index_root)
    after = status_of(base)
    assert (stamps(base), published(base)) == ({"two": 404}, {"two"})
    assert (after.previous, after.building, after.kept_bytes) == (None, None, 0)
    freed = before.catalog_bytes + before.index_bytes - after.catalog_bytes - after.index_bytes
    assert freed >= 0.8 * before.kept_bytes
    assert answers_by(base) == "two"
    assert problems_of(base) == []


def test_documents_that_come_meanwhile_get_both_vectors(base: KnowledgeBase) -> None:
    come: list[str] = []

    def ingest(_done: int, _of: int) -> None:
        if len(come) < 3:
            come.append(f"place{len(come)}")
            add(base, come[-1], come[-1])

    change(base, "two", ingest)
    assert stamps(base) == {"one": 7, "two": 7}
    assert [ask(base, text).hits[0].passage.text for text in come] == come


def test_the_switch_waits_for_an_ingest_and_takes_up_what_it_brings(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changeover, "_LOOK_AGAIN_SECONDS", 0.01)
    waits: list[int] = []
    waited = threading.Event()

    def waiting() -> None:
        waits.append(1)
        waited.set()

    changing = threading.Thread(target=change, args=(base, "two"), kwargs={"waiting": waiting})
    with write_lock(base.config.home):
        changing.start()
        assert waited.wait(60)
        add(base, "second", "budget")
        assert base.catalog.stamp() == "one/1"
    changing.join()
    assert answers_by(base) == "two"
    assert stamps(base) == {"one": 5, "two": 5}
    assert waits == [1]


def test_an_ingest_and_a_change_go_on_side_by_side(
    base: KnowledgeBase, open_base: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changeover, "_BATCH", 1)
    monkeypatch.setattr(changeover, "_LOOK_AGAIN_SECONDS", 0.01)
    other = open_base()
    begun = threading.Event()

    def ingest() -> None:
        with write_lock(other.config.home):
            begun.set()
            for number in range(30):
                add(other, f"document {number}", f"place{number}")

    ingesting = threading.Thread(target=ingest)
    ingesting.start()
    assert begun.wait(60)
    change(base, "two")
    ingesting.join()
    assert stamps(base) == {"one": 34, "two": 34}
    assert ask(base, "place29").hits[0].passage.text == "place29"
    assert problems_of(base) == []


def test_only_one_process_may_change_the_model(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.locks._LOOKING_SECONDS", 0.0)
    with change_lock(base.config.home):
        with pytest.raises(BusyError, match="is changing the model"):
            change(base, "two")
        with pytest.raises(BusyError, match="is changing the model"):
            forget(base.catalog, base.index_root)


def test_a_change_that_was_broken_off_goes_on(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changeover, "_BATCH", 3)
    interrupted_change(base, "two")
    assert answers_by(base) == "one"
    seen: list[tuple[int, int]] = []
    embedder = change(base, None, lambda done, of: seen.append((done, of)))
    assert embedder.embedded == [WORDS[3]]
    assert seen == [(4, 4)]
    assert answers_by(base) == "two"


def test_another_wish_takes_the_place_of_a_change_that_was_broken_off(base: KnowledgeBase) -> None:
    interrupted_change(base, "two")
    change(base, "three")
    assert stamps(base) == {"one": 4, "three": 4}
    interrupted_change(base, "two")
    change(base, "three")
    assert (stamps(base), status_of(base).building) == ({"one": 4, "three": 4}, None)


def test_what_is_removed_while_it_is_embedded_gets_no_vector(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = add(base, "second", "budget")
    add(base, "third", "gender")
    embed = MarkedEmbedder.embed_passages

    def remove_meanwhile(self: MarkedEmbedder, texts: Sequence[str]) -> Matrix:
        with base.catalog.transaction() as connection:
            base.catalog.remove_document(connection, gone)
        return embed(self, texts)

    monkeypatch.setattr(MarkedEmbedder, "embed_passages", remove_meanwhile)
    change(base, "two")
    assert stamps(base) == {"one": 5, "two": 5}
    assert ask(base, "gender").hits[0].passage.text == "gender"
    assert base.catalog.problems() == []


def test_mending_makes_lost_vectors_and_index_anew(base: KnowledgeBase) -> None:
    change(base, "two")
    with base.catalog.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM vectors WHERE number = 2 AND stamp = 'two/1'")
    generation = generations.newest(base.index_root, "two/1")
    assert generation is not None
    (generation.chroma_folder / "chroma.sqlite3").unlink()
    assert len(problems_of(base)) == 2
    assert change(base, None).embedded == ["waste"]
    assert problems_of(base) == []
    assert (answers_by(base), status_of(base).previous) == ("two", "one/1")


def test_removed_passages_leave_the_index_that_is_kept_too(base: KnowledgeBase) -> None:
    gone = add(base, "second", "budget")
    change(base, "two")
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, gone)
    assert publish_if_stale(base.catalog, base.index_root)
    for name in ("one", "two"):
        generation = generations.newest(base.index_root, f"{name}/1")
        assert generation is not None
        assert generation.table.numbers.tolist() == [1, 2, 3, 4]


def test_the_settings_may_name_another_model_while_the_old_one_answers(base: KnowledgeBase, open_base: Open) -> None:
    other = open_base("two")
    assert answers_by(other) == "one"
    assert status_of(other).asked == "two"
    add(other, "second", "budget")
    assert stamps(base) == {"one": 5}
    assert problems_of(other) == []
    change(other, None)
    assert answers_by(base) == "two"
    assert status_of(other).asked is None


def test_a_model_of_the_settings_that_is_not_there_stops_no_search(
    base: KnowledgeBase, open_base: Open, shelf: Shelf
) -> None:
    shelf.names.remove("two")
    assert base.catalog.stamp() == "one/1"
    assert answers_by(open_base("two")) == "one"


def test_a_model_that_is_gone_is_told_and_another_takes_its_place(
    base: KnowledgeBase, open_base: Open, shelf: Shelf
) -> None:
    change(base, "two")
    shelf.names.remove("two")
    later = open_base()
    for action in (later.open_serving, later.indexer):
        with pytest.raises(StampMismatchError, match=r"'two' is not on this machine any more.*kb rebuild"):
            action()
    assert any("'two' is not on this machine" in problem for problem in problems_of(later))
    change(later, "one")
    assert answers_by(later) == "one"


def test_the_last_word_says_which_model_a_rebuild_is_for(base: KnowledgeBase, open_base: Open) -> None:
    def wanted(settings: str) -> str:
        return open_base(settings).wanted_model().model

    assert wanted("one") == "one"
    assert wanted("two") == "two"  # the settings have changed
    change(base, "three")
    assert wanted("one") == "three"  # they have not since
    assert wanted("two") == "two"
    interrupted_change(base, "two")
    assert wanted("one") == "two"
    change(open_base("two"), None)
    assert wanted("two") == "two"
    roll_back(open_base("two"))
    assert wanted("two") == "three"


def test_what_was_measured_with_a_model_stays_with_its_stamp(base: KnowledgeBase) -> None:
    def calibration() -> object:
        facts = base.catalog.model_facts(base.catalog.stamp() or "")
        return facts and facts.calibration

    assert calibration() is None
    measured = ModelFacts(model="one", calibration={"threshold": 0.31})
    with base.catalog.transaction() as connection:
        base.catalog.set_model_facts(connection, "one/1", measured)
    change(base, None)
    add(base, "second", "budget")
    assert calibration() == {"threshold": 0.31}
    change(base, "two")
    assert calibration() is None
    roll_back(base)
    assert calibration() == {"threshold": 0.31}
    assert base.wanted_model() == ModelFacts(model="one")


def test_vectors_of_before_there_were_notes_are_noted_at_the_next_ingest(base: KnowledgeBase) -> None:
    with base.catalog.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM facts WHERE name LIKE 'model%'")
    assert answers_by(base) == "one"
    assert base.wanted_model().model == "one"
    add(base, "second", "budget")
    assert base.catalog.model_facts("one/1") == ModelFacts(model="one")
    assert status_of(base).asked is None


def test_a_switch_while_the_search_is_opened_is_followed(
    base: KnowledgeBase, open_base: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def switching(root: Path, catalog: Any, stamp: str) -> DenseIndex:
        opened.append(stamp)
        if len(opened) == 1:
            change(base, "two")
        return DenseIndex(root, catalog, stamp)

    monkeypatch.setattr(bootstrap, "DenseIndex", switching)
    serving = open_base().open_serving()
    assert opened == ["one/1", "two/1"]
    assert serving.embedder.stamp == "two/1"
    assert unmixed(serving.searcher.search(Query(text="waste")))


def test_vectors_of_a_change_are_added_in_order(base: KnowledgeBase) -> None:
    add(base, "second", "budget")
    change(base, "two")
    add(base, "third", "gender")
    roll_back(base)
    numbers, matrix = base.catalog.vectors_after(0, "one/1")
    assert numbers.tolist() == [1, 2, 3, 4, 5, 6]
    assert np.all(matrix[:, 0] > 0)
