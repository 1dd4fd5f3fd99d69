"""What assistants are told: the shapes that they expect of `search` and `fetch`."""

from __future__ import annotations

from pydantic import BaseModel


class FoundPassage(BaseModel):
    """A passage that was found; `text` is a quotation."""

    id: str
    title: str
    url: str
    text: str
    page: int | None
    partnership: str | None
    language: str


class Found(BaseModel):
    """What was found, best first; nothing where no passage gives an answer."""

    results: list[FoundPassage]


class Place(BaseModel):
    """Where a quotation stands, and what is known of it."""

    source: str
    document_id: str
    page: int | None
    heading: str
    language: str
    kind: str
    year: int | None
    themes: list[str]
    countries: list[str]
    partnerships: list[str]


class Fetched(BaseModel):
    """A passage in full."""

    id: str
    title: str
    text: str
    url: str
    metadata: Place
