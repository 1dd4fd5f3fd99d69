from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place
from ingest.quotations import apart, closes, is_open, is_quotation, is_short_quotation
from kb.types import Box

LONG = "Toen de burgemeester ons zijn begroting liet zien, lag er een blad bij met alle vragen."
SAID = "Fatou Diop, burgemeester van Pout"
MARKS = ["“{}”", '"{}"', "«{}»", "« {} »", "„{}”", "„{}“", "‘{}’", "‹{}›", "”{}”"]


@pytest.mark.parametrize("marks", MARKS)
def test_speech_between_marks_is_a_quotation(marks: str) -> None:
    assert is_quotation(marks.format(LONG))
    assert not is_open(marks.format(LONG))


@pytest.mark.parametrize("dash", ["— ", "– ", "—"])
def test_speech_behind_a_dash_is_a_quotation(dash: str) -> None:
    assert is_quotation(dash + LONG)
    assert not is_quotation(f"{dash}Ja, dat is zo.")


@pytest.mark.parametrize(
    "text",
    [
        "“Umujyi wanjye” (mijn stad) is een campagne die burgers bij de ruimtelijke planning betrekt in heel Rwanda.",
        "‘Thema’s van de week’ hangt aan het bord in de gang, zodat iedereen het kan lezen en aanvullen.",
        "“Samen sterker”",
        LONG,
        "- " + LONG,
        "",
    ],
)
def test_a_term_in_marks_is_no_quotation(text: str) -> None:
    assert not is_quotation(text)


def test_a_quotation_may_go_on_in_the_next_paragraph() -> None:
    assert is_open("“" + LONG)
    assert closes(LONG + "”")
    assert closes("En zo ging het”.")
    assert not closes("Dat noemen we “participatie” hier.")


def test_a_slogan_is_a_short_quotation() -> None:
    assert is_short_quotation("“Samen staan we sterker.”")
    assert not is_short_quotation("“participatie”")
    assert not is_short_quotation("“Umujyi wanjye” (mijn stad)")


def _texts(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in apart(Block(kind=kind, text=text))]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("between", [" — ", " – ", "\n", " ", "\n— "])
def test_a_speaker_behind_the_marks_is_a_block_of_its_own(marks: str, between: str) -> None:
    quotation = marks.format(LONG)

    assert _texts(f"{quotation}{between}{SAID}") == [("quote", quotation), ("attribution", f"{between}{SAID}".strip())]


@pytest.mark.parametrize(
    "said",
    [
        "zegt Fatou Diop, burgemeester van Pout.",
        "aldus burgemeester Fatou Diop",
        "aldus de burgemeester van Pout",
        "explique Fatou Diop, maire de Pout.",
        "cuenta María López",
        "says Alice Uwase, planning officer in Bugesera.",
    ],
)
def test_a_clause_that_says_who_speaks_is_a_block_of_its_own(said: str) -> None:
    assert _texts(f"“Samen staan we sterker”, {said}") == [("quote", "“Samen staan we sterker”"), ("attribution", said)]


def test_a_speaker_in_brackets_is_a_block_of_its_own() -> None:
    assert _texts(f"“{LONG}” ({SAID})") == [("quote", f"“{LONG}”"), ("attribution", f"({SAID})")]


@pytest.mark.parametrize("before", [f"{SAID}: ", "Fatou Diop, maire de Pout, raconte : ", "Fatou Diop vertelt: "])
def test_a_speaker_before_the_marks_is_a_block_of_its_own(before: str) -> None:
    assert _texts(f"{before}“{LONG}”") == [("attribution", before.strip()), ("quote", f"“{LONG}”")]


@pytest.mark.parametrize(
    "text",
    [
        f"“{LONG}”",
        "“Samen sterker” – Jaarverslag 2023",
        "“Samen staan we sterker” (Decreet lokaal bestuur)",
        "“Umujyi wanjye” is een campagne van de burgemeester van Karongi, Rwanda",
        "“Samen staan we sterker”, zegt ze.",
        "De leuze: “Samen staan we sterker”",
        "Artikel 22 van het Reglement: “" + LONG + "”",
        f"{SAID}, sprak over “participatie”",
        "“",
        "",
    ],
)
def test_other_paragraphs_stay_one(text: str) -> None:
    assert _texts(text) == [("paragraph", text)]


def test_a_bullet_may_hold_a_testimonial_and_other_blocks_do_not() -> None:
    text = f"“{LONG}” — {SAID}"

    assert [kind for kind, _ in _texts(text, BlockKind.BULLET)] == ["quote", "attribution"]
    assert [kind for kind, _ in _texts(text, BlockKind.TABLE_ROW)] == ["table_row"]


def test_each_part_keeps_its_page_and_lines() -> None:
    first, second = (Box(3, 10, top, 90, top + 10) for top in (20, 40))
    quotation = f"“{LONG}”"
    places = (Place(0, first), Place(len(quotation) + 1, second))
    block = Block(kind=BlockKind.PARAGRAPH, text=f"{quotation} — {SAID}", page=3, places=places, aside=2)

    said, named = apart(block)

    assert said.places == (Place(0, first),)
    assert named.places == (Place(0, second),)
    assert (named.page, named.aside) == (3, 2)


@given(text=st.text(alphabet='“”"«»„‘’—–,.:() aAbBéÉ\n', max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    left = "".join(block.text for block in apart(Block(kind=BlockKind.PARAGRAPH, text=text)))
    assert [char for char in left if char.isalpha()] == [char for char in text if char.isalpha()]
