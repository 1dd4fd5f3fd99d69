"""The routes of what readers say of passages: parse, call, render."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.feedback_schemas import FeedbackIn, FeedbackListOut, FeedbackOut
from api.identity import DENIED, Curating, Known, Seen
from api.routes import MOST_PER_PAGE, UNKNOWN
from api.schemas import ProblemOut
from kb.access import Reader, Scope
from kb.feedback import Feedback, FeedbackStore, Verdict
from kb.view import View

router = APIRouter(prefix="/v1/feedback", tags=["feedback"], responses={**DENIED, 422: {"model": ProblemOut}})


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.post("", status_code=201, responses=UNKNOWN)
def say(view: Seen, reader: Known, said: FeedbackIn) -> FeedbackOut:
    """Takes what a reader says of a passage that they were shown."""
    kept = noted(view, reader, said.passage_id, said.verdict, question=said.question, note=said.note)
    return FeedbackOut.model_validate(kept, from_attributes=True)


@router.get("")
def feedback(
    view: Seen,
    reader: Curating,
    verdict: Verdict | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
) -> FeedbackListOut:
    """Lists what readers said of passages that the curator may see, the last first."""
    # What was said of documents that are gone is for administrators, as what was decided of them is.
    among = None if reader.may(Scope.ADMIN) else {one.document_id for one in view.titles()}
    found = FeedbackStore(view.base.catalog).all(verdict, among)
    shown = found[(page - 1) * per_page : page * per_page]
    return FeedbackListOut(
        total=len(found), feedback=[FeedbackOut.model_validate(one, from_attributes=True) for one in shown]
    )


def noted(  # noqa: PLR0913 - all that a reader says
    view: View, reader: Reader, passage_id: str, verdict: Verdict, *, question: str = "", note: str = ""
) -> Feedback:
    """Returns what a reader says of a passage, as it is kept.

    Raises:
        UnknownError: they see no passage of that id.
    """
    document_id = view.passage(passage_id).passage.document_id
    store = FeedbackStore(view.base.catalog)
    return store.add(passage_id, document_id, verdict, who=reader.name, question=question, note=note)
