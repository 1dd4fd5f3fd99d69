"""The registry of partnerships as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from kb.types import PartnershipType


class PartnershipOut(BaseModel):
    """A partnership of the registry; `period` are its first and last year."""

    id: str
    label: str
    type: PartnershipType
    flemish: list[str]
    partner: list[str]
    country: str
    country_label: str
    aliases: list[str]
    excluded: list[str]
    period: tuple[int, int] | None


class PartnershipsOut(BaseModel):
    """All partnerships, in the registry's order."""

    partnerships: list[PartnershipOut]


class CountedPartnershipOut(PartnershipOut):
    """A partnership with how many passages a filter on it gives."""

    passages: int


class CountedPartnershipsOut(BaseModel):
    """All partnerships with their passages, in the registry's order."""

    partnerships: list[CountedPartnershipOut]


class PartnershipSavedOut(BaseModel):
    """A partnership as it was saved, where, and what must happen before passages follow."""

    partnership: PartnershipOut
    file: str
    next: str


class PartnershipRemovedOut(BaseModel):
    """A partnership that was removed, and how many passages and practice records still carry it."""

    removed: str
    passages: int
    practices: int
    file: str
    next: str


class FaultOut(BaseModel):
    """What is wrong with an entry of the registry."""

    entry: str
    problem: str


class RegistryCheckOut(BaseModel):
    """Whether the registry is sound, and if not, all that is wrong with it."""

    sound: bool
    file: str
    problems: list[FaultOut]
