from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb.together import Together
from kb.vectors import Matrix


class Model:
    """Embeds a text as its number, slowly: the first batch waits until all others have asked."""

    def __init__(self, others: int = 0) -> None:
        self.batches: list[list[str]] = []
        self._first = threading.Event()
        self._others = others
        if not others:
            self._first.set()

    def go(self) -> None:
        self._first.set()

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.batches.append(list(texts))
        self._first.wait(10)
        if "bad" in texts:
            raise ValueError("bad")
        return np.array([[float(text), 1.0] for text in texts], np.float32)


def waiting(together: Together) -> int:
    return len(together._waiting)


def test_who_asks_alone_is_asked_for_alone() -> None:
    model = Model()
    together = Together(model.embed)
    assert [together.embedding(str(number)).tolist() for number in range(3)] == [[0, 1], [1, 1], [2, 1]]
    assert model.batches == [["0"], ["1"], ["2"]]


def test_who_asks_meanwhile_is_asked_for_together_in_batches_and_each_gets_their_own() -> None:
    model = Model(others=20)
    together = Together(model.embed, most=8)
    with ThreadPoolExecutor(21) as threads:
        asked = [threads.submit(together.embedding, str(number)) for number in range(21)]
        while waiting(together) < 20:
            pass
        model.go()
        assert [found.result(10).tolist() for found in asked] == [[number, 1] for number in range(21)]
    assert [len(batch) for batch in model.batches] == [1, 8, 8, 4]


def test_a_failure_is_told_to_those_of_its_batch_and_to_nobody_later() -> None:
    model = Model(others=2)
    together = Together(model.embed)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(together.embedding, "1")
        while not model.batches:
            pass
        others = [threads.submit(together.embedding, text) for text in ("bad", "2")]
        while waiting(together) < 2:
            pass
        model.go()
        assert first.result(10).tolist() == [1, 1]
        for one in others:
            with pytest.raises(ValueError, match="bad"):
                one.result(10)
    assert together.embedding("3").tolist() == [3, 1]
