"""What readers say of a passage on its page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response

from api.feedback_routes import noted
from api.identity import Known, Seen
from api.web_pages import PageRoute, leads_to
from kb.feedback import Verdict

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.post("/passages/{passage_id}/feedback")
def say(
    view: Seen,
    reader: Known,
    passage_id: str,
    verdict: Annotated[Verdict, Form()],
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Notes what a reader says of a passage, and shows it again with thanks."""
    noted(view, reader, passage_id, verdict, note=note)
    return leads_to(f"/passages/{passage_id}?said=yes")
