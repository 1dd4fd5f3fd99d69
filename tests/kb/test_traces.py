"""What people wrote of what is erased: decisions and citations that rest on it go, and the rest stays word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.decision_store import DecisionStore
from kb.decisions import Action, Decision
from kb.erasing import erase_documents, erase_persons
from kb.index import publish
from kb.persons import MARK
from kb.practice_store import PracticeStore
from kb.practices import Citation, Reuse, Statement
from kb.scrubbing import scrub_pending
from tests.kb.erased import NAME, Written, doomed, holders, staying, strings_of, write
from tests.kb.practice_records import record


def cited(document: Written, quote: str) -> Citation:
    return Citation(document_id=document.id, source=document.name, title=document.name, page=1, quote=quote)


@pytest.fixture
def gone(base: KnowledgeBase) -> Written:
    return doomed(base)


@pytest.fixture
def kept(base: KnowledgeBase) -> Written:
    return staying(base)


def test_records_lose_what_rests_on_an_erased_document_in_all_their_history(
    base: KnowledgeBase, gone: Written, kept: Written
) -> None:
    quote, stays = gone.texts[0][:60], kept.texts[0]
    made = record(
        title=gone.name,
        what_was_done=(
            Statement(text=gone.texts[0], evidence=(cited(gone, quote),)),
            Statement(text=stays, evidence=(cited(kept, stays), cited(gone, quote))),
        ),
        results=(Statement(text=f"My own view: {gone.texts[1]} So it was.", by="An"),),
        evidence=(cited(gone, gone.texts[2]), cited(kept, stays)),
        reuses=(Reuse(by="Mol", when="2025", result=gone.texts[2]),),
    )
    store = PracticeStore(base.catalog)
    store.add(made, action="draft", who="An")
    changed = store.change(made.id, lambda held: replace(held, maturity_reason=""), action="edit", who="Bo", note=quote)
    erased = erase_documents(base, [gone.id], "tester")
    scrub_pending(base)

    assert erased.counts["citations"] == 3
    events = store.history(made.id)
    assert [event.action for event in events] == ["draft", "edit"]
    for left in [event.record for event in events] + [store.get(made.id).record]:
        assert left.title == MARK
        assert left.what_was_done == (Statement(text=stays, evidence=(cited(kept, stays),)),)
        assert left.results == (Statement(text=f"My own view: {MARK}. So it was.", by="An"),)
        assert left.evidence == (cited(kept, stays),)
        assert left.reuses == (Reuse(by="Mol", when="2025", result=MARK),)
    assert events[1].note == MARK
    assert store.get(made.id).version == changed.version
    assert holders(base.config.home, strings_of(gone)) == []


def test_records_lose_the_name_of_a_person_and_what_the_passage_said(base: KnowledgeBase, kept: Written) -> None:
    named, stays = kept.texts[1], kept.texts[0]
    made = record(
        what_was_done=(Statement(text=f"{NAME} did it", evidence=(cited(kept, named), cited(kept, stays))),),
        results=(Statement(text="They paid", evidence=(cited(kept, named[-50:]),)),),
        contact_role=f"treasurer ({NAME})",
    )
    store = PracticeStore(base.catalog)
    store.add(made, action="draft", who=NAME, note=f"for {NAME.upper()}")
    erase_persons(base, [NAME], "tester")
    scrub_pending(base)
    [event] = store.history(made.id)
    assert (event.who, event.note) == (MARK, f"for {MARK}")
    assert event.record.what_was_done == (Statement(text=f"{MARK} did it", evidence=(cited(kept, stays),)),)
    assert event.record.results == ()
    assert event.record.contact_role == f"treasurer ({MARK})"
    assert holders(base.config.home, [NAME, NAME.lower(), NAME.upper(), named[:30], named[-30:]]) == []


def test_what_also_stands_elsewhere_stays_where_it_is_quoted_from_there(base: KnowledgeBase, gone: Written) -> None:
    other = write(base, "other", [gone.texts[0]])
    publish(base.catalog, base.index_root)
    made = record(what_was_done=(Statement(text=gone.texts[0], evidence=(cited(other, gone.texts[0]),)),))
    store = PracticeStore(base.catalog)
    store.add(made, action="draft", who="An")
    erase_documents(base, [gone.id], "tester")
    scrub_pending(base)
    assert store.get(made.id).record == made


def test_decisions_on_what_is_erased_go_with_their_undoing_and_others_stay(
    base: KnowledgeBase, gone: Written, kept: Written
) -> None:
    store = DecisionStore(base.catalog)

    def decide(document: Written, quote: str, note: str) -> int:
        made = Decision(
            who="An", action=Action.CORRECT, document_id=document.id, quote=quote, facet="kind", accepted=("lesson",),
            note=note,
        )  # fmt: skip
        return store.take([made]).decisions[0].id

    undone = decide(gone, gone.texts[0], "why not")
    store.undo(undone, who="Bo")
    decide(kept, kept.texts[1], "paid")
    stays = decide(kept, kept.texts[0], f"as {NAME} said")
    counts = erase_documents(base, [gone.id], "tester").counts
    assert counts["decisions"] == 2
    assert erase_persons(base, [NAME], "tester").counts["decisions"] == 1
    scrub_pending(base)
    [left] = store.all()
    assert (left.id, left.note, left.quote) == (stays, f"as {MARK} said", kept.texts[0])
    [passage] = base.catalog.passages_of(kept.id)
    assert passage.passage.kind.value == "lesson"
    assert problems_of(base) == []
    assert holders(base.config.home, [NAME, gone.texts[0][:30], kept.texts[1][:30], "why not"]) == []
