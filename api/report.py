"""What an ingest did, as JSON and as the sentences that the command line shows."""

from __future__ import annotations

from pydantic import BaseModel

from ingest import ocr
from ingest.outcomes import Outcome, Report
from kb.messages import message


class OutcomeOut(BaseModel):
    """How an ingest ended with one file; `code` names the reason for programs."""

    source: str
    status: str
    reason: str | None
    code: str | None
    document_id: str | None
    passages: int


class IngestOut(BaseModel):
    """What an ingest did; `passages` counts what the knowledge base now holds of these files."""

    documents: list[OutcomeOut]
    passages: int


def ingest_out(report: Report, language: str) -> IngestOut:
    """Returns what an ingest did as it leaves, with reasons in the reader's language."""
    return IngestOut(
        documents=[_outcome_out(outcome, language) for outcome in report.outcomes], passages=report.passages
    )


def reason_text(outcome: Outcome, language: str) -> str | None:
    """Returns why a file is not in the knowledge base as it is now, None if it is."""
    if outcome.reason is None:
        return None
    text = message(outcome.reason.key, language, **outcome.reason.values)
    return message("still_failing", language, reason=text) if outcome.status == "unchanged" else text


def _outcome_out(outcome: Outcome, language: str) -> OutcomeOut:
    return OutcomeOut(
        source=outcome.source,
        status=outcome.status,
        reason=reason_text(outcome, language),
        code=outcome.reason.key if outcome.reason else None,
        document_id=outcome.document_id,
        passages=outcome.passages,
    )


def recognised() -> tuple[str, ...]:
    """Returns the languages that scans can be read in, as tesseract names them."""
    return ocr.languages()
