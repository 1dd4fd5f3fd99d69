from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.decision_store import DecisionStore
from kb.decisions import Action, Decision, standing, told_of
from kb.errors import StaleError, UnknownError, UsageError
from kb.moments import written
from kb.text import digest
from tests.conftest import WordEmbedder
from tests.kb.curated import QUOTE, acts, decision, labels, put, suggestion, use_small_thesaurus

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
SAID = (
    suggestion("kind", "result", 0.7),
    suggestion("kind", "lesson", 0.2),
    suggestion("theme", "water-points", 0.9),
    suggestion("theme", "waste", 0.4),
    suggestion("partnership", "bugesera", 0.9),
)
OWN = {"document_id": digest("report"), "quote": QUOTE}


@pytest.fixture(autouse=True)
def small_thesaurus(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_thesaurus(monkeypatch)


@pytest.fixture
def store(base: KnowledgeBase) -> DecisionStore:
    put(base, "report", {QUOTE: SAID})
    return DecisionStore(base.catalog, lambda: NOON)


def test_a_decision_is_noted_with_its_moment_and_the_labels_follow_at_a_new_revision(
    base: KnowledgeBase, store: DecisionStore
) -> None:
    before = base.catalog.revision()
    taken = store.take([decision("kind", accepted=("lesson",), **OWN)])
    [one] = taken.decisions
    assert (one.id, one.at) == (1, "2026-03-31T12:00:00.000000+00:00")
    assert store.all() == store.all(OWN["document_id"]) == [one]
    assert store.all("elsewhere") == []
    assert labels(base)["kind"] == {"lesson": set(taken.numbers)}
    assert base.catalog.revision() == before + 1


def test_acts_follow_each_other_whatever_the_clock_says(base: KnowledgeBase, store: DecisionStore) -> None:
    store.take([decision("kind", accepted=("lesson",), **OWN)])
    earlier = DecisionStore(base.catalog, lambda: datetime(2020, 1, 1, tzinfo=UTC))
    [second] = earlier.take([decision("kind", accepted=("result",), **OWN)]).decisions
    assert second.at == "2026-03-31T12:00:00.000001+00:00"
    assert list(labels(base)["kind"]) == ["result"]


def test_undoing_takes_the_whole_act_back_and_is_a_row_of_its_own(base: KnowledgeBase, store: DecisionStore) -> None:
    before = labels(base)
    first = store.take([decision("kind", accepted=("lesson",), **OWN)])
    both = [decision(facet, rejected=(value,), **OWN) for facet, value in (("theme", "water"), ("country", "RW"))]
    act = store.take(both).decisions
    undone = store.undo(act[1].id, who="Bo", note="too quick").decisions
    assert [(one.undoes, one.who, one.action) for one in undone] == [(one.id, "Bo", Action.UNDO) for one in act]
    assert (undone[0].facet, undone[0].note, undone[0].accepted) == ("theme", "too quick", ())
    assert labels(base)["theme"] == before["theme"]
    store.undo(first.decisions[0].id, who="Bo")
    assert labels(base) == before
    assert len(store.all()) == 6


def test_what_cannot_be_undone_is_refused(store: DecisionStore) -> None:
    [one] = store.take([decision("kind", accepted=("lesson",), **OWN)]).decisions
    [undo] = store.undo(one.id, who="Bo").decisions
    with pytest.raises(StaleError, match="already undone by Bo"):
        store.undo(one.id, who="An")
    with pytest.raises(UsageError, match="itself an undo"):
        store.undo(undo.id, who="An")
    with pytest.raises(UnknownError, match="no decision 99"):
        store.undo(99, who="An")
    assert len(store.all()) == 2


def test_a_decision_that_fails_leaves_nothing(base: KnowledgeBase, store: DecisionStore) -> None:
    before = labels(base)
    broken = decision("theme", accepted=(object(),), **OWN)
    with pytest.raises(Exception, match="JSON"):
        store.take([decision("kind", accepted=("lesson",), **OWN), broken])
    assert store.all() == []
    assert labels(base) == before


def test_decisions_from_elsewhere_come_once_and_the_later_moment_counts(
    base: KnowledgeBase, store: DecisionStore
) -> None:
    here = store.take([decision("kind", accepted=("result",), **OWN)]).decisions
    earlier, later = (
        replace(decision("kind", accepted=(kind,), who="Cis", **OWN), at=written(NOON.replace(year=year)), id=n)
        for n, (kind, year) in enumerate((("lesson", 2025), ("challenge", 2027)), start=1)
    )
    store.bring_in(told_of([earlier]))
    assert list(labels(base)["kind"]) == ["result"]
    taken = store.bring_in(told_of([earlier, later, *here]))
    assert [one.accepted for one in taken.decisions] == [("challenge",)]
    assert list(labels(base)["kind"]) == ["challenge"]
    assert store.bring_in(told_of([earlier, later])).decisions == ()


def test_an_undo_from_elsewhere_finds_what_it_undoes(base: KnowledgeBase, store: DecisionStore) -> None:
    before = labels(base)
    store.take([decision("theme", accepted=("waste",), who="Bo", **OWN)])
    one = replace(decision("kind", accepted=("lesson",), **OWN), at=written(NOON), id=50)
    undo = replace(one, action=Action.UNDO, accepted=(), undoes=50, id=51, at=written(NOON.replace(hour=13)))
    [taken, taking_back] = store.bring_in(told_of([undo, one])).decisions
    assert taking_back.undoes == taken.id != 50
    assert labels(base)["kind"] == before["kind"]
    lost = [replace(held, undoes="0" * 16) for held in told_of([one, undo]) if held.undoes]
    with pytest.raises(UsageError, match="neither here nor in the file"):
        store.bring_in([replace(lost[0], key="another")])
    of_undo = replace(lost[0], key="another", undoes=told_of([one, undo])[1].key)
    with pytest.raises(UsageError, match="itself an undo"):
        store.bring_in([of_undo])
    assert len(store.all()) == 3


class Deciding(RuleBasedStateMachine):
    """People decide and take back, in any order; nothing is lost, and taking all back restores the machine's word."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        config = load_config(Path(self._folder.name), {"KB_LANGUAGE": "en"})
        self.base = KnowledgeBase(config, WordEmbedder())
        self.store = DecisionStore(self.base.catalog)
        self.taken: list[Decision] = []

    @initialize()
    def begin(self) -> None:
        put(self.base, "report", {QUOTE: SAID})
        self.before = labels(self.base)

    @rule(act=acts())
    def decide(self, act: Decision) -> None:
        self.taken += self.store.take([replace(act, document_id=OWN["document_id"])]).decisions

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        stand = standing(self.taken)
        if stand:
            self.taken += self.store.undo(data.draw(st.sampled_from(stand)).id, who="Bo").decisions

    @rule()
    def read_the_file_again(self) -> None:
        put(self.base, "report", {QUOTE: SAID})

    @invariant()
    def every_decision_is_there_and_the_kind_is_one(self) -> None:
        assert self.store.all() == self.taken
        if hasattr(self, "before"):
            assert len(labels(self.base)["kind"]) == 1

    def teardown(self) -> None:
        if hasattr(self, "before"):
            for one in reversed(standing(self.taken)):
                self.store.undo(one.id, who="Bo")
            assert labels(self.base) == self.before
        self.base.close()
        self._folder.cleanup()


def test_whatever_people_decide_undoing_it_restores_what_the_machine_says() -> None:
    run_state_machine_as_test(Deciding, settings=settings(max_examples=12, stateful_step_count=15, deadline=None))
