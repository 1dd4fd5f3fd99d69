"""What a registry of partnerships must be like, so that its names link no passage wrongly.

All that is wrong is found at once: who keeps the file need not correct it one error after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kb.countries import countries, country_letters
from kb.messages import Saying
from kb.text import letters
from kb.types import Partnership, PartnershipType

# At the end of an alias: it stands for any ending ("portovejens*").
OPEN_END = "*"
# Fewer letters begin too many words that mean something else.
FEWEST_BEFORE_OPEN_END = 4

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEXTS = ("label", "type", "country")
_NAMES = ("flemish", "partner", "aliases", "excluded")
_FIELDS = (*_TEXTS, *_NAMES, "period")
_REQUIRED = (*_TEXTS, "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with an entry."""

    entry: str
    problem: Saying


def checked(rows: Mapping[str, Any]) -> tuple[tuple[Partnership, ...], tuple[Fault, ...]]:
    """Returns the entries of a registry that are right in themselves, and all that is wrong with it, entry by entry."""
    faults = [Fault(entry=name, problem=problem) for name, row in rows.items() for problem in _problems(name, row)]
    wrong = {fault.entry for fault in faults}
    found = tuple(_partnership(name, row) for name, row in rows.items() if name not in wrong)
    order = list(rows)
    return found, tuple(sorted([*faults, *_ambiguous(rows)], key=lambda fault: order.index(fault.entry)))


def _partnership(name: str, row: Mapping[str, Any]) -> Partnership:
    first, last = row.get("period", (None, None))
    return Partnership(
        id=name,
        label=row["label"],
        type=PartnershipType(row["type"]),
        flemish=tuple(row.get("flemish", ())),
        partner=tuple(row["partner"]),
        country=row["country"],
        aliases=tuple(row.get("aliases", ())),
        excluded=tuple(row.get("excluded", ())),
        period=(first, last) if first is not None else None,
    )


# --- an entry by itself -----------------------------------------------------------------------------------


def _problems(name: str, row: Any) -> Iterator[Saying]:  # noqa: ANN401 - whatever the file holds
    if not _ID.fullmatch(name):
        yield Saying("registry_id")
    if not isinstance(row, Mapping):
        yield Saying("registry_no_table")
        return
    for field in row:
        if field not in _FIELDS:
            yield Saying("registry_field", field=field, known=", ".join(_FIELDS))
    yield from (Saying("registry_lacks", field=field) for field in _REQUIRED if field not in row)
    yield from (problem for field in _TEXTS if field in row for problem in _text_problems(field, row[field]))
    yield from (problem for field in _NAMES if field in row for problem in _names_problems(field, row[field]))
    if "period" in row and not _is_period(row["period"]):
        yield Saying("registry_period", value=row["period"])


def _text_problems(field: str, value: Any) -> Iterator[Saying]:  # noqa: ANN401 - as above
    known = {"type": tuple(PartnershipType), "country": tuple(one.code for one in countries())}.get(field)
    if not isinstance(value, str) or not value.strip():
        yield Saying("registry_text", field=field)
    elif known and value not in known:
        yield Saying("registry_choice", field=field, value=value, known=", ".join(_plain(known)))


def _plain(choices: Iterable[str | StrEnum]) -> list[str]:
    return [str(choice) for choice in choices]


def _names_problems(field: str, value: Any) -> Iterator[Saying]:  # noqa: ANN401 - as above
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(name, str) for name in value):
        yield Saying("registry_names", field=field)
        return
    if field == "partner" and not value:
        yield Saying("registry_no_partner")
    for name in value:
        stem = name.removesuffix(OPEN_END)
        if not letters(stem) or OPEN_END in stem:
            yield Saying("registry_name", field=field, name=name)
        elif stem != name and (field != "aliases" or len(letters(stem)) < FEWEST_BEFORE_OPEN_END):
            yield Saying("registry_open_end", name=name, fewest=FEWEST_BEFORE_OPEN_END)


def _is_period(value: Any) -> bool:  # noqa: ANN401 - as above
    years = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
    whole = all(isinstance(year, int) and 1900 <= year <= 2100 for year in years)  # noqa: PLR2004 - four digits
    return whole and len(years) == 2 and years[0] <= years[1]  # noqa: PLR2004 - the first and the last


# --- the entries beside each other ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """A name that links to a partnership, by its folded letters."""

    entry: str
    name: str
    letters: str

    def meets(self, other: _Claim) -> bool:
        """Tells whether some word would answer to both names."""
        if self.name.endswith(OPEN_END) and other.letters.startswith(self.letters):
            return True
        return self.letters == other.letters or (
            other.name.endswith(OPEN_END) and self.letters.startswith(other.letters)
        )


def _ambiguous(rows: Mapping[str, Any]) -> Iterator[Fault]:
    """Yields the names that would link passages to what they do not mean."""
    claims = list(_claims(rows, "partner", "aliases"))
    flemish = {claim.letters: claim.entry for claim in reversed(list(_claims(rows, "flemish")))}
    for place, claim in enumerate(claims):
        if claim.letters in country_letters():
            yield Fault(entry=claim.entry, problem=Saying("registry_country_name", name=claim.name))
        if claim.letters in flemish:
            problem = Saying("registry_flemish_name", name=claim.name, other=flemish[claim.letters])
            yield Fault(entry=claim.entry, problem=problem)
        for earlier in claims[:place]:
            if earlier.entry != claim.entry and claim.meets(earlier):
                problem = Saying("registry_shared_name", name=claim.name, other=earlier.entry)
                yield Fault(entry=claim.entry, problem=problem)


def _claims(rows: Mapping[str, Any], *fields: str) -> Iterator[_Claim]:
    """Yields the names of some fields that can be read, also of entries that are wrong otherwise."""
    for entry, row in rows.items():
        for field in fields:
            names = row.get(field) if isinstance(row, Mapping) else None
            readable = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
            yield from (_Claim(entry, name, letters(name)) for name in readable if letters(name))
