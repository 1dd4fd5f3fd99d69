from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from kb.spelling import nearest_spellings
from tests.conftest import Fill, MakePassage


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    fill([make_passage("KeMoPoDi y Portoviejo, Tambacounda, kemopoda."), make_passage("KeMoPoDi.", language="fr")])
    return base


def nearest(base: KnowledgeBase, word: str) -> str | None:
    with base.catalog.engine.connect() as connection:
        return next(iter(nearest_spellings(connection.connection.cursor(), word)), None)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("kemopdi", "kemopodi"), ("kemmopodi", "kemopodi"), ("portoveijo", "portoviejo"), ("tambakounda", "tambacounda")],
)
def test_a_misspelt_word_finds_the_nearest(filled: KnowledgeBase, misspelt: str, meant: str) -> None:
    assert nearest(filled, misspelt) == meant


@pytest.mark.parametrize("word", ["komitee", "portal", "emopodi", "kemo", "kemopod1", "", "zzzzzzz", "\U0010ffff" * 6])
def test_what_is_not_close_finds_nothing(filled: KnowledgeBase, word: str) -> None:
    assert nearest(filled, word) is None


def test_an_empty_base_has_no_spellings(base: KnowledgeBase) -> None:
    assert nearest(base, "kemopodi") is None
