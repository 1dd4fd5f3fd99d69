"""What must stay together in a passage: testimonials, lists of steps, tables, warnings with their text and the like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.cuts import LONGEST_WHOLE, MOST_WORDS, parts
from ingest.footnotes import refers
from ingest.step_lists import end_of_steps, introduction_line, starts_of_steps
from ingest.testimonials import end_of_quotation, end_of_testimonial, parts_of_testimonial
from kb.text import word_count

_LISTED = (BlockKind.BULLET, BlockKind.STEP, BlockKind.TABLE_ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Blocks that no cut parts.

    `context` is the line above that a later part of a list needs; one that is `alone` shares no passage.
    """

    blocks: tuple[Block, ...]
    context: str = ""
    alone: bool = False

    @property
    def text(self) -> list[Block]:
        """Its blocks without the footnotes."""
        return [block for block in self.blocks if block.kind is not BlockKind.FOOTNOTE]

    @property
    def words(self) -> int:
        """The words of all its blocks."""
        return sum(word_count(block.text) for block in self.blocks)

    @property
    def introduces(self) -> bool:
        """Tells whether its text introduces what follows: it ends in a colon."""
        return any(block.text.endswith(":") for block in self.text[-1:])

    @property
    def is_figures(self) -> bool:
        """Tells whether it is a key figure; those stand only with each other."""
        return self.blocks[0].kind is BlockKind.KEY_FIGURE


def units(section: Sequence[Block]) -> list[Unit]:
    """Returns the units of the blocks under one heading, footnotes with the text that refers to them."""
    text, notes = _text_and_notes(section)
    found: list[Unit] = []
    loose: list[Block] = notes[-1]
    place = 0
    while place < len(text):
        end, made = _together(text, place)
        behind = [note for before in range(place, end) for note in notes[before]]
        loose.extend(note for note in behind if not _noted(made, note))
        found += made
        place = end
    return [*_introduced(_attached(found)), *(unit for note in loose for unit in _single(note))]


def _text_and_notes(section: Sequence[Block]) -> tuple[list[Block], dict[int, list[Block]]]:
    """Returns the text, and the footnotes by the place of the text before them."""
    text: list[Block] = []
    notes: dict[int, list[Block]] = defaultdict(list)
    for block in section:
        if block.kind is BlockKind.FOOTNOTE:
            notes[len(text) - 1].append(block)
        else:
            text.append(block)
    return text, notes


def _noted(made: list[Unit], note: Block) -> bool:
    """Adds a footnote to the first of some units that refers to it, and tells whether there is one."""
    for place, unit in enumerate(made):
        if any(refers(block.text, note) for block in unit.text):
            made[place] = replace(unit, blocks=(*unit.blocks, note))
            return True
    return False


def _together(section: Sequence[Block], place: int) -> tuple[int, list[Unit]]:
    """Returns what belongs together from `place` on, and where that ends."""
    if (end := end_of_testimonial(section, place)) > place:
        return end, [Unit(blocks=part, alone=True) for part in parts_of_testimonial(section[place:end])]
    if (end := end_of_quotation(section, place)) > place:  # of nobody who is named
        return end, [Unit(blocks=part) for part in parts_of_testimonial(section[place:end])]
    if (end := end_of_steps(section, place)) > place:
        return end, _steps(section[place:end])
    if (end := _end_of_table(section, place)) > place:
        return end, _whole_or(section[place:end], MOST_WORDS)
    return place + 1, _single(section[place])


def _single(block: Block) -> list[Unit]:
    """Returns a block, or the parts of one that is too long: text beyond a passage, anything else beyond two."""
    longest = MOST_WORDS if block.kind is BlockKind.PARAGRAPH else LONGEST_WHOLE
    return [Unit(blocks=(part,)) for part in parts(block, longest)]


def _whole_or(blocks: Sequence[Block], longest: int) -> list[Unit]:
    """Returns blocks as one unit where they are no longer than that, else as a unit each."""
    whole = Unit(blocks=tuple(blocks))
    return [whole] if whole.words <= longest else [unit for block in blocks for unit in _single(block)]


def _steps(blocks: Sequence[Block]) -> list[Unit]:
    """Returns a list of steps as one unit; a long one as a unit a step, the later ones with the line above the list."""
    whole = _whole_or(blocks, LONGEST_WHOLE)
    if len(whole) == 1:
        return whole
    first = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.STEP)
    starts = [0, *starts_of_steps(blocks, first)[1:], len(blocks)]
    made = [_whole_or(blocks[start:end], LONGEST_WHOLE) for start, end in pairwise(starts)]
    line = introduction_line(blocks[:first])
    return [*made[0], *(replace(unit, context=line) for step in made[1:] for unit in step)]


def _end_of_table(section: Sequence[Block], place: int) -> int:
    end = place
    while end < len(section) and section[end].kind is BlockKind.TABLE_ROW:
        end += 1
    return end


def _attached(found: Iterable[Unit]) -> list[Unit]:
    """Joins warnings, captions and questions to the unit that they are of, where both fit a passage."""
    ahead = [*found]
    joined: list[Unit] = []
    for place, unit in enumerate(ahead):
        following = ahead[place + 1] if place + 1 < len(ahead) else None
        if joined and _is_of(joined[-1], unit, following) and _fit(joined[-1], unit):
            joined[-1] = replace(joined[-1], blocks=(*joined[-1].blocks, *unit.blocks))
        else:
            joined.append(unit)
    return joined


def _fit(before: Unit, unit: Unit) -> bool:
    mixed = before.alone or unit.alone or before.is_figures or unit.is_figures
    return not mixed and before.words + unit.words <= LONGEST_WHOLE


def _is_of(before: Unit, unit: Unit, following: Unit | None) -> bool:
    """Tells whether a unit is a note or caption to the one before it, or that one a question or caption to this."""
    first, last = unit.blocks[0].kind, before.text[-1].kind
    if first is BlockKind.CAPTION:
        return following is None or following.blocks[0].kind is not BlockKind.TABLE_ROW
    if first is BlockKind.WARNING or last is BlockKind.QUESTION:
        return True
    heads = all(block.kind in (BlockKind.CAPTION, BlockKind.WARNING) for block in before.text)
    return heads or (last is BlockKind.CAPTION and first is BlockKind.TABLE_ROW)


def _introduced(found: Iterable[Unit]) -> Iterator[Unit]:
    """Gives the items of a list the line above it."""
    line = ""
    for unit in found:
        if unit.blocks[0].kind in _LISTED:
            yield replace(unit, context=unit.context or line)
        else:
            line = introduction_line(unit.text) if unit.introduces else ""
            yield unit
