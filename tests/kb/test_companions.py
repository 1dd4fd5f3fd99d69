from __future__ import annotations

from dataclasses import replace

from kb.companions import country_along
from kb.decisions import Action, Decision
from kb.types import Evidence, EvidencePlace, Suggestion
from tests.kb.curated import decision, in_turn

COUNTRIES = {"laarne-ouinhi": "BJ", "bugesera": "RW", "karongi": "RW"}


def said(facet: str, value: str, *quotes: str, probability: float = 0.9) -> Suggestion:
    evidence = tuple(Evidence(where=EvidencePlace.TEXT, quote=quote) for quote in quotes)
    return Suggestion(facet=facet, value=value, probability=probability, evidence=evidence)


SAID = (said("partnership", "bugesera", "Bugesera"), said("country", "RW", "Bugesera"))


def along(main: Decision, *before: Decision, machine: tuple[Suggestion, ...] = SAID) -> Decision | None:
    return country_along(main, before, machine, COUNTRIES.get)


def accepting(*those: str) -> Decision:
    return decision("partnership", accepted=those)


def rejecting(*those: str) -> Decision:
    return decision("partnership", action=Action.REJECT, rejected=those)


def test_the_country_of_an_accepted_partnership_counts_with_it() -> None:
    main = accepting("laarne-ouinhi")
    assert along(main) == replace(main, facet="country", accepted=("BJ",))


def test_what_somebody_decided_of_a_country_stays() -> None:
    [no] = in_turn(decision("country", action=Action.REJECT, rejected=("BJ",)))
    assert along(accepting("laarne-ouinhi"), no) is None
    assert along(accepting("laarne-ouinhi", "karongi"), no) == replace(
        accepting("laarne-ouinhi", "karongi"), facet="country", accepted=("RW",)
    )


def test_a_country_that_came_along_was_not_decided_itself() -> None:
    [gone] = in_turn(rejecting("laarne-ouinhi"))
    came = replace(gone, facet="country", rejected=("BJ",))
    again = along(accepting("laarne-ouinhi"), gone, came)
    assert again
    assert again.accepted == ("BJ",)


def test_the_country_of_a_rejected_partnership_goes_if_nothing_else_tells_it() -> None:
    found = along(rejecting("bugesera"))
    assert found
    assert (found.facet, found.accepted, found.rejected) == ("country", (), ("RW",))


def test_a_country_that_the_text_names_itself_stays() -> None:
    machine = (SAID[0], said("country", "RW", "Bugesera", "Rwanda"))
    assert along(rejecting("bugesera"), machine=machine) is None


def test_a_country_that_another_partnership_is_of_stays() -> None:
    machine = (*SAID, said("partnership", "karongi", "Karongi"))
    assert along(rejecting("bugesera"), machine=machine) is None


def test_a_country_of_a_partnership_that_did_not_count_stays() -> None:
    machine = (said("partnership", "bugesera", "Bugesera", probability=0.3), said("country", "RW"))
    assert along(rejecting("bugesera"), machine=machine) is None


def test_a_partnership_in_the_place_of_another_brings_its_country() -> None:
    main = decision("partnership", action=Action.CORRECT, accepted=("laarne-ouinhi",), rejected=("bugesera",))
    assert along(main) == replace(main, facet="country", accepted=("BJ",), rejected=("RW",))
    beside = decision("partnership", action=Action.CORRECT, accepted=("karongi",), rejected=("bugesera",))
    assert along(beside) == replace(beside, facet="country", accepted=("RW",), rejected=())


def test_a_partnership_that_the_registry_forgot_has_no_country() -> None:
    assert along(accepting("forgotten"), machine=()) is None
