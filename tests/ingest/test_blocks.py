"""A part of a block knows the lines that it stands on."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place, cut, step
from kb.types import Box

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def box(number: int, page: int = 1) -> Box:
    return Box(page, 50, 100 + 13 * number, 300, 110 + 13 * number)


def block_of(*lines: str, pages: tuple[int, ...] = ()) -> Block:
    """A paragraph of lines, each of its own box."""
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    on = pages or (1,) * len(lines)
    places = [Place(start, box(number, on[number])) for number, start in enumerate(starts)]
    return Block(kind=BlockKind.PARAGRAPH, text=" ".join(lines), page=on[0], places=tuple(places))


_lines = st.lists(st.text(alphabet="ab", min_size=1, max_size=9), min_size=1, max_size=8)


def test_a_part_has_the_boxes_of_its_own_lines_with_offsets_of_its_own() -> None:
    block = block_of("een twee", "drie vier", "vijf zes")

    part = cut(block, 4, 13)

    assert part.text == "twee drie"
    assert part.places == (Place(0, box(0)), Place(5, box(1)))


def test_a_part_within_one_line_has_its_box_alone() -> None:
    assert cut(block_of("een twee", "drie vier"), 9, 13).places == (Place(0, box(1)),)


def test_a_part_is_on_the_page_where_it_begins() -> None:
    block = block_of("een", "twee", pages=(3, 4))

    assert [cut(block, start, 8).page for start in (0, 4)] == [3, 4]


def test_a_block_without_places_keeps_its_page() -> None:
    part = cut(Block(kind=BlockKind.BULLET, text="een twee", page=7), 4, 8)

    assert (part.kind, part.text, part.page, part.places) == (BlockKind.BULLET, "twee", 7, ())


def test_the_whole_is_the_block() -> None:
    block = block_of("een", "twee", "drie")

    assert cut(block, 0, len(block.text)) == block


@_settings
@given(lines=_lines, data=st.data())
def test_every_letter_of_a_part_stays_in_its_box(lines: list[str], data: st.DataObject) -> None:
    block = block_of(*lines)
    start = data.draw(st.integers(0, len(block.text) - 1))
    end = data.draw(st.integers(start + 1, len(block.text)))

    part = cut(block, start, end)

    assert part.text == block.text[start:end]
    assert [_box_at(part, offset) for offset in range(len(part.text))] == [
        _box_at(block, start + offset) for offset in range(len(part.text))
    ]


@_settings
@given(lines=_lines, data=st.data())
def test_the_offsets_of_a_part_ascend_within_its_text(lines: list[str], data: st.DataObject) -> None:
    block = block_of(*lines)
    start = data.draw(st.integers(0, len(block.text) - 1))
    end = data.draw(st.integers(start + 1, len(block.text)))

    starts = [place.start for place in cut(block, start, end).places]

    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < end - start


@_settings
@given(lines=_lines, data=st.data())
def test_a_part_of_a_part_is_a_part(lines: list[str], data: st.DataObject) -> None:
    block = block_of(*lines)
    start = data.draw(st.integers(0, len(block.text) - 1))
    part = cut(block, start, len(block.text))
    inner = data.draw(st.integers(0, len(part.text) - 1))

    assert cut(part, inner, len(part.text)) == cut(block, start + inner, len(block.text))


def test_a_step_shows_its_number() -> None:
    assert step(3, "Sluit af.") == Block(kind=BlockKind.STEP, text="3. Sluit af.")


def _box_at(block: Block, offset: int) -> Box:
    return [place.box for place in block.places if place.start <= offset][-1]
