from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from kb.stages import Stage, timed
from kb.types import Query
from tests.conftest import Fill, MakePassage


def test_every_stage_of_a_search_is_told(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill([make_passage("Water for all.")])
    told: list[Stage] = []
    base.observe = lambda stage, seconds: told.append(stage) if seconds >= 0 else None
    base.searcher.search(Query(text="water"))
    assert set(told) == set(Stage) - {Stage.SERIALISING}


def test_what_fails_is_told_too() -> None:
    told: list[Stage] = []

    def fail() -> None:
        with timed(lambda stage, _: told.append(stage), Stage.DENSE):
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the one that is raised here
        fail()
    assert told == [Stage.DENSE]
