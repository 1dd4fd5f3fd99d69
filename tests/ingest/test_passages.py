from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place
from ingest.passages import FEWEST_WORDS, MOST_WORDS, Piece, split
from kb.types import Box

ATTRIBUTION, BULLET, CAPTION, FOOTNOTE, HEADING, KEY_FIGURE, PARAGRAPH, QUESTION, QUOTE, ROW, STEP, WARNING = (
    BlockKind.ATTRIBUTION,
    BlockKind.BULLET,
    BlockKind.CAPTION,
    BlockKind.FOOTNOTE,
    BlockKind.HEADING,
    BlockKind.KEY_FIGURE,
    BlockKind.PARAGRAPH,
    BlockKind.QUESTION,
    BlockKind.QUOTE,
    BlockKind.TABLE_ROW,
    BlockKind.STEP,
    BlockKind.WARNING,
)
LONGEST_WHOLE = 360
LINE_WORDS = 7

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def _block(kind: BlockKind, words: int, *, name: str = "w", sentence: int = 20, level: int = 0) -> Block:
    """Makes a block whose every word is different, in sentences of some words each."""
    said = [f"{name}{place}{'.' if place % sentence == sentence - 1 else ''}" for place in range(words)]
    said = [word.title() if place % sentence == 0 else word for place, word in enumerate(said)]
    return Block(kind=kind, text=" ".join(said), level=level or int(kind is HEADING))


def _placed(block: Block, number: int) -> Block:
    """Gives a block a box for every so many words; the box tells block and line."""
    starts = list(itertools.accumulate((len(word) + 1 for word in block.text.split()), initial=0))[:-1:LINE_WORDS]
    places = tuple(Place(start, Box(1 + number, line, 0, 1, 1)) for line, start in enumerate(starts))
    return replace(block, page=1 + number, places=places)


def _words(piece: Piece) -> int:
    return sum(len(block.text.split()) for block in piece.blocks)


def _sizes(*blocks: Block) -> list[int]:
    return [_words(piece) for piece in split(blocks)]


def _said(blocks: list[Block] | tuple[Block, ...], *apart: BlockKind) -> list[str]:
    return [word for block in blocks if block.kind not in apart for word in block.text.split()]


def _all(pieces: list[Piece]) -> list[Block]:
    return [block for piece in pieces for block in piece.blocks]


MOST = {HEADING: 8, ATTRIBUTION: 20, STEP: 90, ROW: 60, QUESTION: 15, KEY_FIGURE: 15, FOOTNOTE: 30, WARNING: 60}


@st.composite
def _documents(draw: st.DrawFn) -> list[Block]:
    kinds = st.sampled_from([*BlockKind, PARAGRAPH, PARAGRAPH, STEP, STEP, QUOTE, ATTRIBUTION])
    blocks: list[Block] = []
    for place, kind in enumerate(draw(st.lists(kinds, max_size=12))):
        words = draw(st.integers(1, MOST.get(kind, 450)))
        level = draw(st.integers(1, 3)) if kind is HEADING else 0
        made = _block(kind, words, name=f"b{place}x", sentence=draw(st.integers(5, 60)), level=level)
        steps = sum(block.kind is STEP for block in blocks)
        mark = {STEP: f"{draw(st.sampled_from([1, steps + 1]))}. ", FOOTNOTE: f"{draw(st.integers(1, 9))} "}.get(
            kind, ""
        )
        end = draw(st.sampled_from(["", ":"])) if kind in (PARAGRAPH, WARNING, ATTRIBUTION) else ""
        blocks.append(_placed(replace(made, text=mark + made.text + end), place))
    return blocks


@_settings
@given(blocks=_documents())
def test_all_text_is_kept_once_and_in_order(blocks: list[Block]) -> None:
    kept = _all(split(blocks))

    assert _said(kept, ATTRIBUTION, FOOTNOTE) == _said(blocks, HEADING, ATTRIBUTION, FOOTNOTE)


@_settings
@given(blocks=_documents())
def test_every_footnote_is_kept_once_and_every_speaker_at_least_once(blocks: list[Block]) -> None:
    kept = _all(split(blocks))

    assert Counter(b.text for b in kept if b.kind is FOOTNOTE) == Counter(b.text for b in blocks if b.kind is FOOTNOTE)
    assert {b.text for b in kept if b.kind is ATTRIBUTION} == {b.text for b in blocks if b.kind is ATTRIBUTION}


@_settings
@given(blocks=_documents())
def test_the_boxes_of_a_passage_are_those_of_the_lines_that_its_words_stand_on(blocks: list[Block]) -> None:
    line_of = {
        (block.page, word): block.places[place // LINE_WORDS].box
        for block in blocks
        for place, word in enumerate(block.text.split())
    }

    for piece in split(blocks):
        expected = [
            box
            for block in piece.blocks
            for box, _ in itertools.groupby(line_of[block.page, word] for word in block.text.split())
        ]
        assert list(piece.boxes) == expected


@_settings
@given(blocks=_documents())
def test_the_offsets_of_places_point_at_the_line_s_first_word(blocks: list[Block]) -> None:
    first = {place.box: block.text[place.start :].split()[0] for block in blocks for place in block.places}

    for block in _all(split(blocks)):
        starts = [place.start for place in block.places]
        assert starts == sorted(set(starts))
        for place in block.places[1:]:
            assert block.text[place.start :].split()[0] == first[place.box]
        assert not block.places or block.places[0].start == 0


@_settings
@given(blocks=_documents())
def test_no_passage_crosses_a_heading_or_a_question(blocks: list[Block]) -> None:
    section: dict[str, int] = {}
    number = 0
    for block in blocks:
        number += block.kind in (HEADING, QUESTION)
        section.update(dict.fromkeys(block.text.split()[1:], number))

    for piece in split(blocks):
        said = _said(piece.blocks, FOOTNOTE)
        assert len({section[word] for word in said if word in section}) <= 1


@_settings
@given(blocks=_documents())
def test_only_what_stays_whole_makes_a_long_passage(blocks: list[Block]) -> None:
    for piece in split(blocks):
        beside = sum(len(block.text.split()) for block in piece.blocks if block.kind in (ATTRIBUTION, FOOTNOTE))
        if _words(piece) - beside > MOST_WORDS:
            kinds = {block.kind for block in piece.blocks}
            assert len(piece.blocks) == 1 or kinds & {ATTRIBUTION, STEP, WARNING, CAPTION, QUESTION, FOOTNOTE}
            assert _words(piece) - beside <= LONGEST_WHOLE


@_settings
@given(blocks=_documents())
def test_what_is_short_enough_is_whole(blocks: list[Block]) -> None:
    kinds = (BULLET, STEP, ROW, KEY_FIGURE, QUESTION, WARNING, CAPTION, FOOTNOTE)
    whole = [b for b in blocks if b.kind in kinds and len(b.text.split()) <= LONGEST_WHOLE]
    found = Counter(b.text for b in _all(split(blocks)))

    assert [block.text for block in whole if found[block.text] < 1] == []


@_settings
@given(blocks=_documents())
def test_a_testimonial_shares_its_passage_with_nothing(blocks: list[Block]) -> None:
    for piece in split(blocks):
        kinds = "".join(
            {ATTRIBUTION: "a", QUOTE: "q", PARAGRAPH: "p", FOOTNOTE: ""}.get(b.kind, "x") for b in piece.blocks
        )
        assert "a" not in kinds or set(kinds.strip("a")) in (set(), {"q"}) or kinds.strip("a") == "p"


@_settings
@given(blocks=_documents())
def test_key_figures_stand_only_with_each_other(blocks: list[Block]) -> None:
    for piece in split(blocks):
        kinds = {block.kind for block in piece.blocks if block.kind is not FOOTNOTE}
        assert KEY_FIGURE not in kinds or kinds == {KEY_FIGURE}


@_settings
@given(blocks=_documents())
def test_a_question_stands_in_the_text_or_the_path_of_every_part_of_its_answer(blocks: list[Block]) -> None:
    asked: dict[str, str] = {}
    question = ""
    for block in blocks:
        question = block.text if block.kind is QUESTION else "" if block.kind is HEADING else question
        asked.update(dict.fromkeys(block.text.split()[1:], question))

    for piece in split(blocks):
        for word in _said(piece.blocks, FOOTNOTE):
            question = asked.get(word, "")
            assert question in piece.text or question in piece.headings


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


def test_two_quotations_of_nobody_who_is_named_are_two_passages() -> None:
    quotes = [Block(kind=QUOTE, text=f"“{_block(QUOTE, 20, name=name).text}”") for name in "ab"]

    assert len(split([quotes[0], _block(PARAGRAPH, 20, name="p"), quotes[1]])) == 2
    assert [piece.blocks for piece in split(quotes)] == [(quotes[0],), (quotes[1],)]


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


def _heading(text: str, level: int = 1) -> Block:
    return Block(kind=HEADING, text=text, level=level)


def test_an_empty_heading_closes_the_section() -> None:
    text, after = _block(PARAGRAPH, 70, name="a"), _block(PARAGRAPH, 70, name="b")

    assert [piece.headings for piece in split([_heading("Gender"), text, _heading(""), after])] == [("Gender",), ()]


def test_steps_stay_together_with_their_introduction_and_warnings() -> None:
    before = _block(PARAGRAPH, 100, name="p")
    steps = [
        Block(kind=PARAGRAPH, text="Zo dient u de aanvraag in:"),
        Block(kind=STEP, text="1. " + _block(STEP, 60, name="a").text),
        Block(kind=WARNING, text="Let op: " + _block(WARNING, 20, name="l").text),
        Block(kind=STEP, text="2. " + _block(STEP, 60, name="b").text),
        Block(kind=STEP, text="3. " + _block(STEP, 60, name="c").text),
    ]
    after = _block(PARAGRAPH, 100, name="q")

    assert [piece.blocks for piece in split([before, *steps, after])] == [(before,), tuple(steps), (after,)]


def test_a_long_list_of_steps_is_cut_between_steps_that_keep_the_line_above_the_list() -> None:
    introduction = Block(kind=PARAGRAPH, text="De subsidie is nieuw. Zo vraagt u haar aan:")
    steps = [Block(kind=STEP, text=f"{n}. " + _block(STEP, 80, name=f"s{n}x").text) for n in range(1, 7)]

    pieces = split([_heading("Subsidie"), introduction, *steps])

    assert [block for piece in pieces for block in piece.blocks] == [introduction, *steps]
    assert [piece.headings for piece in pieces] == [
        ("Subsidie",),
        *[("Subsidie", "Zo vraagt u haar aan:")] * (len(pieces) - 1),
    ]
    assert max(map(_words, pieces)) <= MOST_WORDS


def test_the_later_part_of_a_list_keeps_the_line_above_it() -> None:
    introduction = Block(kind=PARAGRAPH, text="Bronnen kunnen zijn:")
    bullets = [_block(BULLET, 60, name=f"b{n}x") for n in range(4)]

    pieces = split([introduction, *bullets, _block(PARAGRAPH, 100, name="p")])

    assert [piece.headings for piece in pieces] == [(), ("Bronnen kunnen zijn:",), ()]


def test_two_lists_of_steps_are_two() -> None:
    first = [Block(kind=STEP, text=f"{n}. " + _block(STEP, 40, name=f"a{n}x").text) for n in (1, 2, 3)]
    second = [Block(kind=STEP, text=f"{n}. " + _block(STEP, 40, name=f"b{n}x").text) for n in (1, 2, 3)]

    assert [piece.blocks for piece in split([*first, *second])] == [tuple(first), tuple(second)]


def test_a_question_and_its_answer_are_one_passage() -> None:
    pairs = [
        (Block(kind=QUESTION, text=f"Wie betaalt deel {n}?"), _block(PARAGRAPH, 30, name=f"a{n}x")) for n in range(3)
    ]

    assert [piece.blocks for piece in split([block for pair in pairs for block in pair])] == pairs


def test_a_long_answer_has_its_question_in_the_path_of_its_later_parts() -> None:
    question = Block(kind=QUESTION, text="Wie betaalt de reis?")

    first, *later = split([_heading("Reizen"), question, _block(PARAGRAPH, 400)])

    assert first.blocks[0] == question
    assert first.headings == ("Reizen",)
    assert later
    assert {piece.headings for piece in later} == {("Reizen", "Wie betaalt de reis?")}


def test_a_warning_stands_with_the_paragraph_before_it_and_a_first_one_with_the_text_after() -> None:
    first, text, warning = _block(WARNING, 20, name="f"), _block(PARAGRAPH, 90, name="a"), _block(WARNING, 20, name="w")
    other = _block(PARAGRAPH, 150, name="b")

    assert [piece.blocks for piece in split([first, text, warning, other])] == [(first, text, warning), (other,)]


def test_a_caption_stands_with_its_table_or_the_text_before_it() -> None:
    text, caption, row = _block(PARAGRAPH, 170, name="p"), _block(CAPTION, 12, name="c"), _block(ROW, 100, name="r")

    assert [piece.blocks for piece in split([text, caption, row])] == [(text,), (caption, row)]
    assert split([text, caption, _block(PARAGRAPH, 100, name="q")])[0].blocks == (text, caption)


def test_the_rows_of_a_table_stay_together() -> None:
    text, rows = _block(PARAGRAPH, 130, name="p"), [_block(ROW, 30, name=f"r{n}x") for n in range(4)]

    assert [piece.blocks for piece in split([text, *rows])] == [(text,), tuple(rows)]


def test_a_footnote_stands_with_the_passage_that_refers_to_it() -> None:
    first, second, third = (Block(kind=PARAGRAPH, text=f"{name} " * 150, page=3) for name in ("oud", "nieuw", "later"))
    referring = replace(first, text=first.text + "volgens de wet.¹ Einde")
    note = Block(kind=FOOTNOTE, text="1 Wet van 5 mei 1997.", page=3)
    blocks = [referring, _heading("Later"), second, note, third]

    assert [piece.blocks for piece in split(blocks)] == [(referring, note), (second,), (third,)]


def test_a_footnote_that_nothing_refers_to_stands_at_the_end_of_its_section() -> None:
    text, note = [_block(PARAGRAPH, 150, name=f"p{n}x") for n in range(2)], Block(kind=FOOTNOTE, text="* Zie bijlage.")

    assert split([text[0], note, text[1]])[-1].blocks[-1] == note


def test_every_part_of_a_long_testimonial_carries_the_speaker() -> None:
    quotes = [_block(QUOTE, 300, name="a"), _block(QUOTE, 200, name="b")]
    said = Block(kind=ATTRIBUTION, text="Ellen Leroy, algemeen directeur Laarne")

    pieces = split([*quotes, said])

    assert len(pieces) > 2
    assert all(piece.blocks[-1] == said and piece.text.count(said.text) == 1 for piece in pieces)
    assert all(piece.text.splitlines()[0].endswith(".") for piece in pieces)
    assert _said(_all(pieces), ATTRIBUTION) == _said(quotes)


def test_a_speaker_announced_stands_before_every_part() -> None:
    said, quote = Block(kind=ATTRIBUTION, text="Fatou Diop, maire de Pout"), _block(QUOTE, 500)

    pieces = split([said, quote])

    assert len(pieces) > 1
    assert all(piece.blocks[0] == said for piece in pieces)


def test_a_box_beside_the_text_has_headings_of_its_own_and_does_not_part_the_text() -> None:
    def inside(block: Block) -> Block:
        return replace(block, aside=1)

    first, box, second = (_block(PARAGRAPH, 65, name=name) for name in "abc")
    blocks = [_heading("Water"), first, inside(_heading("Getuige")), inside(box), second]

    assert [(piece.headings, piece.blocks) for piece in split(blocks)] == [
        (("Water",), (first, second)),
        (("Water", "Getuige"), (inside(box),)),
    ]
