"""The routes of single passages: with their neighbours, the same practice elsewhere, and their page as a picture."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.admission import Seated
from api.answers import passage_out
from api.comparing import comparison_out
from api.comparison_schemas import ComparisonOut
from api.identity import DENIED, Seen
from api.languages import reader_language
from api.page_pictures import PictureCache, marked_page, page_place
from api.passage_schemas import PageIn, PassageInContextOut
from api.routes import UNKNOWN
from api.schemas import PassageOut, ProblemOut
from api.search_schemas import SimilarIn

MOST_NEIGHBOURS = 5
_PICTURE: dict[int | str, dict[str, Any]] = {
    **UNKNOWN,
    200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
}
router = APIRouter(
    prefix="/v1/passages/{passage_id}", tags=["passages"], responses={**DENIED, **UNKNOWN, 422: {"model": ProblemOut}}
)


# As in `api.routes`, these are no coroutines: the server runs them on threads.
@router.get("")
def passage(
    view: Seen,
    passage_id: str,
    neighbours: Annotated[
        int, Query(ge=0, le=MOST_NEIGHBOURS, description="so many passages before and after it as well")
    ] = 0,
) -> PassageInContextOut | PassageOut:
    """Returns a passage with its place, and its neighbours in reading order."""
    own = passage_out(view.passage(passage_id))
    if not neighbours:
        return own
    before, after = view.around(passage_id, neighbours)
    return PassageInContextOut(**dict(own), before=list(map(passage_out, before)), after=list(map(passage_out, after)))


@router.get("/similar", responses={503: {"model": ProblemOut}}, dependencies=[Seated])
def similar(request: Request, view: Seen, passage_id: str, asked: Annotated[SimilarIn, Query()]) -> ComparisonOut:
    """Returns the same practice elsewhere: the nearest passages of other partnerships, and what differs there."""
    found = view.similar(passage_id, limit=asked.limit, filters=asked.filters())
    return comparison_out(found, view.base.registry, reader_language(request))


@router.get("/page.webp", responses=_PICTURE, response_class=Response, dependencies=[Seated])
def page(request: Request, view: Seen, passage_id: str, asked: Annotated[PageIn, Query()]) -> Response:
    """Returns a picture of a page that the passage stands on, with the passage marked."""
    place = page_place(view, passage_id, asked.page, reader_language(request))
    held: PictureCache = request.app.state.pictures
    picture = marked_page(place, asked.width, held)
    mark = hashlib.sha256(picture).hexdigest()[:32]
    return Response(picture, media_type="image/webp", headers={"ETag": f'"{mark}"', "Cache-Control": _KEPT})


# A browser may show it again for a while without asking; nobody in between may keep it.
_KEPT = "private, max-age=300"
