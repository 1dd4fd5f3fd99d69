from __future__ import annotations

import logging
import shutil
from collections.abc import Callable

import numpy as np
import pytest

from kb.bootstrap import KnowledgeBase
from kb.index import publish, publish_if_stale
from kb.nearest import DenseIndex
from kb.types import Passage
from kb.vectors import VectorTable

WORDS = ["water", "waste", "food", "budget", "youth", "gender", "roads", "school", "health", "market"]


@pytest.fixture
def many(base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]) -> KnowledgeBase:
    fill([make_passage(f"{WORDS[n % 10]} {WORDS[n // 10 % 10]} place{n}") for n in range(300)])
    return base


def index(base: KnowledgeBase, exact_rows: int = 0) -> DenseIndex:
    return DenseIndex(base.index_root, base.catalog, base.embedder.stamp, exact_rows=exact_rows)


def exact(base: KnowledgeBase, question: str, limit: int, allowed: np.ndarray) -> list[int]:
    numbers, matrix = base.catalog.vectors_after(0, base.embedder.stamp)
    found = VectorTable(numbers, matrix).nearest(base.embedder.embed_query(question), limit, allowed)
    return [int(number) for number in found.numbers]


def found_by(dense: DenseIndex, base: KnowledgeBase, question: str, limit: int, allowed: np.ndarray) -> list[int]:
    found = dense.nearest(base.embedder.embed_query(question), limit, allowed)
    return [int(number) for number in found.numbers]


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01])
def test_chroma_with_a_set_gives_what_the_exact_scan_gives(many: KnowledgeBase, share: float) -> None:
    publish(many.catalog, many.index_root)
    dense = index(many)
    allowed = np.random.default_rng(1).random(301) < share
    for question in WORDS:
        expected = exact(many, question, 10, allowed)
        found = found_by(dense, many, question, 10, allowed)
        assert len(set(found) & set(expected)) >= 0.9 * len(expected)
        assert all(allowed[number] for number in found)
    dense.close()


def test_before_the_first_generation_the_scan_answers(many: KnowledgeBase) -> None:
    dense = index(many)
    allowed = np.ones(301, np.bool_)
    assert dense.indexed == 0
    assert found_by(dense, many, "water", 5, allowed) == exact(many, "water", 5, allowed)


def test_newer_passages_are_found_beside_the_generation(
    many: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    publish(many.catalog, many.index_root)
    dense = index(many)
    fill([make_passage("festival of lights")], "newer")
    dense.refresh()
    fill([make_passage("lights again")], "newest")
    dense.refresh()
    allowed = np.ones(303, np.bool_)
    assert found_by(dense, many, "festival lights", 2, allowed) == [301, 302]
    assert (dense.indexed, dense.size) == (300, 302)
    dense.close()


@pytest.mark.parametrize("opened", [True, False])
def test_when_the_folder_disappears_the_scan_answers(
    many: KnowledgeBase, caplog: pytest.LogCaptureFixture, *, opened: bool
) -> None:
    publish(many.catalog, many.index_root)
    dense = index(many)
    allowed = np.ones(301, np.bool_)
    if opened:
        found_by(dense, many, "water", 5, allowed)
    with caplog.at_level(logging.ERROR):
        shutil.rmtree(many.index_root)
        found = found_by(dense, many, "waste", 5, allowed)
    # An index that was opened may still answer from memory.
    assert len(set(found) & set(exact(many, "waste", 5, allowed))) >= 4
    dense.close()


def test_similarities_come_from_both_parts(
    many: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    publish(many.catalog, many.index_root)
    fill([make_passage("festival")], "newer")
    dense = index(many)
    found = dense.similarities(many.embedder.embed_query("festival"), np.array([1, 301, 999]))
    assert found[1] == pytest.approx(1, abs=1e-5)
    assert found[0] < 0.9
    assert np.isnan(found[2])


def test_a_generation_is_rebuilt_when_a_tenth_has_changed(
    many: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    assert publish_if_stale(many.catalog, many.index_root)
    assert not publish_if_stale(many.catalog, many.index_root)
    fill([make_passage(f"new{n}") for n in range(10)], "few")
    assert not publish_if_stale(many.catalog, many.index_root)
    fill([make_passage(f"newer{n}") for n in range(30)], "more")
    assert publish_if_stale(many.catalog, many.index_root)
    assert index(many).indexed == 340
