"""Pages of every layout are read as a person reads them: `tests/ingest/layouts` has the pages and the floors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import unified_diff
from functools import cache

import pypdfium2
import pytest
from PIL import Image

from ingest.blocks import Block, BlockKind, Parsed
from ingest.formats import Format
from ingest.passages import split
from ingest.readers import read
from kb.types import Box
from tests.ingest.layouts import CASES
from tests.ingest.layouts.floors import below, exceptions, floors_of, seed_floors
from tests.ingest.layouts.score import best_score, words
from tests.ingest.layouts.sheet import Case

# The floors as they were set first. A floor in `floors.toml` is never under its value here.
_FIRST_FLOORS = dict.fromkeys(
    (
        "recall", "page_recall", "precision", "words", "phrases", "whole", "items", "kinds", "headings", "paths",
        "testimonials",
    ),
    1.0,
)  # fmt: skip
_FIRST_SEED_FLOORS = {
    **{name: floor for name, floor in _FIRST_FLOORS.items() if name != "paths"},
    **dict.fromkeys(("recall", "page_recall", "precision"), 0.995),
}
# Layouts that fall short of them by decision: the measure, and the least it may be.
_AGREED: dict[tuple[str, str], float] = {}
# A floor that is this much under what is reached says nothing any more.
_SLACK = 0.02

_DOTS_A_POINT = 2
_DARK = 128
# Boxes follow the type's height; letters of some fonts, bullets and raised numbers stand out of them a little.
_ROOM = 2.0
_OUTSIDE = 0.1


@cache
def case(name: str) -> Case:
    return CASES[name]()


@cache
def reading(name: str) -> Parsed:
    return read(case(name).content, Format.PDF)


def shown(blocks: Sequence[Block]) -> list[str]:
    return [f"p{block.page} {block.kind}{block.level or ''}: {block.text}" for block in blocks]


def boxes(blocks: Sequence[Block]) -> list[Box]:
    return [place.box for block in blocks for place in block.places]


every_layout = pytest.mark.parametrize("name", CASES)
pages_of_text = pytest.mark.parametrize("name", [name for name in CASES if case(name).all_ink])
with_voices = pytest.mark.parametrize(
    "name", [name for name in CASES if any(b.kind is BlockKind.ATTRIBUTION for b in case(name).truths[0])]
)


@every_layout
def test_a_page_is_read_as_a_person_reads_it(name: str) -> None:
    found = reading(name).blocks
    scores, truth = best_score(found, case(name).truths)

    wrong = below(scores, floors_of(name))
    assert not wrong, "\n".join(
        [str(wrong), *unified_diff(shown(truth), shown(found), "meant", "read", n=1, lineterm="")]
    )


@every_layout
def test_what_is_no_text_is_not_read(name: str) -> None:
    said = f" {' '.join(words(' '.join(block.text for block in reading(name).blocks)))} "

    assert [text for text in case(name).unread if f" {' '.join(words(text))} " in said] == []


@with_voices
def test_a_testimonial_is_one_passage_with_its_speaker(name: str) -> None:
    truth = case(name).truths[0]
    voices = [block.text for block in truth if block.kind is BlockKind.QUOTE]
    speakers = [block.text for block in truth if block.kind is BlockKind.ATTRIBUTION]
    pieces = [words(piece.text) for piece in split(reading(name).blocks)]

    for voice, speaker in zip(voices, speakers, strict=True):
        (piece,) = [piece for piece in pieces if {*words(voice)} <= {*piece}]
        assert {*words(speaker)} <= {*piece}
        assert [other for other in voices if other != voice and {*words(other)} <= {*piece}] == []


@every_layout
def test_every_line_has_its_place(name: str) -> None:
    document = pypdfium2.PdfDocument(case(name).content)

    for block in reading(name).blocks:
        starts = [place.start for place in block.places]
        assert starts[:1] == [0]
        assert starts == sorted(starts)
        # The cells of a row may lie in several boxes at one offset.
        assert block.kind is BlockKind.TABLE_ROW or len(starts) == len(set(starts))
        assert starts[-1] < len(block.text)
        assert block.page in {place.box.page for place in block.places}
    for box in boxes(reading(name).blocks):
        width, height = document[box.page - 1].get_size()
        assert -_ROOM <= box.left < box.right <= width + _ROOM
        assert -_ROOM <= box.top < box.bottom <= height + _ROOM


@pages_of_text
def test_the_boxes_hold_all_that_is_drawn(name: str) -> None:
    document = pypdfium2.PdfDocument(case(name).content)

    for number in range(len(document)):
        image = ink(document[number])
        drawn = dots(image)
        for box in boxes(reading(name).blocks):
            if box.page == number + 1:
                assert dots(ink(document[number]).crop(corners(box))), f"nothing is drawn in {box}"
                image.paste(0, corners(box))
        assert dots(image) <= _OUTSIDE * drawn, f"page {number + 1}"


def ink(page: pypdfium2.PdfPage) -> Image.Image:
    """The page as it is shown, dark dots 255 and all others 0."""
    picture = page.render(scale=_DOTS_A_POINT, grayscale=True).to_pil()
    dark: Image.Image = picture.point(lambda shade: 255 if shade < _DARK else 0)
    return dark


def dots(image: Image.Image) -> int:
    return image.histogram()[255]


def corners(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = (
        round(edge * _DOTS_A_POINT)
        for edge in (box.left - _ROOM, box.top - _ROOM, box.right + _ROOM, box.bottom + _ROOM)
    )
    return max(left, 0), max(top, 0), right, bottom


@every_layout
def test_the_words_of_a_line_are_drawn_in_its_box(name: str) -> None:
    document = pypdfium2.PdfDocument(case(name).content)
    for block in reading(name).blocks:
        ends = [*(place.start for place in block.places[1:]), len(block.text)]
        for place, end in zip(block.places, ends, strict=True):
            missing = letters(block.text[place.start : end]) - letters(inside(document, place.box))
            told_elsewhere = block.kind is BlockKind.TABLE_ROW or name == "filled_in_form"
            assert told_elsewhere or not missing, block.text[place.start : end]


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())


def inside(document: pypdfium2.PdfDocument, box: Box) -> str:
    """The text that PDFium finds in a box, which it wants in the coordinates of the file."""
    page = document[box.page - 1]
    text = page.get_textpage().get_text_bounded(*in_file(page, box))
    return str(text)


def in_file(page: pypdfium2.PdfPage, box: Box) -> tuple[float, float, float, float]:
    """Returns left, bottom, right and top in the page's own space: shifted by its crop box, turned back."""
    left, bottom, right, top = page.get_cropbox()
    edges = {
        0: (left + box.left, top - box.bottom, left + box.right, top - box.top),
        90: (left + box.top, bottom + box.left, left + box.bottom, bottom + box.right),
        270: (right - box.bottom, top - box.right, right - box.top, top - box.left),
    }[page.get_rotation()]
    return edges[0] - _ROOM, edges[1] - _ROOM, edges[2] + _ROOM, edges[3] + _ROOM


def test_printed_page_numbers_are_known() -> None:
    name = "printed_page_numbers"

    assert tuple(page.label for page in reading(name).page_facts) == case(name).labels


@every_layout
def test_every_page_tells_how_far_it_is_trusted(name: str) -> None:
    facts = reading(name).page_facts

    assert [page.number for page in facts] == list(range(1, (reading(name).pages or 0) + 1))
    assert all(0.5 < page.confidence <= 1 for page in facts)


def test_no_floor_is_lowered_in_silence() -> None:
    for name in CASES:
        for measure, floor in floors_of(name).items():
            assert floor >= _AGREED.get((name, measure), _FIRST_FLOORS[measure]), f"{name}: {measure}"
    assert seed_floors().keys() == _FIRST_SEED_FLOORS.keys()
    assert all(floor >= _FIRST_SEED_FLOORS[measure] for measure, floor in seed_floors().items())


def test_what_falls_short_says_why_and_no_more_than_it_does() -> None:
    for name, own in exceptions().items():
        assert name in CASES
        assert own["why"]
        reached, _ = best_score(reading(name).blocks, case(name).truths)
        for measure, floor in own.items():
            assert measure == "why" or getattr(reached, measure) <= floor + _SLACK, f"raise {measure} of {name}"
