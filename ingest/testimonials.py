"""Testimonials as units: what somebody says and the line that names the speaker."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.blocks import Block, BlockKind, cut
from ingest.cuts import LONGEST_WHOLE, cheapest, sentences
from kb.text import word_count

_QUOTATION_END = ("”", '"', "»", "“", "’")
_QUOTATION_BEGIN = ("“", '"', "«", "„", "‘")


def end_of_testimonial(section: Sequence[Block], place: int) -> int:
    """Returns where a testimonial that begins at `place` ends; `place` itself where none begins.

    An attribution names the speaker of what stands before it, or of the quotation after it: where a colon says so,
    where no text stands before it, and where all speakers of the section are named first.
    """
    kind = section[place].kind
    if kind is BlockKind.ATTRIBUTION:
        said = end_of_quotation(section, place + 1)
        if said == place + 1 and _introduces(section, place) and section[said].kind is BlockKind.PARAGRAPH:
            said += 1
        return _end_of_attributions(section, said, named=True) if said > place + 1 else said
    if kind not in (BlockKind.QUOTE, BlockKind.PARAGRAPH):
        return place
    if kind is BlockKind.PARAGRAPH and not _names_paragraph(section, place + 1):
        return place
    said = place + 1 if kind is BlockKind.PARAGRAPH else end_of_quotation(section, place)
    end = _end_of_attributions(section, said, named=False)
    return end if end > said else place


def end_of_quotation(section: Sequence[Block], place: int) -> int:
    """Returns where the paragraphs of one quotation end; a closed and a newly opened one are two."""
    end = place
    while _is(section, end, BlockKind.QUOTE):
        closed = end > place and section[end - 1].text.endswith(_QUOTATION_END)
        if closed and section[end].text.startswith(_QUOTATION_BEGIN):
            break
        end += 1
    return end


def _end_of_attributions(section: Sequence[Block], place: int, *, named: bool) -> int:
    """Returns where the lines end that name the speaker of what stands before `place`.

    Args:
        section: the blocks under one heading.
        place: where the testimonial's words end.
        named: the speaker is named before them, so that a line above another quotation is of that.
    """
    end = place
    while _is(section, end, BlockKind.ATTRIBUTION) and not _introduces(section, end):
        if named and _is(section, end + 1, BlockKind.QUOTE):
            break
        named = True
        end += 1
    return end


def _names_paragraph(section: Sequence[Block], place: int) -> bool:
    """Tells whether the attribution at `place` is of the paragraph before it, not of a quotation that follows."""
    if not _is(section, place, BlockKind.ATTRIBUTION) or not _is(section, place + 1, BlockKind.QUOTE):
        return True
    return _is(section, end_of_quotation(section, place + 1), BlockKind.ATTRIBUTION)


def _introduces(section: Sequence[Block], place: int) -> bool:
    return section[place].text.endswith(":") and place + 1 < len(section)


def _is(section: Sequence[Block], place: int, kind: BlockKind) -> bool:
    return place < len(section) and section[place].kind is kind


def parts_of_testimonial(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Returns a testimonial, or the parts of a long one, each with the speaker as the whole has it."""
    if sum(word_count(block.text) for block in blocks) <= LONGEST_WHOLE:
        return [tuple(blocks)]
    said = [block for block in blocks if block.kind is not BlockKind.ATTRIBUTION]
    first = next(place for place, block in enumerate(blocks) if block.kind is not BlockKind.ATTRIBUTION)
    before = tuple(blocks[:first])
    after = tuple(block for block in blocks[first:] if block.kind is BlockKind.ATTRIBUTION)
    return [(*before, *part, *after) for part in _cut(said)]


def _cut(said: Sequence[Block]) -> list[list[Block]]:
    """Cuts the blocks between their sentences."""
    spans = [(place, *span) for place, block in enumerate(said) for span in sentences(block.text)]
    cuts = cheapest([word_count(said[place].text[start:end]) for place, start, end in spans])
    return [_between(said, spans[start:end]) for start, end in cuts]


def _between(said: Sequence[Block], spans: Sequence[tuple[int, int, int]]) -> list[Block]:
    """Returns the blocks from the first to the last of some sentences."""
    bounds: dict[int, tuple[int, int]] = {}
    for place, start, end in spans:
        bounds[place] = (bounds[place][0] if place in bounds else start, end)
    return [cut(said[place], start, end) for place, (start, end) in bounds.items()]
