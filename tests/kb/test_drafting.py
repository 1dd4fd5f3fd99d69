from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.drafting import draft
from kb.practices import FIELDS, PracticeRecord, faults_of
from kb.rows import StoredPassage
from kb.text import digest
from kb.types import Document, DocumentKind, Passage, PracticeKind

TITLE = "Afvalophaling met driewielers"
SECTIONS = {
    PracticeKind.CONTEXT: ("Situatie", "Drie gemeenten haalden elk apart afval op."),
    PracticeKind.GUIDANCE: ("Hoe de ophaling werkt", "Elke wijk heeft een bestuurder en een helper."),
    PracticeKind.RESULT: ("Resultaten", "Van de huishoudens betaalt 62%."),
    PracticeKind.CHALLENGE: ("Uitdagingen", "In het regenseizoen zijn vier wijken onbereikbaar."),
    PracticeKind.OPPORTUNITY: ("Opportuniteiten", "Compost kan geld opbrengen."),
    PracticeKind.LESSON: (
        "Geleerde lessen",
        "Begin klein. Start alleen als honderd huishoudens betaalden. Hang dagen uit.",
    ),
    PracticeKind.TESTIMONY: ("Getuigenis", "“Wij vertrouwen de kas,” zegt een buurvrouw."),
}


def stored(position: int, text: str, **changes: Any) -> StoredPassage:
    document = Document(
        id=digest(changes.pop("document", "report")),
        origin="/report",
        source="files/report.docx",
        content_hash="",
        title=changes.pop("title", TITLE),
        kind=DocumentKind.REPORT,
        language="nl",
        year=2024,
        pages=None,
    )
    held = {"headings": (), "kind": PracticeKind.CONTEXT, "year": 2024, "partnerships": ("laarne-ouinhi",), **changes}
    passage = Passage(
        id=digest(document.id, text, str(position)),
        document_id=document.id,
        position=position,
        text=text,
        context="",
        pages=(1,),
        language="nl",
        countries=("BJ",),
        document_kind=DocumentKind.REPORT,
        **held,
    )
    return StoredPassage(number=position, passage=passage, document=document)


@pytest.fixture
def report() -> dict[PracticeKind, StoredPassage]:
    return {
        kind: stored(n, text, headings=(heading,), kind=kind)
        for n, (kind, (heading, text)) in enumerate(SECTIONS.items())
    }


Report = dict[PracticeKind, StoredPassage]


def said(record: PracticeRecord) -> dict[str, list[str]]:
    return {field: [one.text for one in getattr(record, field)] for field in FIELDS}


def test_each_kind_has_its_field_and_a_lesson_tells_conditions_apart(report: Report) -> None:
    record = draft("a" * 16, list(report.values()), [])
    assert said(record) == {
        "what_was_done": [SECTIONS[PracticeKind.GUIDANCE][1]],
        "context": [SECTIONS[PracticeKind.CONTEXT][1]],
        "results": [SECTIONS[PracticeKind.RESULT][1]],
        "success_factors": ["Begin klein.", "Hang dagen uit."],
        "did_not_work": [SECTIONS[PracticeKind.CHALLENGE][1]],
        "transfer_conditions": ["Start alleen als honderd huishoudens betaalden."],
    }
    quoted = [citation.quote for citation in record.evidence]
    assert quoted == [SECTIONS[kind][1] for kind in (PracticeKind.OPPORTUNITY, PracticeKind.TESTIMONY)]
    assert not faults_of(record)


def test_the_rest_of_the_section_fills_in_what_the_chosen_does_not_say(report: Report) -> None:
    lesson = report[PracticeKind.LESSON]
    record = draft("a" * 16, [lesson], list(report.values()))
    assert said(record)["results"] == [SECTIONS[PracticeKind.RESULT][1]]
    assert said(record)["success_factors"] == ["Begin klein.", "Hang dagen uit."]
    assert [citation.quote for citation in record.evidence] == [SECTIONS[PracticeKind.TESTIMONY][1]]
    assert (record.title, record.language, record.from_year, record.to_year) == (TITLE, "nl", 2024, 2024)
    assert (record.partnerships, record.countries, record.maturity) == (("laarne-ouinhi",), ("BJ",), None)


@pytest.mark.parametrize(
    "changes",
    [{"partnerships": ("mol-santo-tomas",)}, {"position": 40}, {"document": "another"}, {"headings": ("Het budget",)}],
)
def test_what_speaks_of_something_else_fills_in_nothing(changes: dict[str, Any]) -> None:
    lesson = stored(0, "Begin klein.", kind=PracticeKind.LESSON, headings=("De ophaling", "Geleerde lessen"))
    changed = {"position": 1, "headings": ("De ophaling", "Resultaten"), "kind": PracticeKind.RESULT, **changes}
    other = stored(text="Het lukte.", **changed)
    assert not draft("a" * 16, [lesson], [lesson, other]).results
    near = {**changed, "position": 1, "headings": ("De ophaling", "Resultaten"), "partnerships": ()}
    near.pop("document", None)
    assert draft("a" * 16, [lesson], [lesson, stored(text="Het lukte.", **near)]).results


def test_what_names_no_partnership_may_speak_of_any_in_a_report_of_many() -> None:
    lesson = stored(0, "Begin klein.", kind=PracticeKind.LESSON, headings=("Geleerde lessen",))
    changed = {"kind": PracticeKind.CHALLENGE, "headings": ("Uitdagingen",)}
    general = stored(1, "In bijna elk land is er vertraging.", partnerships=(), **changed)
    own = stored(2, "De helling was te steil.", **changed)
    assert said(draft("a" * 16, [lesson], [lesson, general, own]))["did_not_work"] == ["De helling was te steil."]


def test_neighbours_fill_in_a_page_at_most_and_the_nearest() -> None:
    lesson = stored(5, "Begin klein.", kind=PracticeKind.LESSON)
    others = [stored(n, f"Resultaat {n}.", kind=PracticeKind.RESULT) for n in (0, 1, 4, 6)]
    assert said(draft("a" * 16, [lesson], others))["results"] == ["Resultaat 4.", "Resultaat 6."]


def test_the_same_words_in_two_reports_are_one_statement_with_both_sources() -> None:
    both = [stored(0, "Begin klein.", kind=PracticeKind.LESSON, document=name) for name in ("a", "b")]
    [statement] = draft("a" * 16, both, []).success_factors
    assert len(statement.evidence) == 2


def test_conditions_may_have_a_heading_of_their_own() -> None:
    chosen = stored(0, "Een kas met twee sleutels.", kind=PracticeKind.GUIDANCE, headings=("Voorwaarden",))
    assert said(draft("a" * 16, [chosen], []))["transfer_conditions"] == ["Een kas met twee sleutels."]


@pytest.mark.parametrize(
    ("headings", "title", "expected"),
    [
        (("2 Afval", "2.1 Marktgelden die je kunt narekenen"), TITLE, "Marktgelden die je kunt narekenen"),
        (("Afval", "Resultaten"), TITLE, "Afval"),
        (("Resultaten",), TITLE, TITLE),
        (("Resultaten",), "Resultaten", "Begin klein."),
        ((), "woord " * 40, ("woord " * 20).strip() + "…"),
    ],
)
def test_the_title_tells_what_it_is_about(headings: tuple[str, ...], title: str, expected: str) -> None:
    chosen = stored(0, "Begin klein. Betaal vooraf.", kind=PracticeKind.LESSON, headings=headings, title=title)
    assert draft("a" * 16, [chosen], []).title == expected


def test_the_period_and_the_places_are_those_of_all_that_was_chosen() -> None:
    first = stored(0, "Een.", year=2025)
    second = stored(1, "Twee.", year=2022, partnerships=("tambacounda",))
    record = draft("a" * 16, [first, second], [])
    assert (record.from_year, record.to_year) == (2022, 2025)
    assert record.partnerships == ("laarne-ouinhi", "tambacounda")
    undated = draft("a" * 16, [replace(first, passage=replace(first.passage, year=None))], [])
    assert (undated.from_year, undated.to_year) == (None, None)


_TEXTS = st.lists(st.sampled_from(("Begin klein.", "Alleen als het regent.", "Wie betaalt?", "• Wacht\n")), min_size=1)
_PASSAGES = st.lists(st.tuples(st.sampled_from(PracticeKind), _TEXTS), min_size=1, max_size=6)


@given(_PASSAGES, st.integers(0, 5))
def test_nothing_is_said_that_no_passage_says(told: list[tuple[PracticeKind, list[str]]], place: int) -> None:
    passages = [stored(n, " ".join(texts), kind=kind) for n, (kind, texts) in enumerate(told)]
    chosen = passages[place % len(passages)]
    record = draft("a" * 16, [chosen], passages)
    texts = [one.passage.text for one in passages]
    for _, statement in record.statements():
        assert any(statement.text in text for text in texts)
        assert statement.evidence
    assert all(any(citation.quote in text for text in texts) for citation in record.citations())
    assert any(citation.quote in chosen.passage.text for citation in record.citations())
