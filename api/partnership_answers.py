"""The registry of partnerships as JSON, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.partnership_schemas import CountedPartnershipOut, FaultOut, PartnershipOut, PartnershipsOut
from kb.countries import countries
from kb.registry_rules import Fault
from kb.types import Partnership


def partnership_out(one: Partnership, language: str) -> PartnershipOut:
    """Returns a partnership as JSON."""
    return PartnershipOut(
        id=one.id,
        label=one.label,
        type=one.type,
        flemish=list(one.flemish),
        partner=list(one.partner),
        country=one.country,
        country_label=country_name(one, language),
        aliases=list(one.aliases),
        excluded=list(one.excluded),
        period=one.period,
    )


def partnerships_out(found: Iterable[Partnership], language: str) -> PartnershipsOut:
    """Returns partnerships as JSON."""
    return PartnershipsOut(partnerships=[partnership_out(one, language) for one in found])


def counted_out(one: Partnership, language: str, counts: Mapping[str, int]) -> CountedPartnershipOut:
    """Returns a partnership as JSON, with how many passages a filter on it gives."""
    return CountedPartnershipOut(**dict(partnership_out(one, language)), passages=counts.get(one.id, 0))


def fault_out(fault: Fault, language: str) -> FaultOut:
    """Returns what is wrong with an entry as JSON."""
    return FaultOut(entry=fault.entry, problem=fault.problem.told(language))


def country_name(one: Partnership, language: str) -> str:
    """Returns what the partner's country is called."""
    return next(country.names[language] for country in countries() if country.code == one.country)
