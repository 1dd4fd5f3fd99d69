from __future__ import annotations

from typing import Any

import pytest

from kb.practices import (
    Maturity,
    PracticeState,
    Reuse,
    Statement,
    faults_of,
    missing_of,
    unlisted,
)
from tests.kb.practice_records import citation, record


def keys(**changes: Any) -> list[str]:
    return [fault.key for fault in faults_of(record(**changes))]


def test_a_complete_record_has_no_faults_in_any_state() -> None:
    assert keys() == keys(state=PracticeState.VALIDATED) == keys(state=PracticeState.REJECTED) == []
    assert keys(state=PracticeState.WITHDRAWN, withdrawn_reason="the fund is empty") == []


def test_a_statement_rests_on_a_quote_or_is_somebodys_own() -> None:
    assert keys(results=(Statement(text="It helped."),)) == ["practice_unsupported"]
    assert keys(results=(Statement(text="It helped.", by="An"),)) == []
    assert keys(results=(Statement(text="It helped.", evidence=(citation(),)),)) == []


@pytest.mark.parametrize(
    "text",
    ["an@pout.sn", "tel. 0470 12 34 56", "+221 77 123 45 67", "(09) 210.11-22", "mailto:x"],
)
def test_a_contact_is_no_address_and_no_number(text: str) -> None:
    assert keys(contact_role=text) == ["practice_private"]
    assert keys(reuses=(Reuse(by=text, when="2025", result="It runs."),)) == ["practice_private"]


@pytest.mark.parametrize("text", ["environment service of Pout", "wijkcomité 12", "coördinator 2023-2025", "SDG 6.1"])
def test_a_role_is_a_contact(text: str) -> None:
    assert keys(contact_role=text) == []


def test_maturity_has_a_reason() -> None:
    assert keys(maturity=Maturity.GOOD) == keys(maturity_reason="it lasts") == ["practice_maturity_alone"]
    assert keys(maturity=Maturity.GOOD, maturity_reason="it lasts") == []


@pytest.mark.parametrize("years", [(2025, 2023), (23, 25), (2023, 20250)])
def test_a_period_runs_forward_within_living_memory(years: tuple[int, int]) -> None:
    assert keys(from_year=years[0], to_year=years[1]) == ["practice_period"]


def test_one_year_is_a_period() -> None:
    assert keys(from_year=2024) == keys(to_year=2024) == keys(from_year=2024, to_year=2024) == []


@pytest.mark.parametrize("when", ["soon", "2025-13", "31-03-2025", ""])
def test_a_reuse_has_a_moment(when: str) -> None:
    assert keys(reuses=(Reuse(by="Deinze", when=when, result="It runs."),)) == ["practice_moment"]


def test_what_was_judged_good_is_complete() -> None:
    bare = {"title": "", "what_was_done": (), "partnerships": ()}
    assert keys(**bare) == []
    assert keys(**bare, state=PracticeState.VALIDATED) == ["practice_lacks"] * 4
    told = " ".join(fault.told("en") for fault in faults_of(record(**bare, state=PracticeState.VALIDATED)))
    assert all(name in told for name in ("Title", "What was done", "Evidence", "Partnership"))
    assert not missing_of(record())


def test_own_words_alone_are_no_evidence() -> None:
    own = record(what_was_done=(Statement(text="We tried.", by="An"),))
    assert [label.key for label in missing_of(own)] == ["practice_evidence"]
    assert not missing_of(record(what_was_done=own.what_was_done, evidence=(citation(),)))


def test_only_what_is_withdrawn_has_a_reason_for_it() -> None:
    assert keys(state=PracticeState.WITHDRAWN) == keys(withdrawn_reason="why") == ["practice_reason_missing"]


def test_what_is_cited_twice_is_one_citation() -> None:
    assert record(evidence=(citation(), citation(page=9))).citations() == (citation(), citation(page=9))


def test_values_that_were_there_stay_and_new_ones_are_listed() -> None:
    listed = {"partnerships": frozenset({"laarne-ouinhi"}), "countries": frozenset({"BJ"}), "themes": frozenset[str]()}
    assert unlisted(record(), None, listed) == []
    [misspelt] = unlisted(record(partnerships=("laarne-ouini",)), None, listed)
    assert "most like it: laarne-ouinhi" in misspelt.told("en")
    wanted = record(partnerships=("nowhere",), themes=("gone",))
    assert [fault.values["value"] for fault in unlisted(wanted, None, listed)] == ["nowhere", "gone"]
    assert [fault.values["value"] for fault in unlisted(wanted, record(themes=("gone",)), listed)] == ["nowhere"]
