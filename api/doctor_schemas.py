"""Whether a deployment is sound, as JSON."""

from __future__ import annotations

from pydantic import BaseModel


class FindingOut(BaseModel):
    """How one thing is: `grade` is ok, warning or fault; `message` says what was found and what to do."""

    thing: str
    grade: str
    message: str


class DoctorOut(BaseModel):
    """Whether a deployment is sound: nothing is a fault."""

    sound: bool
    findings: list[FindingOut]
