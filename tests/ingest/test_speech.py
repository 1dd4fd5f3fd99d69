from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.passages import split
from ingest.speech import mark_speech

ATTRIBUTION, BULLET, HEADING, PARAGRAPH, QUOTE = (
    BlockKind.ATTRIBUTION,
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
)

SPOKEN = "“Toen de burgemeester ons zijn begroting liet zien, lag er een blad bij met alle vragen.”"
SPOKEN_TOO = "« Avant, les femmes se taisaient toujours ; à présent elles président le comité et décident avec nous. »"
TOLD = "In 2024 hielp het programma ons om goed lokaal bestuur niet alleen in eigen gemeente te versterken."
REPORTED = "In 2024 verdeelde het programma driehonderd handboeken onder de gemeenten van beide districten in het land."
NAMED = "Ellen Leroy, algemeen directeur Laarne, partner Ouinhi (Benin)"
NAMED_TOO = "— Fatou Diop, maire de Pout, Sénégal"
ROLE = "Burgemeester van Pout (Senegal)"


def _marked(*blocks: tuple[BlockKind, str]) -> tuple[Block, ...]:
    return mark_speech([Block(kind=kind, text=text) for kind, text in blocks])


def _kinds(*blocks: tuple[BlockKind, str]) -> list[BlockKind]:
    return [block.kind for block in _marked(*blocks)]


def _paragraphs(*texts: str) -> list[BlockKind]:
    return _kinds(*((PARAGRAPH, text) for text in texts))


@pytest.mark.parametrize("opening", '“"«„‘')
def test_a_paragraph_that_opens_with_a_quotation_mark_is_a_quotation(opening: str) -> None:
    assert _paragraphs(opening + SPOKEN[1:]) == [QUOTE]


def test_a_quoted_term_is_no_quotation() -> None:
    assert _paragraphs("“Umujyi wanjye” (mijn stad)") == [PARAGRAPH]


@pytest.mark.parametrize("spoken", [SPOKEN, SPOKEN_TOO, TOLD, "— " + TOLD])
@pytest.mark.parametrize("named", [NAMED, NAMED_TOO, ROLE])
def test_a_name_and_role_after_speech_is_its_attribution(spoken: str, named: str) -> None:
    assert _paragraphs(spoken, named) == [QUOTE, ATTRIBUTION]


@pytest.mark.parametrize("named", ["Fatou Diop", "— Fatou", "Fatou Diop, Pout", "Rosa Vega, tejedora de Juigalpa"])
def test_below_a_quotation_a_name_is_enough(named: str) -> None:
    assert _paragraphs(SPOKEN, named) == [QUOTE, ATTRIBUTION]
    assert _paragraphs(TOLD, named) == [PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize("spoken", [SPOKEN, TOLD])
def test_name_and_role_may_be_two_lines(spoken: str) -> None:
    assert _paragraphs(spoken, "Malick Ndiaye", ROLE) == [QUOTE, ATTRIBUTION, ATTRIBUTION]


def test_a_quotation_may_run_over_several_paragraphs() -> None:
    assert _paragraphs(SPOKEN[:-1], REPORTED, REPORTED + "”", NAMED, REPORTED) == [
        *(QUOTE, QUOTE, QUOTE, ATTRIBUTION, PARAGRAPH)
    ]
    assert _paragraphs(SPOKEN[:-1], "“" + REPORTED + "”", NAMED) == [QUOTE, QUOTE, ATTRIBUTION]


def test_a_quotation_that_is_never_closed_is_one_paragraph() -> None:
    assert _paragraphs(SPOKEN[:-1], REPORTED, REPORTED) == [QUOTE, PARAGRAPH, PARAGRAPH]
    assert _kinds((PARAGRAPH, SPOKEN[:-1]), (HEADING, "Gender"), (PARAGRAPH, REPORTED + "”"))[2] is PARAGRAPH


@pytest.mark.parametrize("kind", [PARAGRAPH, HEADING, BULLET])
def test_a_slogan_with_its_speaker_is_a_quotation(kind: BlockKind) -> None:
    assert _kinds((kind, "“Samen staan we sterker.”"), (PARAGRAPH, NAMED)) == [QUOTE, ATTRIBUTION]
    assert _kinds((kind, "“Samen staan we sterker.”"), (PARAGRAPH, REPORTED)) == [kind, PARAGRAPH]


@pytest.mark.parametrize(
    "announced",
    [
        "Schepen voor mondiaal beleid van Mol, partner van Santo Tomás:",
        "Aan het woord: Ann Claes, schepen van Mol",
        "Fatou Diop, maire de Pout, témoigne :",
        "María López, técnica municipal, cuenta:",
        "Alice Uwase says:",
    ],
)
def test_a_speaker_may_be_named_before_a_quotation(announced: str) -> None:
    assert _paragraphs(announced, SPOKEN) == [ATTRIBUTION, QUOTE]


def test_who_speaks_may_be_announced_before_speech_without_marks() -> None:
    assert _paragraphs("Fatou Diop, maire de Pout, témoigne :", REPORTED, REPORTED) == [ATTRIBUTION, QUOTE, PARAGRAPH]
    assert _paragraphs("Ann Claes, schepen van Mol:", REPORTED) == [PARAGRAPH, PARAGRAPH]


def test_a_heading_that_names_the_speaker_of_the_quotation_below_is_no_heading() -> None:
    assert _kinds((HEADING, NAMED), (PARAGRAPH, SPOKEN)) == [ATTRIBUTION, QUOTE]
    assert _kinds((HEADING, NAMED), (PARAGRAPH, REPORTED)) == [HEADING, PARAGRAPH]


def test_a_dash_that_was_read_as_a_bullet_names_a_speaker() -> None:
    assert _kinds((PARAGRAPH, SPOKEN), (BULLET, NAMED), (PARAGRAPH, REPORTED))[1] is ATTRIBUTION
    assert _kinds((PARAGRAPH, SPOKEN), (BULLET, NAMED), (BULLET, REPORTED))[1] is BULLET


@pytest.mark.parametrize("kind", [BlockKind.STEP, BlockKind.TABLE_ROW, HEADING])
def test_other_blocks_stay_what_they_are(kind: BlockKind) -> None:
    assert _kinds((PARAGRAPH, SPOKEN), (kind, NAMED))[1] is kind


@pytest.mark.parametrize("before", [(HEADING, "Contact"), (BULLET, TOLD), (PARAGRAPH, "Meer weten?")])
def test_a_name_beside_nothing_spoken_is_a_paragraph(before: tuple[BlockKind, str]) -> None:
    assert _kinds(before, (PARAGRAPH, NAMED))[1] is PARAGRAPH


def test_a_name_that_begins_a_document_is_a_paragraph() -> None:
    assert _paragraphs(NAMED, TOLD) == [PARAGRAPH, PARAGRAPH]


def test_below_a_report_a_name_is_a_signature() -> None:
    assert _paragraphs(REPORTED, NAMED) == [PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize("signed", ["Jan Peeters, secretaris", "Jan Peeters, verslaggever"])
def test_who_signs_minutes_gives_no_testimony(signed: str) -> None:
    assert _paragraphs(TOLD, signed) == [PARAGRAPH, PARAGRAPH]


def test_a_list_of_participants_names_no_speaker() -> None:
    listed = [NAMED, "Jan Peeters, schepen van Mol", "Ann Claes, directeur van Mol"]

    assert _paragraphs(TOLD, *listed) == [PARAGRAPH] * 4
    assert _paragraphs("Wij danken onze gasten en al wie ons hielp om deze dag te doen slagen:", *listed[:1]) == [
        *(PARAGRAPH, PARAGRAPH)
    ]


def test_under_testimonies_a_name_is_no_signature_and_all_paragraphs_are_said() -> None:
    blocks = [(HEADING, "Getuigenissen"), (PARAGRAPH, TOLD), (PARAGRAPH, REPORTED), (PARAGRAPH, NAMED)]

    assert _kinds(*blocks) == [HEADING, QUOTE, QUOTE, ATTRIBUTION]


def test_each_of_several_testimonials_keeps_its_speaker() -> None:
    after = [(HEADING, "Getuigenissen"), *((PARAGRAPH, text) for text in (SPOKEN, NAMED, SPOKEN_TOO, NAMED_TOO))]
    before = [(HEADING, "Getuigenissen"), *((PARAGRAPH, text) for text in (NAMED, SPOKEN, NAMED_TOO, SPOKEN_TOO))]

    assert _kinds(*after) == [HEADING, QUOTE, ATTRIBUTION, QUOTE, ATTRIBUTION]
    assert [piece.text for piece in split(_marked(*after))] == [f"{SPOKEN}\n{NAMED}", f"{SPOKEN_TOO}\n{NAMED_TOO}"]
    assert [piece.text for piece in split(_marked(*before))] == [f"{NAMED}\n{SPOKEN}", f"{NAMED_TOO}\n{SPOKEN_TOO}"]


def test_quotations_with_their_speakers_in_the_same_paragraph_stay_separate() -> None:
    pieces = split(_marked((PARAGRAPH, f"{SPOKEN} {NAMED_TOO}"), (PARAGRAPH, f"{SPOKEN_TOO} — {NAMED}")))

    assert [piece.text for piece in pieces] == [f"{SPOKEN}\n{NAMED_TOO}", f"{SPOKEN_TOO}\n— {NAMED}"]


def test_a_speaker_between_two_quotations_is_of_the_first() -> None:
    assert _paragraphs(SPOKEN, NAMED, SPOKEN) == [QUOTE, ATTRIBUTION, QUOTE]


def test_texts_pages_and_order_stay() -> None:
    blocks = [Block(kind=PARAGRAPH, text=text, page=page) for page, text in enumerate([SPOKEN, NAMED, TOLD], start=4)]

    assert [(block.text, block.page) for block in mark_speech(blocks)] == [(SPOKEN, 4), (NAMED, 5), (TOLD, 6)]


_TEXTS = [
    SPOKEN,
    SPOKEN_TOO,
    SPOKEN[:-1],
    TOLD,
    REPORTED,
    NAMED,
    NAMED_TOO,
    ROLE,
    f"{SPOKEN} {NAMED_TOO}",
    "Contact:",
    "",
]


@given(st.lists(st.tuples(st.sampled_from(BlockKind), st.sampled_from(_TEXTS)), max_size=8))
def test_nothing_is_lost_whatever_stands_beside_what(found: list[tuple[BlockKind, str]]) -> None:
    marked = _marked(*found)

    assert " ".join(block.text for block in marked).split() == " ".join(text for _, text in found).split()
    assert mark_speech(marked) == marked
