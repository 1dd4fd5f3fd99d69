"""The country that is decided together with a partnership, unless somebody decided the country itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kb.decisions import COUNTRY, PARTNERSHIP, Decision, verdict
from kb.types import LIKELY, Suggestion


def country_along(
    main: Decision,
    before: Sequence[Decision],
    said: Sequence[Suggestion],
    country_of: Callable[[str], str | None],
) -> Decision | None:
    """Returns what a decision on partnerships decides of countries, None if nothing.

    The country of an accepted partnership counts with it. That of a rejected one goes with it, if no other partnership
    of that country counts, and nothing but the rejected one tells it.

    Args:
        main: the decision on partnerships.
        before: the earlier decisions on the passage that stand, in order.
        said: what the machine says of the passage.
        country_of: returns the country of a partnership.
    """
    own = verdict(_of_countries_alone(before))
    count_before = verdict(before).values(PARTNERSHIP, said)
    count_now = verdict([*before, main]).values(PARTNERSHIP, said)
    left = {country_of(one) for one in count_now}
    gained = (country_of(one) for one in main.accepted)
    gone = [one for one in main.rejected if one in count_before]
    lost = (country_of(one) for one in gone if country_of(one) not in left and _is_told_by(gone, country_of(one), said))
    accepted, rejected = (
        tuple(dict.fromkeys(code for code in codes if code and not own.settles(COUNTRY, code)))
        for codes in (gained, lost)
    )
    if not accepted and not rejected:
        return None
    return replace(main, facet=COUNTRY, accepted=accepted, rejected=rejected)


def _of_countries_alone(decisions: Iterable[Decision]) -> list[Decision]:
    """Returns the decisions on countries that came with none on partnerships."""
    every = list(decisions)
    along = {(one.at, one.who) for one in every if one.facet == PARTNERSHIP}
    return [one for one in every if one.facet == COUNTRY and (one.at, one.who) not in along]


def _is_told_by(partnerships: Sequence[str], country: str | None, said: Sequence[Suggestion]) -> bool:
    """Tells whether what the machine's country rests on is what some partnerships rest on, and nothing else."""
    quotes = {
        evidence.quote
        for one in said
        if one.facet == PARTNERSHIP and one.value in partnerships
        for evidence in one.evidence
    }
    likely = (one for one in said if one.facet == COUNTRY and one.value == country and one.probability >= LIKELY)
    return all(evidence.quote in quotes for one in likely for evidence in one.evidence)
