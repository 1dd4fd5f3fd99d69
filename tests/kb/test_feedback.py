from __future__ import annotations

from datetime import UTC, datetime

from kb.bootstrap import KnowledgeBase
from kb.feedback import Feedback, FeedbackStore, Verdict


def test_what_is_said_is_kept_the_last_first(base: KnowledgeBase) -> None:
    store = FeedbackStore(base.catalog, lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))
    first = store.add("p", "d", Verdict.USEFUL, who="An", question=" water? ", note="")
    store.add("q", "e", Verdict.WRONG, who="")
    assert first == Feedback(
        at="2026-03-01T12:00:00+00:00",
        who="An",
        passage_id="p",
        document_id="d",
        verdict=Verdict.USEFUL,
        question="water?",
        note="",
    )
    assert [one.passage_id for one in store.all()] == ["q", "p"]
    assert store.all(Verdict.USEFUL) == [first]
    assert store.all(among={"d"}) == [first]
    assert store.all(Verdict.WRONG, {"d"}) == []


def test_answers_stay_as_they_are(base: KnowledgeBase) -> None:
    before = base.catalog.revision()
    FeedbackStore(base.catalog).add("p", "d", Verdict.USEFUL, who="An")
    assert base.catalog.revision() == before
