"""The routes of uploads and their jobs, and of who may see a document: parse, call, render."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.identity import Administering, Reading, Seen, Writing
from api.languages import reader_language
from api.routes import MOST_PER_PAGE, UNKNOWN
from api.schemas import ProblemOut
from api.uploads_form import MOST_FILES, Form, form_description, received_form
from api.uploads_schemas import JobOut, JobsOut, VisibilityIn, VisibilityOut, job_out
from api.workshop import Workshop
from kb.access import INTERNAL, Reader, Scope, may_see, visibility_of
from kb.bootstrap import KnowledgeBase
from kb.errors import ForbiddenError, UnknownError
from kb.job_intake import checked_key
from kb.jobs import Delivery, Job, JobState, Upload
from kb.view import View
from kb.visibilities import set_visibility

# Between two looks at a job that somebody follows.
_LOOK_EVERY_SECONDS = 0.5

_PROBLEM: dict[str, Any] = {"model": ProblemOut}
_REFUSED: dict[int | str, dict[str, Any]] = {403: _PROBLEM, 413: _PROBLEM, 422: _PROBLEM, 429: _PROBLEM}
router = APIRouter(prefix="/v1", responses={422: _PROBLEM})
IdempotencyKey = Annotated[
    str | None, Header(description="the same key again means the same request again, and gives the same job")
]


@router.post(
    "/documents",
    status_code=202,
    responses=_REFUSED,
    openapi_extra=form_description("files", MOST_FILES, has_visibility=True),
)
async def upload(
    request: Request, response: Response, reader: Writing, view: Seen, idempotency_key: IdempotencyKey = None
) -> JobOut:
    """Takes files in, to be read one after the other; the job tells how far they are."""
    key = checked_key(idempotency_key)
    async with received_form(request, "files", MOST_FILES, view.base.config.max_file_mb) as form:
        visibility = own_visibility(reader, form.visibility)
        job = await run_in_threadpool(taken_in, view.base, reader, form, visibility=visibility, key=key)
    return _accepted(job, request, response, view)


@router.put(
    "/documents/{document_id}",
    status_code=202,
    responses={**_REFUSED, **UNKNOWN},
    openapi_extra=form_description("file", 1, has_visibility=False),
)
async def replace(  # noqa: PLR0913, PLR0917 - what a request holds
    request: Request,
    response: Response,
    reader: Writing,
    view: Seen,
    document_id: str,
    idempotency_key: IdempotencyKey = None,
) -> JobOut:
    """Takes a file in that shall take a document's place; who may see it stays as it is."""
    key = checked_key(idempotency_key)
    document = await run_in_threadpool(view.document, document_id)
    async with received_form(request, "file", 1, view.base.config.max_file_mb) as form:
        job = await run_in_threadpool(taken_in, view.base, reader, form, origin=document.origin, key=key)
    return _accepted(job, request, response, view)


@router.patch("/documents/{document_id}", responses={**UNKNOWN, 403: _PROBLEM})
def show_to(view: Seen, reader: Administering, document_id: str, wanted: VisibilityIn) -> VisibilityOut:
    """Sets who may see a document, and those inside its file."""
    visibility = visibility_of(wanted.visibility)
    with view.base.catalog.transaction() as connection:
        set_visibility(connection, document_id, visibility, reader.name)
    return VisibilityOut(document_id=document_id, visibility=visibility)


@router.get("/jobs")
def jobs(
    request: Request,
    reader: Reading,
    view: Seen,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> JobsOut:
    """Lists the reader's jobs, the newest first; administrators see everybody's."""
    if not (reader.name or reader.may(Scope.ADMIN)):  # nobody in particular has none
        return JobsOut(total=0, jobs=[])
    whose = None if reader.may(Scope.ADMIN) else reader.name
    total, found = view.base.jobs.jobs(whose, per_page, (page - 1) * per_page)
    return JobsOut(total=total, jobs=[job_out(job, view, reader_language(request)) for job in found])


def own_job(reader: Reading, view: Seen, job_id: str) -> Job:
    """Returns a job of the reader.

    Raises:
        UnknownError: they have none of that id.
    """
    found = view.base.jobs.job(job_id)
    is_own = found is not None and bool(reader.name) and found.who == reader.name
    if found is None or not (is_own or reader.may(Scope.ADMIN)):
        raise UnknownError("job_unknown")
    return found


@router.get("/jobs/{job_id}", responses=UNKNOWN)
def job(request: Request, job: Annotated[Job, Depends(own_job)], view: Seen) -> JobOut:
    """Returns how far a job is, file by file."""
    return job_out(job, view, reader_language(request))


@router.get("/jobs/{job_id}/events", responses=UNKNOWN, response_class=EventSourceResponse)
async def events(request: Request, job: Annotated[Job, Depends(own_job)], view: Seen) -> AsyncIterator[ServerSentEvent]:
    """Follows a job: it is sent whenever it has changed, until it is done."""
    language, sent = reader_language(request), None
    while not request.app.state.is_stopping():
        shown = await run_in_threadpool(_looked_at, view, job.id, language)
        if shown is None:
            return
        if shown != sent:
            yield ServerSentEvent(data=shown, event="job")
        if shown.state is JobState.DONE:
            return
        sent = shown
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _looked_at(view: View, job_id: str, language: str) -> JobOut | None:
    found = view.base.jobs.job(job_id)
    return job_out(found, view, language) if found else None


def own_visibility(reader: Reader, text: str | None) -> str:
    """Returns who may see what somebody sends.

    Raises:
        ForbiddenError: they would not see it themselves.
    """
    visibility = visibility_of(text) if text is not None else INTERNAL
    if not may_see(reader, visibility):
        raise ForbiddenError("visibility_not_yours")
    return visibility


def taken_in(  # noqa: PLR0913 - what a request holds
    base: KnowledgeBase,
    reader: Reader,
    form: Form,
    *,
    key: str | None,
    visibility: str | None = None,
    origin: str | None = None,
) -> Job:
    """Returns the job of the files of a form.

    Raises:
        TooLargeError: a file is larger than files may be.
        OverloadedError: too many files wait.
    """
    uploads: list[Upload] = []
    try:
        uploads.extend(Upload(name=file.name, received=base.spool.receive(file.content)) for file in form.files)
        return base.intake.add(
            Delivery(reader=reader, uploads=tuple(uploads), visibility=visibility, origin=origin, idempotency_key=key)
        )
    finally:
        for upload in uploads:
            with suppress(OSError):
                upload.received.discard()


def _accepted(job: Job, request: Request, response: Response, view: View) -> JobOut:
    workshop: Workshop = request.app.state.workshop
    workshop.wake()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job_out(job, view, reader_language(request))
