from __future__ import annotations

import itertools
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.passages import FEWEST_WORDS, MOST_WORDS, Piece, split

ATTRIBUTION, BULLET, HEADING, PARAGRAPH, QUOTE, ROW, STEP = (
    BlockKind.ATTRIBUTION,
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
    BlockKind.TABLE_ROW,
    BlockKind.STEP,
)
LONGEST_WHOLE = 360

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def _block(kind: BlockKind, words: int, *, name: str = "w", sentence: int = 20, level: int = 0) -> Block:
    """Makes a block whose every word is different, in sentences of some words each."""
    said = [f"{name}{place}{'.' if place % sentence == sentence - 1 else ''}" for place in range(words)]
    said = [word.title() if place % sentence == 0 else word for place, word in enumerate(said)]
    return Block(kind=kind, text=" ".join(said), level=level or int(kind is HEADING))


def _words(piece: Piece) -> int:
    return sum(len(block.text.split()) for block in piece.blocks)


def _sizes(*blocks: Block) -> list[int]:
    return [_words(piece) for piece in split(blocks)]


@st.composite
def _documents(draw: st.DrawFn) -> list[Block]:
    kinds = st.sampled_from([HEADING, PARAGRAPH, PARAGRAPH, BULLET, STEP, QUOTE, ATTRIBUTION, ROW])
    blocks = []
    for place, kind in enumerate(draw(st.lists(kinds, max_size=10))):
        most = {HEADING: 8, ATTRIBUTION: 20, STEP: 60, ROW: 60}.get(kind, 450)
        words = draw(st.integers(1, most))
        level = draw(st.integers(1, 3)) if kind is HEADING else 0
        blocks.append(_block(kind, words, name=f"b{place}x", sentence=draw(st.integers(5, 60)), level=level))
    return blocks


@_settings
@given(blocks=_documents())
def test_all_text_but_the_headings_is_kept_once_and_in_order(blocks: list[Block]) -> None:
    kept = [word for piece in split(blocks) for block in piece.blocks for word in block.text.split()]

    assert kept == [word for block in blocks if block.kind is not HEADING for word in block.text.split()]


@_settings
@given(blocks=_documents())
def test_no_passage_crosses_a_heading(blocks: list[Block]) -> None:
    section: dict[str, int] = {}
    number = 0
    for block in blocks:
        number += block.kind is HEADING
        section.update(dict.fromkeys(block.text.split(), number))

    for piece in split(blocks):
        assert len({section[word] for block in piece.blocks for word in block.text.split()}) == 1


@_settings
@given(blocks=_documents())
def test_only_what_stays_whole_makes_a_long_passage(blocks: list[Block]) -> None:
    for piece in split(blocks):
        if _words(piece) > MOST_WORDS:
            kinds = {block.kind for block in piece.blocks}
            assert kinds <= {QUOTE, ATTRIBUTION, BULLET} or kinds == {PARAGRAPH, ATTRIBUTION}
            assert len(piece.blocks) == 1 or piece.is_testimonial
            assert _words(piece) <= LONGEST_WHOLE + 20


@_settings
@given(blocks=_documents())
def test_bullets_steps_and_rows_are_whole(blocks: list[Block]) -> None:
    whole = [b for b in blocks if b.kind in (BULLET, STEP, ROW) and len(b.text.split()) <= LONGEST_WHOLE]
    found = [b for piece in split(blocks) for b in piece.blocks if b.kind in (BULLET, STEP, ROW)]

    assert [block for block in found if block in whole] == whole


@_settings
@given(blocks=_documents())
def test_an_attribution_stands_with_the_quotation_before_it(blocks: list[Block]) -> None:
    pieces = split(blocks)
    for before, block in itertools.pairwise(blocks):
        if block.kind is ATTRIBUTION and before.kind in (QUOTE, PARAGRAPH):
            (piece,) = [piece for piece in pieces if block in piece.blocks]
            assert before.text.split()[-1] in piece.text.split()


@_settings
@given(blocks=_documents())
def test_no_passage_mixes_two_speakers(blocks: list[Block]) -> None:
    for piece in split(blocks):
        announced = piece.blocks[0].kind is ATTRIBUTION
        assert sum(block.kind is ATTRIBUTION for block in piece.blocks) <= 1 + announced


def _short_passage_needed(sizes: tuple[int, ...]) -> bool:
    """Tells whether paragraphs of these sizes cannot be put together without a passage that is too short."""

    @cache
    def possible(start: int) -> bool:
        if start == len(sizes):
            return True
        sums = itertools.accumulate(sizes[start:])
        ends = [end for end, size in enumerate(sums, start + 1) if FEWEST_WORDS <= size <= MOST_WORDS]
        return any(possible(end) for end in ends)

    return not possible(0)


@_settings
@given(sizes=st.lists(st.integers(5, 170), min_size=1, max_size=8))
def test_a_passage_is_short_only_where_its_section_leaves_no_choice(sizes: list[int]) -> None:
    found = _sizes(*(_block(PARAGRAPH, size, name=f"p{place}x") for place, size in enumerate(sizes)))

    assert min(found) >= FEWEST_WORDS or _short_passage_needed(tuple(sizes))


@pytest.mark.parametrize("sizes", [(59, 121), (59, 100, 121), (58, 122), (20, 100, 20), (150, 29)])
def test_a_short_rest_joins_its_neighbour(sizes: tuple[int, ...]) -> None:
    assert _short_passage_needed(sizes) is False

    assert min(_sizes(*(_block(PARAGRAPH, size, name=f"p{place}x") for place, size in enumerate(sizes)))) >= 60


def test_cuts_leave_no_short_rest_at_the_end_of_a_section() -> None:
    assert _sizes(*(_block(PARAGRAPH, 50, name=f"p{place}x") for place in range(4))) == [100, 100]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    pieces = split([_block(PARAGRAPH, 400)])

    assert all(FEWEST_WORDS <= _words(piece) <= MOST_WORDS for piece in pieces)
    assert all(piece.text.endswith(".") and piece.text[0].isupper() for piece in pieces)


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    assert _sizes(_block(PARAGRAPH, 400, sentence=1000)) == [134, 134, 132]


@pytest.mark.parametrize("kind", [BULLET, QUOTE])
def test_a_bullet_or_quotation_of_two_passages_is_whole(kind: BlockKind) -> None:
    assert _sizes(_block(kind, LONGEST_WHOLE)) == [LONGEST_WHOLE]
    assert max(_sizes(_block(kind, LONGEST_WHOLE + 1))) <= MOST_WORDS


def test_quotations_one_after_another_make_no_endless_passage() -> None:
    assert max(_sizes(*(_block(QUOTE, 300, name=f"q{place}x") for place in range(4)))) <= LONGEST_WHOLE


def test_a_long_quotation_behind_a_short_one_is_cut() -> None:
    assert max(_sizes(_block(QUOTE, 10, name="a"), _block(QUOTE, 1000, name="b"))) <= LONGEST_WHOLE


def test_a_testimonial_stands_alone_with_its_attribution() -> None:
    quote, said = _block(QUOTE, 40, name="q"), _block(ATTRIBUTION, 6, name="a")
    before, after = _block(PARAGRAPH, 70, name="p"), _block(PARAGRAPH, 65, name="r")

    assert [piece.blocks for piece in split([before, quote, said, after])] == [(before,), (quote, said), (after,)]


def test_a_speaker_announced_stands_with_the_quotation_after() -> None:
    first, named = _block(QUOTE, 40, name="q"), _block(ATTRIBUTION, 5, name="a")
    announced = Block(kind=ATTRIBUTION, text="Schepen van Mol:")
    second = _block(QUOTE, 40, name="s")

    assert [piece.blocks for piece in split([first, named, announced, second])] == [(first, named), (announced, second)]


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    text = _block(PARAGRAPH, 90, name="p")
    introduction = Block(kind=PARAGRAPH, text=_block(PARAGRAPH, 60, name="i", sentence=99).text + ":")
    bullets = [_block(BULLET, 40, name=f"b{place}x") for place in range(2)]

    assert [piece.blocks for piece in split([text, introduction, *bullets])] == [(text,), (introduction, *bullets)]


def test_headings_form_a_path_by_their_level() -> None:
    def heading(text: str, level: int) -> Block:
        return Block(kind=HEADING, text=text, level=level)

    text = _block(PARAGRAPH, 5)
    blocks = [text, heading("A", 1), heading("A1", 2), text, heading("A2", 2), text, heading("B", 1), text]

    assert [piece.headings for piece in split([*blocks, heading("Empty", 1)])] == [(), ("A", "A1"), ("A", "A2"), ("B",)]


def test_a_heading_of_a_higher_level_closes_skipped_ones() -> None:
    blocks = [Block(kind=HEADING, text=text, level=level) for text, level in (("A", 1), ("deep", 4), ("A2", 2))]

    assert [piece.headings for piece in split([*blocks, _block(PARAGRAPH, 5)])] == [("A", "A2")]


def test_nothing_gives_no_passages() -> None:
    assert split([]) == []
    assert split([_block(HEADING, 3)]) == []


def test_a_passage_shows_a_block_a_line_and_marks_bullets() -> None:
    blocks = (
        Block(kind=PARAGRAPH, text="Dit bleek:"),
        Block(kind=BULLET, text="Een."),
        Block(kind=STEP, text="1. Twee."),
    )

    assert Piece(blocks=blocks, headings=()).text == "Dit bleek:\n• Een.\n1. Twee."


def test_a_passage_names_its_pages_once_each() -> None:
    pages = [3, 2, None, 3]
    blocks = tuple(Block(kind=PARAGRAPH, text="x", page=page) for page in pages)

    assert Piece(blocks=blocks, headings=()).pages == (2, 3)
