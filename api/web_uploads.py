"""The pages of uploads: sending files, and how far they are, with reasons for what could not be read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.identity import Reading, Seen, Writing
from api.uploads_form import MOST_FILES, received_form
from api.uploads_routes import own_job, own_visibility, taken_in
from api.uploads_schemas import job_out
from api.web_language import page_language
from api.web_pages import PageRoute, leads_to, page
from api.web_visibility import chosen_visibility
from api.workshop import Workshop
from kb.access import Scope
from kb.jobs import Job

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SHOWN_JOBS = 10


@router.get("/uploads")
def uploads_page(request: Request, view: Seen, reader: Writing) -> Response:
    """Shows the form for sending files, and the last jobs of who looks."""
    whose = None if reader.may(Scope.ADMIN) else reader.name
    _, found = view.base.jobs.jobs(whose, _SHOWN_JOBS, 0)
    language, most = page_language(request), view.base.config.max_file_mb
    jobs = [job_out(job, view, language) for job in found]
    return page(request, "uploads.html", jobs=jobs, most_files=MOST_FILES, most_mb=most)


@router.post("/uploads")
async def send(request: Request, view: Seen, reader: Writing) -> Response:
    """Takes files in, and leads to the page that tells how far they are."""
    most_mb = view.base.config.max_file_mb
    async with received_form(request, "files", MOST_FILES, most_mb, ("visibility", "groups")) as form:
        visibility = own_visibility(reader, chosen_visibility(form.visibility or "", form.groups) or None)
        job = await run_in_threadpool(taken_in, view.base, reader, form, visibility=visibility, key=None)
    workshop: Workshop = request.app.state.workshop
    workshop.wake()
    return leads_to(f"/uploads/{job.id}")


@router.get("/uploads/{job_id}")
def job_page(request: Request, job: Annotated[Job, Depends(own_job)], view: Seen, _reader: Reading) -> Response:
    """Shows how far a job is, file by file."""
    return page(request, "job.html", job=job_out(job, view, page_language(request)))
