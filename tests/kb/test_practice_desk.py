from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kb.bootstrap import KnowledgeBase
from kb.errors import StaleError, UsageError
from kb.practice_desk import Chosen, PracticeDesk, as_written
from kb.practice_states import Step
from kb.practices import Maturity, PracticeState, Reuse
from kb.types import Passage, PracticeKind

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
DONE = "Three municipalities share one depot of spare parts."
LESSON = "Begin in districts with an active committee."


@pytest.fixture
def ids(make_passage: Make, fill: Fill) -> list[str]:
    held = {"partnerships": ("laarne-ouinhi",), "countries": ("BJ",), "headings": ("Waste",)}
    return fill(
        [
            make_passage(DONE, kind=PracticeKind.GOOD_PRACTICE, **held),
            make_passage("Fifteen districts are served.", kind=PracticeKind.RESULT, **held),
            make_passage(LESSON, kind=PracticeKind.LESSON, **{**held, "headings": ("Tricycles",)}),
        ]
    )


@pytest.fixture
def desk(base: KnowledgeBase, ids: list[str]) -> PracticeDesk:
    assert ids
    return PracticeDesk(base.catalog, base.registry)


def written(**changes: Any) -> dict[str, Any]:
    return {"title": "A depot", "language": "en", **changes}


def test_a_draft_is_suggested_and_can_be_validated(desk: PracticeDesk, ids: list[str]) -> None:
    made = desk.draft([ids[0], ids[0]], who="An")
    assert (made.record.title, made.record.state) == ("Waste", PracticeState.SUGGESTED)
    assert [one.text for one in made.record.what_was_done] == [DONE]
    assert [one.text for one in made.record.results] == ["Fifteen districts are served."]
    after = desk.step(made.record.id, Step.VALIDATE, who="Bo", note="at the meeting", version=made.version)
    assert after.record.state is PracticeState.VALIDATED
    assert [(event.action, event.who) for event in desk.history(made.record.id)] == [
        ("draft", "An"),
        ("validate", "Bo"),
    ]


def test_no_draft_is_made_of_what_is_not_there(desk: PracticeDesk) -> None:
    with pytest.raises(UsageError, match="no passage 'unknown'"):
        desk.draft(["unknown"], who="An")


def test_suggestions_leave_out_what_is_cited_in_any_state(desk: PracticeDesk, ids: list[str]) -> None:
    first = desk.draft([ids[0]], who="An")
    desk.step(first.record.id, Step.REJECT, who="An")
    [made] = desk.suggest(5, who="An")
    assert made.record.success_factors[0].text == LESSON
    assert desk.suggest(5, who="An") == []


def test_the_surest_are_suggested_first_and_no_more_than_asked(
    desk: PracticeDesk, make_passage: Make, fill: Fill
) -> None:
    assert len(desk.suggest(1, who="An")) == 1
    fill([make_passage(LESSON, kind=PracticeKind.LESSON)], "copy", b"copy")
    assert len(desk.suggest(9, who="An")) == 1  # the same words elsewhere are not another practice


def test_a_record_that_a_person_wrote_names_passages_by_id(desk: PracticeDesk, ids: list[str]) -> None:
    data = written(what_was_done=[{"text": "They share.", "evidence": [ids[0]]}], state="validated")
    made = desk.new(data, who="An", note="visit")
    [citation] = made.record.citations()
    assert (citation.quote, made.record.state) == (DONE, PracticeState.SUGGESTED)
    assert [place.passage_id for place in desk.evidence(made.record)[citation].places] == [ids[0]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"partnerships": ["nowhere"]}, "nowhere"),
        ({"countries": ["XX"]}, "XX"),
        ({"evidence": [{"document_id": "d", "quote": "never said"}]}, "never said"),
        ({"results": [{"text": "It helped."}]}, "no source"),
        ({"contact_role": "an@pout.sn"}, "e-mail"),
    ],
)
def test_a_record_is_checked_before_it_is_kept(desk: PracticeDesk, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        desk.new(written(**changes), who="An")
    assert desk.store.all() == []


def test_an_edit_is_of_the_version_that_was_read(desk: PracticeDesk, ids: list[str]) -> None:
    made = desk.draft([ids[0]], who="An")
    data = {**as_written(made), "title": "One depot"}
    data.pop("version")
    after = desk.edit(made.record.id, data, version=made.version, who="Bo")
    assert after.record.title == "One depot"
    with pytest.raises(StaleError):
        desk.edit(made.record.id, data, version=made.version, who="An")
    assert desk.undo(made.record.id, who="An").record == made.record


def test_what_was_cited_stays_though_its_document_is_gone(
    desk: PracticeDesk, base: KnowledgeBase, ids: list[str]
) -> None:
    made = desk.draft([ids[0]], who="An")
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, made.record.citations()[0].document_id)
    data = as_written(made)
    version = data.pop("version")
    after = desk.edit(made.record.id, {**data, "title": "Still"}, version=version, who="An")
    assert after.record.citations() == made.record.citations()
    assert not any(traced.document_is_there for traced in desk.evidence(after.record).values())


def test_a_reuse_is_noted_with_who_when_and_with_what_result(desk: PracticeDesk, ids: list[str]) -> None:
    made = desk.draft([ids[0]], who="An")
    reuse = Reuse(by=" Deinze ", when="2025", result="Two depots.")
    with pytest.raises(UsageError, match="validate"):
        desk.reuse(made.record.id, reuse, who="An")
    desk.step(made.record.id, Step.VALIDATE, who="An")
    assert desk.reuse(made.record.id, reuse, who="An").record.reuses[0].by == "Deinze"
    with pytest.raises(UsageError, match="soon"):
        desk.reuse(made.record.id, Reuse(by="Mol", when="soon", result="x"), who="An")


def test_records_are_chosen_by_what_they_are(desk: PracticeDesk, ids: list[str]) -> None:
    drafted = desk.draft([ids[0]], who="An").record.id
    own = desk.new(written(maturity="good", maturity_reason="it lasts"), who="An").record.id

    def chosen(**wanted: Any) -> list[str]:
        return [stored.record.id for stored in desk.records(Chosen(**wanted))]

    assert chosen() == [own, drafted]
    assert chosen(partnership="laarne-ouinhi") == chosen(country="BJ") == [drafted]
    assert chosen(maturity=Maturity.GOOD) == [own]
    assert chosen(state=PracticeState.VALIDATED) == chosen(theme="water") == []
    assert chosen(state=PracticeState.SUGGESTED, country="BJ") == [drafted]
