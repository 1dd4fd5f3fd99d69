"""A passage among its neighbours as JSON, and how its page is asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas import PassageOut


class PassageInContextOut(PassageOut):
    """A passage with those right before and right after it, all in reading order."""

    before: list[PassageOut]
    after: list[PassageOut]


class PageIn(BaseModel):
    """Which page of a passage is wanted as a picture (else its first), and how wide in pixels."""

    page: Annotated[int | None, Field(ge=1, le=1_000_000, description="another of the pages that it spans")] = None
    width: Annotated[int, Field(ge=100, le=3000, description="pixels from left to right")] = 1200
