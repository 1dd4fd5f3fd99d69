"""Practice records as JSON: what leaves the system, the same from the command line and over HTTP, and what comes in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from kb.practice_states import Step

Name = Annotated[
    str, Field(min_length=1, max_length=200, description="who does this; who is known by name signs with that")
]
Note = Annotated[str, Field(max_length=5000)]


class PlaceOut(BaseModel):
    """A passage that says what is quoted."""

    passage_id: str
    page: int | None
    page_label: str | None


class CitationOut(BaseModel):
    """What is quoted, where it stood when it was, and in `places` where it stands now.

    There are none if the document says it no more; `document_is_there` tells whether it is gone altogether.
    """

    document_id: str
    source: str
    title: str
    page: int | None
    quote: str
    document_is_there: bool
    places: list[PlaceOut]


class StatementOut(BaseModel):
    """What a field says, with its evidence; `by` names the curator whose own statement it is."""

    text: str
    evidence: list[CitationOut]
    by: str


class ReuseOut(BaseModel):
    """Who took the practice over, when, and with what result."""

    by: str
    when: str
    result: str


class PracticeSummary(BaseModel):
    """A record in a list."""

    practice_id: str
    version: int
    changed_at: str
    title: str
    language: str
    state: str
    maturity: str | None
    partnerships: list[str]
    countries: list[str]
    themes: list[str]
    from_year: int | None
    to_year: int | None
    reuses: list[ReuseOut]


class PracticeOut(PracticeSummary):
    """A record; a field without statements is not stated. `version` goes with an edit of what was read."""

    what_was_done: list[StatementOut]
    context: list[StatementOut]
    results: list[StatementOut]
    success_factors: list[StatementOut]
    did_not_work: list[StatementOut]
    transfer_conditions: list[StatementOut]
    evidence: list[CitationOut]
    maturity_reason: str
    contact_role: str
    withdrawn_reason: str
    possible: list[str]


class PracticesOut(BaseModel):
    """A page of the records that were asked for, the one that was changed last first."""

    total: int
    practices: list[PracticeSummary]


class EventOut(BaseModel):
    """A change: who did what and when, and the state after it; `changed` names the fields that are others since."""

    version: int
    at: str
    who: str
    action: str
    note: str
    state: str
    changed: list[str]


class HistoryOut(BaseModel):
    """All changes of a record, the first one first."""

    practice_id: str
    events: list[EventOut]


class ExportOut(BaseModel):
    """A file with records."""

    file: str
    practices: int


class ImportOut(BaseModel):
    """How many records of a file are new, were changed by it, and were as they are."""

    added: int
    changed: int
    unchanged: int


class CitationIn(BaseModel):
    """A quote: of a passage (all of it, or `quote`), or of a document that says it."""

    passage_id: str | None = None
    document_id: str | None = None
    source: str | None = None
    title: str | None = None
    page: int | None = None
    quote: str | None = None


class StatementIn(BaseModel):
    """What a field says, with its evidence, ids of passages for short; or in `by` the curator whose own words it is."""

    text: str
    evidence: list[CitationIn | str] = []
    by: str = ""


class PracticeIn(BaseModel):
    """The content of a record; state and reuses have routes of their own."""

    title: str
    language: str
    what_was_done: list[StatementIn] = []
    context: list[StatementIn] = []
    results: list[StatementIn] = []
    success_factors: list[StatementIn] = []
    did_not_work: list[StatementIn] = []
    transfer_conditions: list[StatementIn] = []
    evidence: list[CitationIn | str] = []
    maturity: str | None = None
    maturity_reason: str = ""
    partnerships: list[str] = []
    countries: list[str] = []
    themes: list[str] = []
    from_year: int | None = None
    to_year: int | None = None
    contact_role: str = ""


class NewIn(BaseModel):
    """A new record."""

    by: Name | None = None
    note: Note = ""
    practice: PracticeIn


class EditIn(NewIn):
    """Another content for a record; `version` is that of the record it is based on."""

    version: int


class StepIn(BaseModel):
    """A change of state; `note` is the reason, which withdrawing must have."""

    by: Name | None = None
    action: Step
    note: Note = ""
    version: int | None = None


class ReuseIn(BaseModel):
    """Somebody took the practice over; `when` is a year, a month (2025-03) or a day."""

    by: Name | None = None
    note: Note = ""
    reuse: ReuseOut
    version: int | None = None
