"""How long each stage of a search takes, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from time import perf_counter


class Stage(StrEnum):
    """The stages of a search, in their order."""

    SNAPSHOT = "snapshot"
    FACETS = "facets"
    EMBEDDING = "embedding"
    DENSE = "dense"
    LEXICAL = "lexical"
    RANKING = "ranking"
    CATALOGUE = "catalogue"
    SERIALISING = "serialising"


Observe = Callable[[Stage, float], None]


def nobody(_stage: Stage, _seconds: float) -> None:
    """Is told, and does nothing."""


@contextmanager
def timed(observe: Observe, stage: Stage) -> Iterator[None]:
    """Tells how many seconds the block took."""
    start = perf_counter()
    try:
        yield
    finally:
        observe(stage, perf_counter() - start)
