from __future__ import annotations

import threading

import numpy as np
import pytest

from kb.query_vectors import QueryVectors
from kb.vectors import Vector
from tests.conftest import WordEmbedder


class Counting(WordEmbedder):
    """Notes what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_query(self, text: str) -> Vector:
        self.asked.append(text)
        return super().embed_query(text)


def test_a_question_is_embedded_once_for_each_language() -> None:
    model = Counting()
    vectors = QueryVectors(model)
    found = [vectors.embed("water", language) for language in ("nl", "nl", None, "nl")]
    assert model.asked == ["water", "water"]
    assert all(np.array_equal(one, WordEmbedder().embed_query("water")) for one in found)


def test_the_one_that_was_not_asked_for_longest_is_forgotten() -> None:
    model = Counting()
    vectors = QueryVectors(model, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        vectors.embed(text, None)
    assert model.asked == ["a", "b", "c", "b"]


def test_another_model_has_vectors_of_its_own() -> None:
    model = Counting()
    vectors = QueryVectors(model)
    vectors.embed("water", None)
    model.stamp = "words/2"
    vectors.embed("water", None)
    assert len(model.asked) == 2


def test_what_is_remembered_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        QueryVectors(WordEmbedder()).embed("water", None)[0] = 1


def test_threads_share_it() -> None:
    vectors = QueryVectors(WordEmbedder(), most=3)
    found: list[bool] = []

    def ask(place: int) -> None:
        for n in range(50):
            text = f"word{(place + n) % 5}"
            found.append(np.array_equal(vectors.embed(text, None), WordEmbedder().embed_query(text)))

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert all(found)
