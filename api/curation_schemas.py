"""Curation as JSON: what leaves the system, the same from the command line and over HTTP, and what comes in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from kb.types import JudgedFacet

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(description="who decides; who is known by name signs with that"),
]
Note = Annotated[str, Field(max_length=5000)]
Values = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=50)]


class ValueOut(BaseModel):
    """A value, and what a reader sees for it."""

    value: str
    label: str


class EvidenceOut(BaseModel):
    """What a suggestion rests on; `start` and `end` are offsets into the passage's text, null where it is elsewhere."""

    where: str
    quote: str
    start: int | None
    end: int | None


class StandingOut(BaseModel):
    """A passage with the values that it is found by now."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None
    heading: str
    text: str
    language: str
    kind: ValueOut
    themes: list[ValueOut]
    partnerships: list[ValueOut]
    countries: list[ValueOut]


class ItemOut(BaseModel):
    """A suggestion that waits for judgement; `counts` tells whether it is in filters and facets now."""

    facet: str
    value: str
    label: str
    probability: float
    counts: bool
    evidence: list[EvidenceOut]
    passage: StandingOut


class QueueOut(BaseModel):
    """A page of the queue, and how many suggestions wait in all."""

    total: int
    items: list[ItemOut]


class DecisionOut(BaseModel):
    """What somebody decided of a passage, which `quote` is the text of; `source` is null where the document is gone.

    `undoes` is the decision that this one takes back; `undone` tells that it was taken back itself.
    """

    decision_id: int
    at: str
    who: str
    action: str
    document_id: str
    source: str | None
    quote: str
    facet: str
    accepted: list[ValueOut]
    rejected: list[ValueOut]
    note: str
    undoes: int | None
    undone: bool


class OutcomeOut(BaseModel):
    """What was decided, and the passages concerned as they are now, the one that was asked for first."""

    decisions: list[DecisionOut]
    passages: list[StandingOut]


class DecisionsOut(BaseModel):
    """A page of decisions, the last one first, and how many there are in all."""

    total: int
    decisions: list[DecisionOut]


class DecisionsExportOut(BaseModel):
    """A file with decisions."""

    file: str
    decisions: int


class DecisionsImportOut(BaseModel):
    """How many decisions of a file are new, and how many were there already."""

    added: int
    unchanged: int


class DecisionIn(BaseModel):
    """A judgement of one facet: `accept` has values that count, `reject` values that do not, `correct` either or both.

    The kind that a new one takes the place of need not be told.
    """

    by: Name | None = None
    action: Literal["accept", "correct", "reject"]
    facet: JudgedFacet
    accepted: Values = []
    rejected: Values = []
    note: Note = ""


class UndoIn(BaseModel):
    """Who takes a decision back, and why."""

    by: Name | None = None
    note: Note = ""
