from __future__ import annotations

from collections.abc import Callable

from kb import generations, lexical
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of, status_of
from kb.changeover import rebuild
from kb.index import publish
from kb.types import Passage
from tests.conftest import WordEmbedder

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]


def numbers(base: KnowledgeBase) -> list[int]:
    return [n for n, alive in enumerate(base.catalog.snapshot().live) if alive]


def test_a_changed_document_keeps_what_did_not_change(
    base: KnowledgeBase, embedder: WordEmbedder, make_passage: Make, fill: Fill
) -> None:
    fill([make_passage("water stays"), make_passage("waste goes")])
    embedder.embedded.clear()
    fill([make_passage("food comes"), make_passage("water stays", countries=("BJ",))])
    assert embedder.embedded == ["food comes"]
    assert numbers(base) == [1, 3]
    stored = base.catalog.passages_by_number([1])[1].passage
    assert (stored.position, stored.countries) == (1, ("BJ",))
    assert problems_of(base) == []


def test_a_text_that_is_known_is_not_embedded_again(
    base: KnowledgeBase, embedder: WordEmbedder, make_passage: Make, fill: Fill
) -> None:
    fill([make_passage("water")], "first")
    fill([make_passage("water")], "second")
    assert embedder.embedded == ["water"]
    assert base.catalog.counts()["vectors"] == 2


def test_a_new_context_needs_a_new_vector(
    base: KnowledgeBase, embedder: WordEmbedder, make_passage: Make, fill: Fill
) -> None:
    fill([make_passage("water", context="2023")])
    fill([make_passage("water", context="2024")])
    assert embedder.embedded == ["2023\nwater", "2024\nwater"]
    assert numbers(base) == [2]
    assert lexical.numbers(base.catalog) == {2}


def test_originals_of_earlier_versions_go(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    fill([make_passage("water")], content=b"old")
    fill([make_passage("waste")], content=b"new")
    base.indexer().finish()
    assert len(base.originals.names()) == 1
    assert problems_of(base) == []


def test_rebuilding_an_emptied_catalogue_leaves_no_vectors(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    [passage_id] = fill([make_passage("water")])
    publish(base.catalog, base.index_root)
    stored = base.catalog.passage(passage_id)
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, stored.document.id if stored else "")
    rebuild(base.catalog, base.embedder, base.index_root, lambda _done, _of: None)
    assert list(base.index_root.iterdir()) == []


def test_status_counts_without_loading_a_model(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    fill([make_passage("water")])
    publish(base.catalog, base.index_root)
    found = status_of(base)
    assert (found.documents, found.passages, found.indexed, found.not_read) == (1, 1, 1, 0)
    assert found.model == "words/1"


def test_checking_finds_what_is_lost(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    [passage_id] = fill([make_passage("water")])
    publish(base.catalog, base.index_root)
    stored = base.catalog.passage(passage_id)
    assert stored is not None
    base.originals.path(stored.document.content_hash).unlink()
    generation = generations.newest(base.index_root, "words/1")
    assert generation is not None
    (generation.chroma_folder / "chroma.sqlite3").unlink()
    with base.catalog.transaction() as connection:
        lexical.remove(connection, [stored.number])
        connection.exec_driver_sql("DELETE FROM vectors")
    problems = "\n".join(problems_of(base))
    for part in ("no vector", "not in the full-text index", "original of files/document", "kb rebuild"):
        assert part in problems


def test_checking_finds_what_is_left_over(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    fill([make_passage("water")])
    with base.catalog.transaction() as connection:
        base.catalog.remove_passages(connection, [1])
    assert problems_of(base) == ["the full-text index holds passage 1, which is gone"]
