"""Documents as they are asked for, and lists of them as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas import DocumentOut
from api.search_schemas import MOST_PER_PAGE
from kb.document_list import DocumentOrder, WantedDocuments
from kb.types import DocumentKind

_Language = Literal["nl", "fr", "es", "en"]
_Year = Annotated[int, Field(ge=0, le=9999)]


class DocumentsIn(BaseModel):
    """Which documents are wanted: repeated keys are alternatives, different keys combine."""

    q: Annotated[str, Field(max_length=200, description="words that the title holds")] = ""
    kind: list[DocumentKind] = []
    language: list[_Language] = []
    year: list[_Year] = []
    partnership: Annotated[list[str], Field(description="ids of the registry")] = []
    country: Annotated[list[str], Field(description="ISO codes, such as BJ")] = []
    sort: DocumentOrder = DocumentOrder.TITLE
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 20

    def wanted(self) -> WantedDocuments:
        """Returns which documents are wanted."""
        return WantedDocuments(
            kinds=tuple(self.kind),
            languages=tuple(self.language),
            years=tuple(self.year),
            partnerships=tuple(self.partnership),
            countries=tuple(code.upper() for code in self.country),
            words=self.q,
        )


class DocumentRowOut(BaseModel):
    """A document in a list; `passages` is how many it has."""

    document_id: str
    title: str
    source: str
    kind: str
    language: str
    year: int | None
    pages: int | None
    countries: list[str]
    partnerships: list[str]
    passages: int


class OwnDocumentRowOut(DocumentRowOut):
    """A document in a list, for who may write: with who may see it."""

    visibility: str


class DocumentsOut(BaseModel):
    """A page of documents; `total` counts those of all pages."""

    total: int
    documents: list[OwnDocumentRowOut | DocumentRowOut]


class OwnDocumentOut(DocumentOut):
    """A document, for who may write: with who may see it."""

    visibility: str
