"""Practice records: what staff make of passages, a field at a time, each with the evidence that it rests on.

The fields follow the templates of the field (the ILO's and FAO's for good practices, the IFRC's for lessons, PANORAMA's
building blocks); maturity is FAO's ladder. Nothing here reads or writes: these are the words and the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from kb.messages import Saying

# What has statements, in the order in which a record is read.
FIELDS = ("what_was_done", "context", "results", "success_factors", "did_not_work", "transfer_conditions")
FIELD_LABELS = {
    "title": "practice_title",
    "what_was_done": "practice_what_was_done",
    "context": "practice_context",
    "results": "practice_results",
    "success_factors": "practice_success_factors",
    "did_not_work": "practice_did_not_work",
    "transfer_conditions": "practice_transfer_conditions",
    "evidence": "practice_evidence",
    "partnerships": "practice_partnerships",
    "contact_role": "practice_contact_role",
    "reuses": "practice_reuses",
}

# Whoever writes a year outside of these has mistyped it: there are no partnerships before, and no plans after.
FIRST_YEAR, LAST_YEAR = 1950, 2100

_MAIL = re.compile(r"\S@\S|\bmailto:", re.IGNORECASE)
# Numbers as people write them, with spaces, dots, dashes, slashes, brackets: seven digits are no year, but a period is.
_PHONE = re.compile(r"\+?\(?\d(?:[\s./()-]{0,2}\d){6,}")
_PERIOD = re.compile(r"\b(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d\b")
_MOMENT = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Maturity(StrEnum):
    """How far a practice has come, on FAO's ladder.

    Promising: it worked in one place, and may elsewhere. Good: shown to work, with results that last.
    Institutionalised: it has become part of rules, budgets or routine.
    """

    PROMISING = "promising"
    GOOD = "good"
    INSTITUTIONALISED = "institutionalised"


class PracticeState(StrEnum):
    """What people have made of a record so far."""

    SUGGESTED = "suggested"
    VALIDATED = "validated"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote from a document: by these two it is found again; the others say where it stood when it was cited."""

    document_id: str
    source: str
    title: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a field says, with the quotes that it rests on; `by` names the curator whose own statement it is."""

    text: str
    evidence: tuple[Citation, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """Who took a practice over, when (2025, 2025-03 or 2025-03-31), and with what result."""

    by: str
    when: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRecord:
    """A lesson or good practice.

    A field without statements is "not stated". `evidence` are passages that bear on the whole, such as testimonies;
    `contact_role` is a role, never a person's name or address.
    """

    id: str
    title: str
    language: str
    what_was_done: tuple[Statement, ...] = ()
    context: tuple[Statement, ...] = ()
    results: tuple[Statement, ...] = ()
    success_factors: tuple[Statement, ...] = ()
    did_not_work: tuple[Statement, ...] = ()
    transfer_conditions: tuple[Statement, ...] = ()
    evidence: tuple[Citation, ...] = ()
    maturity: Maturity | None = None
    maturity_reason: str = ""
    partnerships: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None
    contact_role: str = ""
    state: PracticeState = PracticeState.SUGGESTED
    reuses: tuple[Reuse, ...] = ()
    withdrawn_reason: str = ""

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Yields the statements with the names of their fields, in order."""
        for field in FIELDS:
            for statement in getattr(self, field):
                yield field, statement

    def with_statements(self, said: Mapping[str, tuple[Statement, ...]]) -> PracticeRecord:
        """Returns the record with what some of its fields say in place of what they said."""
        return replace(self, **said)  # type: ignore[arg-type]  # names of fields

    def citations(self) -> tuple[Citation, ...]:
        """Returns all that is cited, each once."""
        cited = (citation for _, statement in self.statements() for citation in statement.evidence)
        return tuple(dict.fromkeys((*cited, *self.evidence)))


def faults_of(record: PracticeRecord) -> list[Saying]:
    """Returns what no record may be, a sentence each; none if all is well."""
    unsupported = [field for field, one in record.statements() if not one.evidence and not one.by]
    return [
        *(Saying("practice_unsupported", field=label(field)) for field in dict.fromkeys(unsupported)),
        *_private(record),
        *_maturity_faults(record),
        *_period_faults(record),
        *_state_faults(record),
    ]


def missing_of(record: PracticeRecord) -> list[Saying]:
    """Returns what a record lacks to be validated, as the names of fields."""
    there = {
        "title": bool(record.title),
        "what_was_done": bool(record.what_was_done),
        "evidence": bool(record.citations()),
        "partnerships": bool(record.partnerships),
    }
    return [label(name) for name, given in there.items() if not given]


def unlisted(
    record: PracticeRecord, before: PracticeRecord | None, listed: Mapping[str, frozenset[str]]
) -> list[Saying]:
    """Returns which values that were not there before are unknown; what once was entered stays, whatever is listed.

    Args:
        record: as it shall be.
        before: as it was, None for a new one.
        listed: the known partnerships, countries and themes, by the names of these fields.
    """
    return [
        Saying("practice_unlisted", field=field, value=value, near=_nearest(value, known))
        for field, known in listed.items()
        for value in getattr(record, field)
        if value not in known and (before is None or value not in getattr(before, field))
    ]


def _nearest(value: str, known: frozenset[str]) -> str:
    return ", ".join(get_close_matches(value, sorted(known), n=3, cutoff=0)) or "–"


def label(field: str) -> Saying:
    """Returns the name of a field as its reader sees it."""
    return Saying(FIELD_LABELS[field])


def _private(record: PracticeRecord) -> list[Saying]:
    open_to_all = [("contact_role", record.contact_role), *(("reuses", reuse.by) for reuse in record.reuses)]
    return [
        Saying("practice_private", field=label(field), value=text)
        for field, text in open_to_all
        if _MAIL.search(text) or _PHONE.search(_PERIOD.sub("", text))
    ]


def _maturity_faults(record: PracticeRecord) -> list[Saying]:
    if bool(record.maturity) == bool(record.maturity_reason):
        return []
    return [Saying("practice_maturity_alone")]


def _period_faults(record: PracticeRecord) -> list[Saying]:
    years = [year for year in (record.from_year, record.to_year) if year is not None]
    in_order = years == sorted(years) and all(FIRST_YEAR <= year <= LAST_YEAR for year in years)
    wrong = [reuse.when for reuse in record.reuses if not _MOMENT.fullmatch(reuse.when)]
    return [
        *([] if in_order else [Saying("practice_period", start=record.from_year or "–", end=record.to_year or "–")]),
        *(Saying("practice_moment", value=when) for when in wrong),
    ]


def _state_faults(record: PracticeRecord) -> list[Saying]:
    is_withdrawn = record.state is PracticeState.WITHDRAWN
    missing = missing_of(record) if record.state in {PracticeState.VALIDATED, PracticeState.WITHDRAWN} else []
    return [
        *([Saying("practice_reason_missing")] if is_withdrawn != bool(record.withdrawn_reason) else []),
        *(Saying("practice_lacks", field=field) for field in missing),
    ]
