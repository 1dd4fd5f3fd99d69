"""Practice records for tests: a complete one, and strategies for any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from kb.practice_json import record_json, record_of
from kb.practices import (
    FIELDS,
    Citation,
    Maturity,
    PracticeRecord,
    PracticeState,
    Reuse,
    Statement,
)

# Cells and quotes that tables and formulas stumble over.
_AWKWARD = (
    "=1+1",
    "'=x",
    "''@y",
    "+32",
    "-",
    "@a",
    'a "b"; c,d',
    "a\nb",
    "a\n\n\nb",
    "’s ochtends",
    "'t werkt",
    "<b>",
    " x ",
)
_TEXTS = st.one_of(st.sampled_from(_AWKWARD), st.text(min_size=1, max_size=40)).filter(lambda text: bool(_kept(text)))
_NAMES = st.lists(st.from_regex(r"[a-z][a-z-]{0,10}[a-z]", fullmatch=True), max_size=3, unique=True).map(tuple)
_MOMENTS = st.sampled_from(("2024", "2025-03", "2025-03-31"))
_YEARS = st.one_of(st.none(), st.integers(1990, 2030))

citations = st.builds(
    Citation,
    document_id=st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
    source=_TEXTS,
    title=_TEXTS,
    page=st.one_of(st.none(), st.integers(1, 900)),
    quote=_TEXTS,
)
_SEVERAL = st.lists(citations, max_size=2).map(tuple)
statements = st.one_of(
    st.builds(Statement, text=_TEXTS, evidence=st.lists(citations, min_size=1, max_size=2).map(tuple)),
    st.builds(Statement, text=_TEXTS, by=_TEXTS),
)
_SAID = st.lists(statements, max_size=3).map(tuple)
_REUSERS = _TEXTS.filter(lambda text: "@" not in text and sum(letter.isdigit() for letter in text) < 7)
_REUSES = st.lists(st.builds(Reuse, by=_REUSERS, when=_MOMENTS, result=_TEXTS), max_size=2).map(tuple)


def citation(**changes: Any) -> Citation:
    held = Citation(
        document_id="0" * 16, source="files/report", title="Report", page=3, quote="Tricycles collect waste."
    )
    return replace(held, **changes)


def record(**changes: Any) -> PracticeRecord:
    """A record that can be validated."""
    held = PracticeRecord(
        id="a" * 16,
        title="Waste by tricycle",
        language="en",
        what_was_done=(Statement(text="Tricycles collect waste.", evidence=(citation(),)),),
        partnerships=("laarne-ouinhi",),
        countries=("BJ",),
    )
    return replace(held, **changes)


@st.composite
def records(draw: st.DrawFn, practice_id: str = "a" * 16) -> PracticeRecord:
    """Any record that is as it must be."""
    rung = draw(st.one_of(st.none(), st.sampled_from(Maturity)))
    start, end = draw(_YEARS), draw(_YEARS)
    years = sorted(year for year in (start, end) if year)
    made = PracticeRecord(
        id=practice_id,
        title=draw(st.one_of(st.just(""), _TEXTS)),
        language=draw(st.sampled_from(("nl", "fr", "es", "en"))),
        evidence=draw(_SEVERAL),
        maturity=rung,
        maturity_reason=draw(_TEXTS) if rung else "",
        partnerships=draw(_NAMES),
        countries=draw(_NAMES),
        themes=draw(_NAMES),
        from_year=years[0] if years else None,
        to_year=years[-1] if len(years) > 1 else None,
        contact_role=draw(st.one_of(st.just(""), _REUSERS)),
    )
    said = {field: draw(_SAID) for field in FIELDS}
    return record_of(record_json(made.with_statements(said)))


@st.composite
def complete_records(draw: st.DrawFn, practice_id: str = "a" * 16) -> PracticeRecord:
    """Any record that has been judged, or can be."""
    base = record(id=practice_id)
    held = draw(records(practice_id))
    full = replace(
        held, title=held.title or base.title, what_was_done=base.what_was_done, partnerships=base.partnerships
    )
    state = draw(st.sampled_from(PracticeState))
    reason = draw(_TEXTS) if state is PracticeState.WITHDRAWN else ""
    return record_of(record_json(replace(full, state=state, withdrawn_reason=reason, reuses=draw(_REUSES))))


def _kept(text: str) -> str:
    """Returns what a record keeps of a text."""
    try:
        return record_of({"language": "en", "title": text}).title
    except UnicodeError:  # pragma: no cover
        return ""
