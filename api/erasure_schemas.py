"""Erasures as JSON: counts and receipts, never what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kb.erasure_plan import Concerned
from kb.erasure_store import Erasure

MOST_NAMES = 20


class PersonsIn(BaseModel):
    """Whom to erase: persons, in the spellings that occur."""

    # What is not understood here must not be erased.
    model_config = ConfigDict(extra="forbid")

    persons: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=MOST_NAMES)
    ]


class ReceiptOut(BaseModel):
    """What was looked through after erasing, and that nothing of it was found."""

    finished_at: datetime
    probes: int
    files: int
    bytes: int
    found: int
    seconds: float


class ErasureOut(BaseModel):
    """An erasure; `state` is deleted (nobody finds it any more) or done (no byte is left, and here is the receipt)."""

    erasure_id: str
    at: datetime
    who: str
    subject: str
    state: str
    counts: dict[str, int]
    receipt: ReceiptOut | None


class ErasuresOut(BaseModel):
    """All erasures, the last one first."""

    erasures: list[ErasureOut]


class ConcernedOut(BaseModel):
    """How many passages of a document an erasure takes, and whether it takes all of the document."""

    document_id: str
    source: str
    passages: int
    whole: bool


class PreviewOut(BaseModel):
    """What an erasure would take."""

    documents: list[ConcernedOut]
    passages: int


def erasure_out(erasure: Erasure) -> ErasureOut:
    """Returns an erasure as JSON."""
    receipt = erasure.receipt
    return ErasureOut(
        erasure_id=erasure.id,
        at=datetime.fromisoformat(erasure.at),
        who=erasure.who,
        subject=erasure.subject,
        state=erasure.state.value,
        counts=dict(erasure.counts),
        receipt=ReceiptOut.model_validate(receipt, from_attributes=True) if receipt else None,
    )


def preview_out(concerned: Iterable[Concerned]) -> PreviewOut:
    """Returns what an erasure would take as JSON."""
    rows = [
        ConcernedOut(document_id=one.document.id, source=one.document.source, passages=one.passages, whole=one.whole)
        for one in concerned
    ]
    return PreviewOut(documents=rows, passages=sum(row.passages for row in rows))
