from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kb.bootstrap import KnowledgeBase
from kb.fulltext import FullText, Matches
from kb.lexical import WORDS
from kb.names import IN_HEADING, Name, NameIndex, folded_names
from kb.wording import query_words
from tests.conftest import Fill, MakePassage

TEXTS = (
    "Sinds 2023 werkt de intercommunale KeMoPoDi met het B3P samen.",
    "À Ouinhi, le comité siège; en 2022, Ouinhi a doublé la somme.",
    "Brimwol groeit traag. Brimwol kost weinig! “Brimwol” is duur.\n- Brimwol",
    "De slapmorel en nog een slapmorel; Slapmorel is overal.",
    "Nothing of the kind.",
)
REGISTERED = folded_names(["Mol", "Los Ríos", "Santo Tomás", ""])


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    fill([make_passage(text, language="nl", context="Gent 2024" if n == 4 else "") for n, text in enumerate(TEXTS)])
    return base


def names(base: KnowledgeBase, question: str, registered: frozenset[Name] = REGISTERED) -> list[str]:
    with base.catalog.engine.connect() as connection:
        cursor = connection.connection.cursor()
        return NameIndex(FullText(WORDS).lists, registered).asked(
            cursor, query_words(question, "nl"), base.catalog.snapshot()
        )


def holders(base: KnowledgeBase, asked: Sequence[str], without: int = 0) -> Matches:
    allowed = np.ones(len(TEXTS) + 1, np.bool_)
    allowed[[0, without]] = False
    with base.catalog.engine.connect() as connection:
        snapshot = base.catalog.snapshot()
        return NameIndex(FullText(WORDS).lists).holders(connection.connection.cursor(), asked, snapshot, allowed)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kemopodi", ["kemopodi"]),
        ("Wat deed KEMOPODI met het b3p in Ouinhi?", ["kemopodi", "b3p", "ouinhi"]),
        ("afval en water", []),
        ("kwispelstaart", []),
    ],
)
def test_what_the_documents_write_as_a_name_is_one(filled: KnowledgeBase, question: str, expected: list[str]) -> None:
    assert names(filled, question) == expected


def test_a_word_with_a_capital_only_at_the_start_of_sentences_is_no_name(filled: KnowledgeBase) -> None:
    assert names(filled, "brimwol") == []


def test_a_word_that_is_mostly_written_small_is_no_name(filled: KnowledgeBase) -> None:
    assert names(filled, "slapmorel") == []


def test_a_name_at_the_start_of_sentences_tells_nothing_against_it(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    fill([make_passage("Zwerk bouwt. Zwerk betaalt. Zwerk wacht. In Zwerk regent het.")])
    assert names(base, "zwerk") == ["zwerk"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Mol", ["mol"]),
        ("lessen van mol", ["mol"]),
        ("santo tomas", ["santo", "tomas"]),
        ("santo", []),
        ("water in Los Ríos", ["rios"]),
    ],
)
def test_registered_names_are_names_whatever_else_they_mean(
    filled: KnowledgeBase, question: str, expected: list[str]
) -> None:
    assert names(filled, question) == expected
    assert names(filled, question, frozenset()) == []


def test_holders_come_by_the_share_of_the_names_that_they_hold(filled: KnowledgeBase) -> None:
    found = holders(filled, ["kemopodi", "b3p", "ouinhi", "gent"])
    assert found.numbers.tolist() == [1, 2, 5]
    assert found.scores.tolist() == [2 / 4, 1 / 4, IN_HEADING / 4]


def test_what_is_not_allowed_holds_nothing(filled: KnowledgeBase) -> None:
    assert holders(filled, ["kemopodi", "ouinhi"], without=1).numbers.tolist() == [2]


def test_without_names_there_are_no_holders(filled: KnowledgeBase) -> None:
    assert holders(filled, []).numbers.tolist() == []


def test_a_changed_base_changes_what_is_a_name(filled: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    known = NameIndex(FullText(WORDS).lists)

    def asked() -> list[str]:
        with filled.catalog.engine.connect() as connection:
            cursor = connection.connection.cursor()
            return known.asked(cursor, query_words("brimwol", "nl"), filled.catalog.snapshot())

    assert asked() == []
    fill([make_passage("Wij wonen in Brimwol.")], "another")
    assert asked() == ["brimwol"]
