"""Lists of steps: where one begins and ends, what introduces it and what stands between its steps."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.blocks import Block, BlockKind
from ingest.cuts import sentences
from ingest.numbering import step_number
from kb.text import word_count

# What may stand between two steps and is of the one before it.
_BETWEEN = (
    BlockKind.PARAGRAPH,
    BlockKind.BULLET,
    BlockKind.WARNING,
    BlockKind.TABLE_ROW,
    BlockKind.CAPTION,
    BlockKind.STEP,
)
# A paragraph above a list introduces it when it ends in a colon or is no longer than this.
_INTRODUCTION_WORDS = 25
_FEWEST_STEPS = 2
# Of the line above a list; a longer one would outweigh the part of the list that it goes with.
_LONGEST_LINE = 40


def end_of_steps(section: Sequence[Block], place: int) -> int:
    """Returns where a list of steps that begins at `place`, with its introduction, ends; `place` where none begins."""
    starts = starts_of_steps(section, place + _is_introduction(section, place))
    if len(starts) < _FEWEST_STEPS:
        return place
    end = starts[-1] + 1
    under = section[starts[-1]].text.endswith(":")
    while end < len(section) and (_counts_otherwise(section, starts[-1], end) or (under and _is_bullet(section[end]))):
        end += 1
    return end


def starts_of_steps(section: Sequence[Block], place: int) -> list[int]:
    """Returns the places of the steps of one list, the first at `place`."""
    starts: list[int] = []
    following: int | None = place if place < len(section) and section[place].kind is BlockKind.STEP else None
    while following is not None:
        starts.append(following)
        following = _next_step(section, following)
    return starts


def introduction_line(blocks: Sequence[Block]) -> str:
    """Returns the sentence above a list that its later parts need to be understood; nothing if it is long."""
    if not blocks:
        return ""
    start, end = sentences(blocks[-1].text)[-1]
    line = blocks[-1].text[start:end]
    return line if word_count(line) <= _LONGEST_LINE else ""


def _next_step(section: Sequence[Block], place: int) -> int | None:
    """Returns where the step after the one at `place` stands: the next number, counted the same way."""
    counted = step_number(section[place].text)
    for after in range(place + 1, len(section)):
        block = section[after]
        if block.kind not in _BETWEEN:
            return None
        number = step_number(block.text) if block.kind is BlockKind.STEP else None
        if counted is None:  # numbers that are not known, one below the other
            return after if block.kind is BlockKind.STEP and number is None else None
        if number and number[0] == counted[0]:
            is_next = number[1] == counted[1] + 1 or (after == place + 1 and number[1] > counted[1])
            return after if is_next else None
    return None


def _is_introduction(section: Sequence[Block], place: int) -> bool:
    block = section[place]
    introduces = block.kind is BlockKind.PARAGRAPH and (
        block.text.endswith(":") or word_count(block.text) <= _INTRODUCTION_WORDS
    )
    return introduces and place + 1 < len(section) and section[place + 1].kind is BlockKind.STEP


def _counts_otherwise(section: Sequence[Block], step: int, place: int) -> bool:
    """Tells whether a step below the last one is counted in another way, and so is part of it."""
    if section[place].kind is not BlockKind.STEP:
        return False
    last, number = step_number(section[step].text), step_number(section[place].text)
    return last is not None and number is not None and last[0] != number[0]


def _is_bullet(block: Block) -> bool:
    return block.kind is BlockKind.BULLET
