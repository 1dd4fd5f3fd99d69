"""The states of a practice record, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from kb.errors import UsageError
from kb.messages import Saying
from kb.practices import PracticeRecord, PracticeState, Reuse, faults_of


class Step(StrEnum):
    """What a person does with a record that changes its state."""

    VALIDATE = "validate"
    REJECT = "reject"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


STATE_LABELS = {
    PracticeState.SUGGESTED: "practice_suggested",
    PracticeState.VALIDATED: "practice_validated",
    PracticeState.REJECTED: "practice_rejected",
    PracticeState.WITHDRAWN: "practice_withdrawn",
}
_LEADS: Mapping[PracticeState, Mapping[Step, PracticeState]] = {
    PracticeState.SUGGESTED: {Step.VALIDATE: PracticeState.VALIDATED, Step.REJECT: PracticeState.REJECTED},
    PracticeState.VALIDATED: {Step.WITHDRAW: PracticeState.WITHDRAWN, Step.REOPEN: PracticeState.SUGGESTED},
    PracticeState.REJECTED: {Step.REOPEN: PracticeState.SUGGESTED},
    PracticeState.WITHDRAWN: {Step.RESTORE: PracticeState.VALIDATED},
}
# What somebody has judged worthless or withdrawn is opened again before it is worked on.
_EDITED = {PracticeState.SUGGESTED, PracticeState.VALIDATED}


def possible(state: PracticeState) -> tuple[str, ...]:
    """Returns what can be done with a record in a state, by the names of the commands."""
    steps = tuple(step.value for step in _LEADS[state])
    edits = ("edit",) if state in _EDITED else ()
    return (*steps, *edits, *(("reuse",) if state is PracticeState.VALIDATED else ()))


def stepped(record: PracticeRecord, step: Step, reason: str = "") -> PracticeRecord:
    """Returns a record after a step; `reason` is why it is withdrawn.

    Raises:
        UsageError: the step does not start from the record's state, or something is missing for it.
    """
    if step not in _LEADS[record.state]:
        raise _impossible(record, step)
    kept_reason = reason.strip() if step is Step.WITHDRAW else ""
    return sound(replace(record, state=_LEADS[record.state][step], withdrawn_reason=kept_reason))


def edited(record: PracticeRecord, wanted: PracticeRecord) -> PracticeRecord:
    """Returns a record with another content; its state and reuses stay.

    Raises:
        UsageError: a record in this state is not edited, or the content is not as it must be.
    """
    if record.state not in _EDITED:
        raise _impossible(record, "edit")
    kept = {"id": record.id, "state": record.state, "reuses": record.reuses, "withdrawn_reason": ""}
    return sound(replace(wanted, **kept))  # type: ignore[arg-type]  # as they were in the record


def reused(record: PracticeRecord, reuse: Reuse) -> PracticeRecord:
    """Returns a validated record with one reuse more.

    Raises:
        UsageError: it is not validated, or the reuse is not as it must be.
    """
    if record.state is not PracticeState.VALIDATED:
        raise _impossible(record, "reuse")
    return sound(replace(record, reuses=(*record.reuses, reuse)))


def sound(record: PracticeRecord) -> PracticeRecord:
    """Returns a record that is as it must be.

    Raises:
        UsageError: it is not; the message lists all that is wrong.
    """
    faults = faults_of(record)
    if faults:
        raise UsageError("practice_invalid", problems=tuple(faults))
    return record


def _impossible(record: PracticeRecord, action: str) -> UsageError:
    state = Saying(STATE_LABELS[record.state])
    return UsageError("practice_step", action=str(action), state=state, possible=", ".join(possible(record.state)))
