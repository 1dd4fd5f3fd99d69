"""The first real report, typeset in two columns: the gate of reading order, headings and testimonials.

The report is no part of this repository; where its folder is missing these tests are skipped.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind, Parsed
from ingest.formats import Format
from ingest.passages import Piece, split
from ingest.readers import read
from tests.ingest.layouts.floors import below, seed_floors
from tests.ingest.layouts.score import Words, score, words

SEED = Path(__file__).parents[3] / "shared" / "seed" / "globe_2024_two_columns.pdf"

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the sample report is not beside this repository")

KINDS = {
    "h": (BlockKind.HEADING, 1),
    "h2": (BlockKind.HEADING, 2),
    "p": (BlockKind.PARAGRAPH, 0),
    "b": (BlockKind.BULLET, 0),
    "k": (BlockKind.KEY_FIGURE, 0),
    "t": (BlockKind.QUOTE, 0),
    "a": (BlockKind.ATTRIBUTION, 0),
}


@pytest.fixture(scope="module")
def truth() -> list[Block]:
    pages = json.loads(SEED.with_suffix(".json").read_text(encoding="utf-8"))
    return [
        Block(kind=KINDS[kind][0], text=text, level=KINDS[kind][1], page=number)
        for number, page in enumerate(pages, start=1)
        for kind, text in page
    ]


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return read(SEED.read_bytes(), Format.PDF)


@pytest.fixture(scope="module")
def pieces(parsed: Parsed) -> list[Piece]:
    return split(parsed.blocks)


def _holds(piece: Piece, text: str) -> bool:
    """Tells whether the words of a text stand in a passage, together and in their order."""
    held, wanted = words(piece.text), words(text)
    return any(held[start : start + len(wanted)] == wanted for start in range(len(held) - len(wanted) + 1))


def _headed(truth: list[Block], kinds: set[BlockKind]) -> list[tuple[str, Words]]:
    """The texts of these kinds, each with the words of the heading that it stands under."""
    heading: Words = ()
    found: list[tuple[str, Words]] = []
    for block in truth:
        if block.kind is BlockKind.HEADING:
            heading = words(block.text)
        elif block.kind in kinds:
            found.append((block.text, heading))
    return found


def test_the_report_is_read_as_a_person_reads_it(parsed: Parsed, truth: list[Block]) -> None:
    assert below(score(parsed.blocks, truth), seed_floors()) == {}


def test_bullets_and_paragraphs_are_in_one_passage_under_their_heading(pieces: list[Piece], truth: list[Block]) -> None:
    expected = _headed(truth, {BlockKind.BULLET, BlockKind.PARAGRAPH})

    assert len(expected) == 11 + 4
    for text, heading in expected:
        assert [words(piece.headings[-1]) for piece in pieces if _holds(piece, text)] == [heading], text


def test_testimonials_have_their_speaker_in_the_same_passage_and_no_other(
    pieces: list[Piece], truth: list[Block]
) -> None:
    said = [(block.text, by.text) for block, by in pairwise(truth) if block.kind is BlockKind.QUOTE]

    assert len(said) == 3
    for text, by in said:
        (piece,) = [piece for piece in pieces if _holds(piece, text)]
        assert _holds(piece, by)
        assert sum(_holds(piece, other) for other, _ in said) == 1


def test_the_big_number_is_read_with_what_it_counts(parsed: Parsed, truth: list[Block]) -> None:
    (figure,) = [words(block.text) for block in truth if block.kind is BlockKind.KEY_FIGURE]

    assert [words(block.text) for block in parsed.blocks if block.kind is BlockKind.KEY_FIGURE] == [figure]


@pytest.mark.parametrize("running", ["GLoBe jaarrapport 2024", "pagina 1", "pagina 4"])
def test_running_lines_are_not_read(parsed: Parsed, running: str) -> None:
    assert running not in " ".join(block.text for block in parsed.blocks)


def test_every_passage_has_the_boxes_of_its_lines(pieces: list[Piece]) -> None:
    assert all(piece.boxes for piece in pieces)
