"""Passages: pieces of a document that each can answer a question.

A passage never crosses a heading; a bullet, a step, a row and a testimonial with its attribution stay
whole. Within a section the cuts are those that cost least over the whole section (dynamic programming), so
that no short rest is left at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from kb.text import word_count
from kb.types import Box

FEWEST_WORDS = 60
MOST_WORDS = 180
# A paragraph beyond this is cut between sentences; bullets and testimonials only beyond the second.
_LONGEST_PARAGRAPH = MOST_WORDS
_LONGEST_WHOLE = 2 * MOST_WORDS
_GOOD_WORDS = 100

# Prices of a cut, in units that only compare with each other: breaking the bounds costs more than any preference.
_PRICE_OVER = 50.0
_PRICE_UNDER = 10.0
_PRICE_UNDER_AT_ALL = 2.0
_PRICE_LIST_SPLIT_FROM_INTRODUCTION = 1.0
_PRICE_TESTIMONIAL_MIXED = 30.0

_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=[\"'“‘«(¿¡]*[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage before it is described: blocks under one heading path."""

    blocks: tuple[Block, ...]
    headings: tuple[str, ...]

    @property
    def text(self) -> str:
        """The blocks as they are shown: one a line, bullets marked."""
        return "\n".join(_shown(block) for block in self.blocks)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The place of each line, in reading order."""
        return tuple(place.box for block in self.blocks for place in block.places)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that the blocks begin on and those of their lines, ascending."""
        begun = {block.page for block in self.blocks if block.page is not None}
        return tuple(sorted(begun | {box.page for box in self.boxes}))

    @property
    def is_testimonial(self) -> bool:
        """Tells whether somebody speaks in it."""
        return any(block.kind in (BlockKind.QUOTE, BlockKind.ATTRIBUTION) for block in self.blocks)


def split(blocks: Sequence[Block]) -> list[Piece]:
    """Returns the passages of a document, in its order; together they hold all text but the headings."""
    pieces: list[Piece] = []
    for headings, section in _sections(blocks):
        units = _units(section)
        for start, end in _cuts(units):
            members = tuple(block for unit in units[start:end] for block in unit)
            pieces.append(Piece(blocks=members, headings=headings))
    return pieces


def _sections(blocks: Sequence[Block]) -> list[tuple[tuple[str, ...], list[Block]]]:
    """Returns the runs of blocks between headings, each with its heading path; headings without text are dropped."""
    path: list[tuple[int, str]] = []
    found: list[tuple[tuple[str, ...], list[Block]]] = []
    open_section = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            path = [entry for entry in path if entry[0] < block.level] + [(block.level, block.text)]
            open_section = False
        elif open_section:
            found[-1][1].append(block)
        else:
            found.append((tuple(text for _, text in path), [block]))
            open_section = True
    return found


def _units(section: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Returns what must stay together: a testimonial with its attribution, else a block or part of a long one."""
    units: list[tuple[Block, ...]] = []
    for place, block in enumerate(section):
        if units and _belongs(units[-1], section, place):
            units[-1] = (*units[-1], block)
        else:
            units.extend((part,) for part in _parts(block))
    return units


def _belongs(unit: tuple[Block, ...], section: Sequence[Block], place: int) -> bool:
    """Tells whether a block is of one testimonial with the unit before it."""
    block, last = section[place], unit[-1]
    if block.kind is BlockKind.ATTRIBUTION:
        introduces = block.text.endswith(":") and place + 1 < len(section)
        return last.kind in (BlockKind.QUOTE, BlockKind.PARAGRAPH) and not introduces
    if sum(word_count(held.text) for held in (*unit, block)) > _LONGEST_WHOLE:
        return False
    announced = last.kind is BlockKind.ATTRIBUTION and len(unit) == 1
    return block.kind is BlockKind.QUOTE and (announced or all(held.kind is BlockKind.QUOTE for held in unit))


def _parts(block: Block) -> list[Block]:
    """Cuts a block that is too long to be a passage between its sentences."""
    longest = _LONGEST_PARAGRAPH if block.kind is BlockKind.PARAGRAPH else _LONGEST_WHOLE
    if word_count(block.text) <= longest:
        return [block]
    sentences = [part for text in _SENTENCE.split(block.text) for part in _by_words(text)]
    cuts = _cuts([(_with_text(block, sentence),) for sentence in sentences])
    return [_with_text(block, " ".join(sentences[start:end])) for start, end in cuts]


def _by_words(text: str) -> list[str]:
    """Cuts a sentence that is longer than a passage (a list without stops, a table) between words."""
    words = text.split()
    if len(words) <= MOST_WORDS:
        return [text]
    count = -(-len(words) // MOST_WORDS)
    size = -(-len(words) // count)
    return [" ".join(words[start : start + size]) for start in range(0, len(words), size)]


def _with_text(block: Block, text: str) -> Block:
    return Block(kind=block.kind, text=text, level=block.level, page=block.page)


def _cuts(units: Sequence[tuple[Block, ...]]) -> list[tuple[int, int]]:
    """Returns where to cut a section, as [start, end) of units, at the least price over all of it."""
    sizes = [sum(word_count(block.text) for block in unit) for unit in units]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        best.append(min(_options(units, sizes, best, end)))
    cuts: list[tuple[int, int]] = []
    end = len(units)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _options(
    units: Sequence[tuple[Block, ...]], sizes: Sequence[int], best: Sequence[tuple[float, int]], end: int
) -> list[tuple[float, int]]:
    """Returns the price and the start of every passage that could end at `end`; longer ones only while they fit."""
    options: list[tuple[float, int]] = []
    size = 0
    for start in range(end - 1, -1, -1):
        size += sizes[start]
        if size > MOST_WORDS and options:
            break
        options.append((best[start][0] + _price(units, start, end, size), start))
    return options


def _price(units: Sequence[tuple[Block, ...]], start: int, end: int, size: int) -> float:
    price = abs(size - _GOOD_WORDS) / _GOOD_WORDS
    if size > MOST_WORDS:
        price += _PRICE_OVER
    if size < FEWEST_WORDS:
        price += _PRICE_UNDER_AT_ALL + _PRICE_UNDER * (FEWEST_WORDS - size) / FEWEST_WORDS
    if start and _introduces_list(units[start - 1], units[start]):
        price += _PRICE_LIST_SPLIT_FROM_INTRODUCTION
    speakers = sum(any(block.kind is BlockKind.ATTRIBUTION for block in unit) for unit in units[start:end])
    if speakers and end - start > 1:
        price += _PRICE_TESTIMONIAL_MIXED * (end - start - 1)
    return price


def _introduces_list(before: tuple[Block, ...], unit: tuple[Block, ...]) -> bool:
    listed = unit[0].kind in (BlockKind.BULLET, BlockKind.STEP)
    return listed and before[-1].kind is BlockKind.PARAGRAPH and before[-1].text.endswith(":")


def _shown(block: Block) -> str:
    return f"• {block.text}" if block.kind is BlockKind.BULLET else block.text
