"""Who speaks: which paragraphs are quotations, and which lines name the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.attributions import has_name, introduces, is_attribution, names_somebody, signs_minutes, speaks_of_oneself
from ingest.blocks import Block, BlockKind
from ingest.quotations import (
    QUOTATION_WORDS,
    apart,
    closes,
    is_closed,
    is_open,
    is_quotation,
    is_short_quotation,
    opens,
)
from kb.kind_features import kind_of_heading
from kb.text import word_count
from kb.types import PracticeKind

# A quotation of more paragraphs lacks its end: what follows is no part of it.
_MOST_PARAGRAPHS = 10
# Testimonies further below their heading than so many blocks are not looked for: all together stay quick to read.
_SECTION = 200


def mark_speech(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Returns the blocks with quotations and the lines that name their speakers told apart from paragraphs.

    A paragraph that holds both becomes two blocks; else blocks, their texts and order stay.
    """
    found = [part for block in blocks for part in apart(block)]
    _mark_quotations(found)
    _mark_attributions(found)
    return tuple(found)


def _set(blocks: list[Block], place: int, kind: BlockKind) -> None:
    blocks[place] = replace(blocks[place], kind=kind, level=0)


def _is(blocks: Sequence[Block], place: int, *kinds: BlockKind) -> bool:
    return 0 <= place < len(blocks) and blocks[place].kind in kinds


# Quotations


def _mark_quotations(blocks: list[Block]) -> None:
    for place, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH and is_quotation(block.text) and not is_attribution(block.text):
            _set(blocks, place, BlockKind.QUOTE)
            for following in range(place + 1, _end_of_open(blocks, place)):
                _set(blocks, following, BlockKind.QUOTE)
        elif _is_pull_quote(blocks, place):
            _set(blocks, place, BlockKind.QUOTE)


def _end_of_open(blocks: Sequence[Block], place: int) -> int:
    """Returns where a quotation ends of which the first paragraph opens and a later one closes."""
    if not is_open(blocks[place].text):
        return place + 1
    for following in range(place + 1, min(place + _MOST_PARAGRAPHS, len(blocks))):
        text = blocks[following].text
        if not _is(blocks, following, BlockKind.PARAGRAPH):
            break
        if closes(text) or (opens(text) and not is_open(text)):
            return following + 1
    return place + 1


def _is_pull_quote(blocks: Sequence[Block], place: int) -> bool:
    """Tells whether a line is a quotation however short, because its speaker is named beside it."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.BULLET)
    if not _is(blocks, place, *kinds) or not is_short_quotation(blocks[place].text):
        return False
    beside = [blocks[at].text for at in (place - 1, place + 1) if _is(blocks, at, *kinds)]
    return any(is_attribution(text) or introduces(text) for text in beside)


# Attributions


def _mark_attributions(blocks: list[Block]) -> None:
    for place, block in enumerate(blocks):
        if not _could_name(blocks, place):
            continue
        if _is_below_quotation(blocks, place) or _is_above_quotation(blocks, place):
            _set(blocks, place, BlockKind.ATTRIBUTION)
        elif _is_below_unmarked(blocks, place):
            _mark_unmarked(blocks, place)
        elif introduces(block.text) and _is_long(blocks, place + 1):
            _set(blocks, place, BlockKind.ATTRIBUTION)
            _set(blocks, place + 1, BlockKind.QUOTE)


def _could_name(blocks: Sequence[Block], place: int) -> bool:
    """Tells whether a block is of a kind that may name a speaker; a bullet by itself has been a dash."""
    if _is(blocks, place, BlockKind.HEADING):
        return _is(blocks, place + 1, BlockKind.QUOTE)
    alone = not _is(blocks, place - 1, BlockKind.BULLET) and not _is(blocks, place + 1, BlockKind.BULLET)
    return _is(blocks, place, BlockKind.PARAGRAPH) or (alone and _is(blocks, place, BlockKind.BULLET))


def _is_below_quotation(blocks: Sequence[Block], place: int) -> bool:
    text = blocks[place].text
    if _is(blocks, place, BlockKind.HEADING):
        return False
    if _is(blocks, place - 1, BlockKind.QUOTE):
        named = names_somebody(text) and not text.endswith(":")
        return is_attribution(text) or (named and is_closed(blocks[place - 1].text))
    return _is(blocks, place - 1, BlockKind.ATTRIBUTION) and _is_second_line(blocks, place)


def _is_second_line(blocks: Sequence[Block], place: int) -> bool:
    """Tells whether a line has the role of whom the line above it names."""
    first, text = blocks[place - 1].text, blocks[place].text
    return names_somebody(first) and is_attribution(f"— {text}") and not has_name(text)


def _is_above_quotation(blocks: Sequence[Block], place: int) -> bool:
    text = blocks[place].text
    return _is(blocks, place + 1, BlockKind.QUOTE) and (is_attribution(text) or introduces(text))


def _is_below_unmarked(blocks: Sequence[Block], place: int) -> bool:
    """Tells whether a line names the speaker of a paragraph without quotation marks, in which somebody speaks."""
    if not _is_long(blocks, place - 1) or blocks[place - 1].text.endswith(":") or blocks[place].text.endswith(":"):
        return False
    text = blocks[place].text
    following = blocks[place + 1].text if _is(blocks, place + 1, BlockKind.PARAGRAPH) else ""
    listed = is_attribution(following) and has_name(following)
    two_lines = names_somebody(text) and is_attribution(f"— {following}") and not listed
    if listed or signs_minutes(text) or not (is_attribution(text) or two_lines):
        return False
    return speaks_of_oneself(blocks[place - 1].text) or _is_under_testimonies(blocks, place)


def _is_long(blocks: Sequence[Block], place: int) -> bool:
    return _is(blocks, place, BlockKind.PARAGRAPH) and word_count(blocks[place].text) >= QUOTATION_WORDS


def _is_under_testimonies(blocks: Sequence[Block], place: int) -> bool:
    above = range(place - 1, max(place - _SECTION, 0) - 1, -1)
    heading = next((blocks[at].text for at in above if blocks[at].kind is BlockKind.HEADING), "")
    return kind_of_heading(heading) is PracticeKind.TESTIMONY


def _mark_unmarked(blocks: list[Block], place: int) -> None:
    """Marks an attribution and what stands above it: under a heading for testimonies all paragraphs of one speaker."""
    _set(blocks, place, BlockKind.ATTRIBUTION)
    _set(blocks, place - 1, BlockKind.QUOTE)
    start = place - 2
    while _is_under_testimonies(blocks, place) and _is_long(blocks, start) and speaks_of_oneself(blocks[start].text):
        _set(blocks, start, BlockKind.QUOTE)
        start -= 1
