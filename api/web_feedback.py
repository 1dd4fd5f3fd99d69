"""What readers say of a passage on its page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.identity import Known, Seen
from api.web_pages import PageRoute
from kb.feedback import FeedbackStore, Verdict

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_SEE_OTHER = 303


@router.post("/passages/{passage_id}/feedback")
def say(
    view: Seen,
    reader: Known,
    passage_id: str,
    verdict: Annotated[Verdict, Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Notes what a reader says of a passage, and shows it again with thanks."""
    document_id = view.passage(passage_id).passage.document_id
    store = FeedbackStore(view.base.catalog)
    store.add(passage_id, document_id, verdict, who=reader.name, question="", note=note)
    return RedirectResponse(f"/passages/{passage_id}?said=yes", status_code=_SEE_OTHER)
