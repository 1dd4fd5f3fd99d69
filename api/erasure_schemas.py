"""The JSON of erasures. Nothing of what was erased is in it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from kb.erasing import Erasure
from kb.erasure_plan import Plan


class PreviewOut(BaseModel):
    """What would go: documents as a whole, and passages of others, by the ids of their documents."""

    documents: list[str]
    passages: dict[str, int]


class ReceiptOut(BaseModel):
    """The proof that nothing is left: how much was looked through for how many fingerprints."""

    finished_at: str
    files_scanned: int
    bytes_scanned: int
    fingerprints: int
    found: int
    seconds: float


class ErasureOut(BaseModel):
    """An erasure; `state` is deleted (nobody finds it any more) or done (no byte of it is left)."""

    id: str
    at: str
    who: str
    subject: str
    state: str
    counts: dict[str, int]
    receipt: ReceiptOut | None


class ErasuresOut(BaseModel):
    """Erasures, the last one first."""

    erasures: list[ErasureOut]


class PersonsIn(BaseModel):
    """Whom to erase, by first name and surname, in all spellings that documents have of them."""

    persons: list[str] = Field(min_length=1, max_length=50)


def preview_out(plan: Plan) -> PreviewOut:
    """Returns what would go."""
    passages: dict[str, int] = {}
    for stored in plan.passages:
        passages[stored.document.id] = passages.get(stored.document.id, 0) + 1
    return PreviewOut(documents=[document.id for document in plan.documents], passages=passages)


def erasure_out(found: Erasure) -> ErasureOut:
    """Returns an erasure as it leaves."""
    return ErasureOut.model_validate(found, from_attributes=True)
