"""What was done with a practice record, in words."""

from __future__ import annotations

from kb.messages import message
from kb.practice_states import Step
from kb.practice_store import UNDO

_ACTIONS = {
    **{name: f"practice_did_{name}" for name in ("draft", "new", "edit", "reuse", "import", UNDO)},
    **{step.value: f"practice_did_{step.value}" for step in Step},
}


def action_told(action: str, language: str) -> str:
    """Returns how an action of a history is called; one of another system's history is a change like any other."""
    return message(_ACTIONS.get(action, "practice_did_edit"), language)


def note_told(action: str, note: str, language: str) -> str:
    """Returns the note of a change; taking one back has the name of what was taken back for a note."""
    return action_told(note, language) if action == UNDO and note in _ACTIONS else note
