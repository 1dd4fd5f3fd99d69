from __future__ import annotations

import pytest
import sqlalchemy as sa

from kb.bootstrap import KnowledgeBase
from kb.decided import add_decisions, last_moment, read_decisions, relabel, said_of, same_text_elsewhere
from kb.decisions import Action, decided
from kb.schema import suggestions
from kb.suggestions import read_suggestions
from kb.themes import thesaurus
from kb.types import PracticeKind
from tests.kb.curated import QUOTE, decision, in_turn, labels, put, suggestion, use_small_thesaurus

SAID = (suggestion("kind", "result", 0.7), suggestion("theme", "water-points", 0.9))
OTHER = "Fifteen districts are served by the tricycles, and four of them are out of reach in the rain."


@pytest.fixture
def ids(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    use_small_thesaurus(monkeypatch)
    return put(base, "report", {QUOTE: SAID, OTHER: SAID})


def test_decisions_are_read_as_they_were_added_in_the_order_of_their_moments(base: KnowledgeBase) -> None:
    first, second = in_turn(
        decision("theme", accepted=("waste",), rejected=("water",), note="why", undoes=None),
        decision("kind", action=Action.UNDO, undoes=7, document_id="e" * 16),
    )
    with base.catalog.transaction() as connection:
        assert last_moment(connection) is None
        assert [one.id for one in add_decisions(connection, [second, first])] == [1, 2]
        assert [(one.at, one.facet) for one in read_decisions(connection)] == [
            (first.at, "theme"),
            (second.at, "kind"),
        ]
        [of_document] = read_decisions(connection, "d" * 16)
        assert last_moment(connection) == second.at
    assert (of_document.accepted, of_document.rejected, of_document.note) == (("waste",), ("water",), "why")


def test_labels_are_those_that_count_and_suggestions_stay(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[0])
    assert stored
    own = {"document_id": stored.document.id, "quote": QUOTE}
    kind, theme = in_turn(
        decision("kind", accepted=("challenge",), **own), decision("theme", accepted=("waste",), **own)
    )
    with base.catalog.transaction() as connection:
        before = read_suggestions(connection, [stored.number])
        add_decisions(connection, [kind, theme])
        assert relabel(connection, stored.document.id, [QUOTE]) == [stored.number]
        assert read_suggestions(connection, [stored.number]) == before
    after = base.catalog.passage(ids[0])
    assert after
    assert (after.passage.kind, after.passage.themes) == (PracticeKind.CHALLENGE, ("waste", "water-points"))
    found = labels(base)
    assert found["kind"] == {"challenge": {stored.number}, "result": {stored.number + 1}}
    assert found["sdg"]["11"] == found["marker"]["environment"] == {stored.number}
    assert found["theme"]["water"] == {stored.number, stored.number + 1}


def test_labels_that_are_older_than_suggestions_become_some_so_that_undoing_restores_them(
    base: KnowledgeBase, ids: list[str]
) -> None:
    stored = base.catalog.passage(ids[0])
    assert stored
    with base.catalog.transaction() as connection:
        connection.execute(sa.delete(suggestions))
    [one] = in_turn(decision("kind", accepted=("lesson",), document_id=stored.document.id))
    with base.catalog.transaction() as connection:
        assert {(s.facet, s.value) for s in said_of(connection, [stored.number])[stored.number]} == {
            ("kind", "result"),
            ("theme", "water-points"),
        }
        add_decisions(connection, [one])
        relabel(connection, stored.document.id, [QUOTE])
        add_decisions(connection, in_turn(one, decision(action=Action.UNDO, undoes=1, document_id=one.document_id))[1:])
        relabel(connection, stored.document.id, [QUOTE])
    assert base.catalog.passage(ids[0]) == stored


def test_the_same_text_is_found_in_other_documents(base: KnowledgeBase, ids: list[str]) -> None:
    [elsewhere, _] = put(base, "reprint", {QUOTE.upper(): SAID, "Something else is said here.": SAID})
    stored, copy = base.catalog.passage(ids[0]), base.catalog.passage(elsewhere)
    assert stored
    assert copy
    with base.catalog.engine.connect() as connection:
        assert same_text_elsewhere(connection, stored.passage) == {copy.document.id: QUOTE.upper()}


def test_what_the_machine_says_counts_as_what_passages_were_described_with(examples_base: KnowledgeBase) -> None:
    """Undoing goes by the suggestions alone, so that these must tell all that a passage is labelled with."""
    for document in examples_base.catalog.documents():
        held = examples_base.catalog.passages_of(document.id)
        with examples_base.catalog.engine.connect() as connection:
            said = said_of(connection, [one.number for one in held])
        for one in held:
            again = decided(one.passage, said[one.number], [])
            assert again.kind == one.passage.kind
            assert sorted(thesaurus().narrowest(again.themes)) == sorted(one.passage.themes)
            assert sorted(again.partnerships) == list(one.passage.partnerships)
            assert sorted(again.countries) == list(one.passage.countries)
