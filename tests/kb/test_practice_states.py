from __future__ import annotations

import pytest

from kb.errors import UsageError
from kb.practice_states import Step, edited, possible, reused, stepped
from kb.practices import PracticeState, Reuse, Statement
from tests.kb.practice_records import citation, record

S, V, R, W = PracticeState
REUSE = Reuse(by="Deinze", when="2025-03", result="Nine of fifteen districts pay.")
LEADS = {
    (S, Step.VALIDATE): V,
    (S, Step.REJECT): R,
    (V, Step.REOPEN): S,
    (R, Step.REOPEN): S,
    (V, Step.WITHDRAW): W,
    (W, Step.RESTORE): V,
}


@pytest.mark.parametrize("state", PracticeState)
@pytest.mark.parametrize("step", Step)
def test_each_step_leads_where_it_should_or_says_what_is_possible(state: PracticeState, step: Step) -> None:
    held = record(state=state, withdrawn_reason="why" if state is W else "")
    if (state, step) in LEADS:
        after = stepped(held, step, "a reason")
        assert after.state is LEADS[state, step]
        assert after.withdrawn_reason == ("a reason" if step is Step.WITHDRAW else "")
        return
    with pytest.raises(UsageError) as caught:
        stepped(held, step, "a reason")
    assert caught.value.key == "practice_step"
    assert all(one in str(caught.value) for one in possible(state))


def test_an_incomplete_record_is_not_validated() -> None:
    with pytest.raises(UsageError, match="What was done") as caught:
        stepped(record(what_was_done=(), partnerships=()), Step.VALIDATE)
    assert "Partnership" in str(caught.value)


def test_nothing_is_withdrawn_without_a_reason() -> None:
    with pytest.raises(UsageError, match="with a reason"):
        stepped(record(state=V), Step.WITHDRAW, "  ")


def test_an_edit_keeps_state_and_reuses() -> None:
    held = record(state=V, reuses=(REUSE,))
    after = edited(held, record(id="b" * 16, title="Another", state=S))
    assert (after.title, after.id, after.state, after.reuses) == ("Another", held.id, V, (REUSE,))


def test_an_edit_leaves_no_validated_record_incomplete_and_touches_no_rejected_one() -> None:
    with pytest.raises(UsageError, match="Needed to validate"):
        edited(record(state=V), record(partnerships=()))
    with pytest.raises(UsageError, match="reopen"):
        edited(record(state=R), record())


def test_only_what_was_validated_is_taken_over() -> None:
    assert reused(record(state=V), REUSE).reuses == (REUSE,)
    with pytest.raises(UsageError, match="validate"):
        reused(record(), REUSE)


def test_an_edit_is_as_it_must_be() -> None:
    with pytest.raises(UsageError, match="has no source"):
        edited(record(), record(results=(Statement(text="It helped."),)))
    assert edited(record(), record(evidence=(citation(page=9),))).evidence
