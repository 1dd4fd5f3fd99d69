"""Uploads as JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field

from kb.errors import UnknownError
from kb.jobs import FileStatus, Job, JobFile, JobState
from kb.messages import message
from kb.types import Document
from kb.view import View


class JobFileOut(BaseModel):
    """A file of a job; `code` names the reason for programs. `passages` counts those of files inside it too.

    `document_id` is null where there is no such document, or none any more that the reader may see.
    """

    name: str
    status: FileStatus
    reason: str | None
    code: str | None
    document_id: str | None
    passages: int
    pages_done: int
    pages: int


class JobOut(BaseModel):
    """What was uploaded at once, and how far it is."""

    job_id: str
    state: JobState
    created_at: str
    finished_at: str | None
    files: list[JobFileOut]


class JobsOut(BaseModel):
    """Some of the jobs of a reader; `total` counts all."""

    total: int
    jobs: list[JobOut]


class VisibilityIn(BaseModel):
    """Who shall see a document: `public`, `internal`, or `groups:` with names between commas."""

    visibility: str = Field(max_length=2_000)


class VisibilityOut(BaseModel):
    """Who may see a document."""

    document_id: str
    visibility: str


class ListedDocumentOut(BaseModel):
    """A document in a list."""

    document_id: str
    title: str
    source: str
    visibility: str


class DocumentsListOut(BaseModel):
    """All documents."""

    documents: list[ListedDocumentOut]


def job_out(job: Job, view: View, language: str) -> JobOut:
    """Returns a job as it leaves, with reasons in the reader's language."""
    return JobOut(
        job_id=job.id,
        state=job.state,
        created_at=job.created_at,
        finished_at=job.finished_at,
        files=[_file_out(file, view, language) for file in job.files],
    )


def listed_document_out(document: Document) -> ListedDocumentOut:
    """Returns a document as it stands in a list."""
    return ListedDocumentOut(
        document_id=document.id, title=document.title, source=document.source, visibility=document.visibility
    )


def _file_out(file: JobFile, view: View, language: str) -> JobFileOut:
    reason = message(file.reason_key, language, **(file.reason_values or {})) if file.reason_key else None
    return JobFileOut(
        name=file.name,
        status=file.status,
        reason=reason,
        code=file.reason_key,
        document_id=file.document_id if _is_seen(file.document_id, view) else None,
        passages=file.passages,
        pages_done=file.pages_done,
        pages=file.pages,
    )


def _is_seen(document_id: str | None, view: View) -> bool:
    try:
        return document_id is not None and bool(view.document(document_id))
    except UnknownError:
        return False
