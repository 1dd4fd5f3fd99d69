from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.blocks import Block, BlockKind, Place
from ingest.footnotes import beside_references, refers
from kb.types import Box


def _note(text: str, page: int | None = None) -> Block:
    return Block(kind=BlockKind.FOOTNOTE, text=text, page=page)


def _text(text: str, page: int | None = None) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, page=page)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("volgens de wet.¹ Later", "1 Wet van 1997."),
        ("volgens de wet¹², later", "12 Wet van 1997."),
        ("volgens de wet [3].", "[3] Wet van 1997."),
        ("volgens de wet (4)", "4) Wet van 1997."),
        ("volgens de wet.12 Later", "12. Wet van 1997."),
        ("volgens de wet2 later", "² Wet van 1997."),
        ("selon la loi*", "* Loi de 1997."),
        ("según la ley (a) y", "a) Ley de 1997."),
    ],
)
def test_the_marker_of_a_note_is_found_in_the_text(text: str, note: str) -> None:
    assert refers(text, _note(note))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("volgens de wet.12 Later", "1 Wet."),
        ("volgens de wet¹²", "1 Wet."),
        ("in 1 gemeente", "1 Wet."),
        ("versie 2.1 van CO2", "1 Wet."),
        ("versie 2.1 van CO2", "2 Wet."),
        ("een bedrag van 1.500 euro", "5 Wet."),
        ("volgens de wet", "Wet van 1997."),
    ],
)
def test_other_numbers_are_no_references(text: str, note: str) -> None:
    assert not refers(text, _note(note))


def test_notes_go_behind_the_nearest_text_on_their_page_that_refers_to_them() -> None:
    first, second, other = _text("Oud.¹ En nog.²", 2), _text("Nieuw.¹", 3), _text("Later.", 3)
    notes = [_note("1 Bron een.", 2), _note("2 Bron twee.", 2)]
    new = _note("1 Bron drie.", 3)

    assert beside_references([first, second, *notes, other, new]) == [first, *notes, second, new, other]


def test_a_text_that_runs_on_to_the_page_of_a_note_may_refer_to_it() -> None:
    box = Box(3, 0, 0, 1, 1)
    text = replace(_text("Een zin die doorloopt.¹", 2), places=(Place(0, replace(box, page=2)), Place(8, box)))
    heading = Block(kind=BlockKind.HEADING, text="Kop¹", level=1, page=3)

    assert beside_references([text, heading, _note("1 Bron.", 3)]) == [text, _note("1 Bron.", 3), heading]


def test_a_note_that_nothing_refers_to_stays_where_it_is() -> None:
    blocks = [_text("Tekst."), _note("* Bron."), _text("Meer.")]

    assert beside_references(blocks) == blocks
