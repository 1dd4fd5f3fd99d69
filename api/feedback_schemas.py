"""What readers say of passages, as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.asking import MAX_QUESTION_CHARACTERS
from kb.feedback import Verdict

_MOST_LETTERS = 2000


class FeedbackIn(BaseModel):
    """What a reader says of a passage, and to which question they were shown it."""

    model_config = ConfigDict(extra="forbid")

    passage_id: Annotated[str, Field(max_length=64)]
    verdict: Verdict
    question: Annotated[str, Field(max_length=MAX_QUESTION_CHARACTERS)] = ""
    note: Annotated[str, Field(max_length=_MOST_LETTERS)] = ""


class FeedbackOut(BaseModel):
    """What was said of a passage, by whom and when."""

    at: str
    who: str
    passage_id: str
    document_id: str
    verdict: Verdict
    question: str
    note: str


class FeedbackListOut(BaseModel):
    """A page of what was said, the last first; `total` counts all pages."""

    total: int
    feedback: list[FeedbackOut]
