from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.speech import mark_speech

ATTRIBUTION, HEADING, PARAGRAPH, QUOTE = (
    BlockKind.ATTRIBUTION,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
)

SPOKEN = "“Toen de burgemeester ons zijn begroting liet zien, lag er een blad bij met alle vragen.”"
TOLD = "In 2024 hielp het programma ons om goed lokaal bestuur niet alleen in eigen gemeente te versterken."
NAMED = "Ellen Leroy, algemeen directeur Laarne, partner Ouinhi (Benin)"


def _kinds(*blocks: tuple[BlockKind, str]) -> list[BlockKind]:
    return [block.kind for block in mark_speech([Block(kind=kind, text=text) for kind, text in blocks])]


@pytest.mark.parametrize("opening", '“"«„')
def test_a_paragraph_that_opens_with_a_quotation_mark_is_a_quotation(opening: str) -> None:
    assert _kinds((PARAGRAPH, opening + SPOKEN[1:])) == [QUOTE]


def test_a_quoted_term_is_no_quotation() -> None:
    assert _kinds((PARAGRAPH, "“Umujyi wanjye” (mijn stad)")) == [PARAGRAPH]


@pytest.mark.parametrize("spoken", [SPOKEN, TOLD])
def test_a_name_and_role_after_speech_is_its_attribution(spoken: str) -> None:
    assert _kinds((PARAGRAPH, spoken), (PARAGRAPH, NAMED))[1] is ATTRIBUTION


def test_a_role_before_a_quotation_announces_it() -> None:
    announced = "Schepen voor mondiaal beleid van Mol, partner van Santo Tomás:"

    assert _kinds((PARAGRAPH, announced), (PARAGRAPH, SPOKEN)) == [ATTRIBUTION, QUOTE]


def test_a_speaker_between_two_quotations_is_of_the_first() -> None:
    assert _kinds((PARAGRAPH, SPOKEN), (PARAGRAPH, NAMED), (PARAGRAPH, SPOKEN)) == [QUOTE, ATTRIBUTION, QUOTE]


@pytest.mark.parametrize("before", [(HEADING, "Contact"), (BlockKind.BULLET, TOLD), (PARAGRAPH, "Meer weten?")])
def test_a_name_beside_nothing_spoken_is_a_paragraph(before: tuple[BlockKind, str]) -> None:
    assert _kinds(before, (PARAGRAPH, NAMED))[1] is PARAGRAPH


def test_a_name_that_begins_a_document_is_a_paragraph() -> None:
    assert _kinds((PARAGRAPH, NAMED), (PARAGRAPH, TOLD)) == [PARAGRAPH, PARAGRAPH]


@pytest.mark.parametrize("kind", [BlockKind.BULLET, BlockKind.STEP, BlockKind.TABLE_ROW, HEADING])
def test_other_blocks_stay_what_they_are(kind: BlockKind) -> None:
    assert _kinds((PARAGRAPH, SPOKEN), (kind, NAMED))[1] is kind


def test_texts_pages_and_order_stay() -> None:
    blocks = [Block(kind=PARAGRAPH, text=text, page=page) for page, text in enumerate([SPOKEN, NAMED, TOLD], start=4)]

    assert [(block.text, block.page) for block in mark_speech(blocks)] == [(SPOKEN, 4), (NAMED, 5), (TOLD, 6)]
