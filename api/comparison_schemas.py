"""The JSON of the same practice elsewhere."""

from __future__ import annotations

from pydantic import BaseModel

from api.schemas import PassageOut


class DifferenceOut(BaseModel):
    """A facet in which two passages differ, with what a reader sees of the values of each."""

    facet: str
    label: str
    here: list[str]
    there: list[str]


class ElsewhereOut(PassageOut):
    """A passage of another partnership; `results` are passages of its section that tell what came of it.

    `similarity` is the cosine of the two passages, -1 to 1; `shared_themes` are themes that both deal with.
    """

    similarity: float
    shared_themes: list[str]
    differences: list[DifferenceOut]
    results: list[str]


class ComparisonOut(BaseModel):
    """A passage, what came of it, and the same practice in other partnerships, the nearest of each first."""

    passage: PassageOut
    results: list[str]
    elsewhere: list[ElsewhereOut]
