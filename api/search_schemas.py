"""Questions as they arrive, by address or as JSON, and suggestions as they leave."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import FacetOut
from kb.asking import MAX_HITS, asked_filters
from kb.types import Filters, Order, Query, SearchMode

MOST_PER_PAGE = 100
MOST_SUGGESTIONS = 20

_Some = list[str]


class FiltersIn(BaseModel):
    """What an answer is limited to: repeated keys are alternatives, different keys combine."""

    country: Annotated[_Some, Field(description="ISO codes, such as BJ")] = []
    partnership: Annotated[_Some, Field(description="ids of the registry")] = []
    kind: Annotated[_Some, Field(description="lesson, good_practice, challenge, ...")] = []
    theme: Annotated[_Some, Field(description="ids or labels of the thesaurus")] = []
    sdg: Annotated[_Some, Field(description="numbers of goals, such as 6")] = []
    marker: Annotated[_Some, Field(description="gender, environment")] = []
    voice: Annotated[_Some, Field(description="claim, testimony, evaluation")] = []
    language: Annotated[_Some, Field(description="nl, fr, es, en")] = []
    year: Annotated[_Some, Field(description="such as 2024")] = []
    document_kind: Annotated[_Some, Field(description="report, testimonial, handbook, other")] = []

    def filters(self) -> Filters:
        """Returns the filters.

        Raises:
            UsageError: a theme is unknown.
        """
        return asked_filters({name: getattr(self, name) for name in FiltersIn.model_fields})


class SearchIn(FiltersIn):
    """A question with its filters, and the page of the answer that is wanted."""

    q: Annotated[str, Field(description="the question")]
    page: Annotated[int, Field(ge=1, le=MAX_HITS)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 10
    mode: SearchMode = SearchMode.HYBRID
    sort: Annotated[
        Order | None, Field(description="breadth (partnerships take turns, the default), relevance, newest")
    ] = None
    order: Annotated[Order | None, Field(description="the earlier name of `sort`", deprecated=True)] = None
    group: Annotated[Literal["partnership"] | None, Field(description="hits by partnership as well")] = None
    explain: Annotated[bool, Field(description="false leaves of the reasons the sentence alone")] = True

    def query(self) -> Query:
        """Returns the question.

        Raises:
            UsageError: a theme is unknown.
        """
        return Query(
            text=self.q,
            filters=self.filters(),
            mode=self.mode,
            limit=self.per_page,
            offset=(self.page - 1) * self.per_page,
            order=self.sort or self.__dict__["order"] or Order.BREADTH,  # reading it by its name warns
        )


class SearchBodyIn(SearchIn):
    """A question as JSON; a field that there is none of is refused, for it would limit nothing."""

    model_config = ConfigDict(extra="forbid")


class SimilarIn(FiltersIn):
    """What the same practice elsewhere is limited to."""

    limit: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 5


class SuggestIn(BaseModel):
    """What somebody has typed so far."""

    q: Annotated[str, Field(description="what is typed so far")]
    limit: Annotated[int, Field(ge=1, le=MOST_SUGGESTIONS, description="of each sort")] = 5


class SpellingOut(BaseModel):
    """A question as the passages spell it, and as it was typed."""

    corrected: str
    original: str


class SuggestedDocumentOut(BaseModel):
    """A document of such a title, with the number of its passages."""

    document_id: str
    title: str
    count: int


class SuggestOut(BaseModel):
    """What may be meant; `count` is how many passages each leads to, `spelling` is null where nothing changes."""

    query: str
    spelling: SpellingOut | None
    documents: list[SuggestedDocumentOut]
    themes: list[FacetOut]
    partnerships: list[FacetOut]
