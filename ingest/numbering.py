"""The numbers of headings and steps, and the levels that they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.wordlists import any_of
from kb.text import fold, word_count

_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(?:\.|\s?[):–—-])?\s+(?=[\"'“«‘(¿¡]*[^\W\d_a-z])")
_STEP = re.compile(r"\s*\(?((?:\d{1,3}\.)*)(?:(\d{1,3})|([a-z]))(?:[.)]|(?<=\.\d)|(?<=\.\d\d))\s+(?=\S)")
# How steps are counted that say the word before their number.
NAMED_STEP = "step"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_SENTENCE_END = re.compile(r"[.!…:;,]$")
# A numbered line that a reader took for text is a heading if it is no longer than this.
_HEADING_WORDS = 20
# Levels tell something where several headings are numbered; a single number may be part of a title.
_FEWEST_NUMBERED = 2


class Rank(IntEnum):
    """What sort of number a heading has: one of a lower rank holds those of higher ones."""

    PART = 0
    CHAPTER = 1
    DECIMAL = 2
    STEP = 3
    ANNEX = 4


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a heading: "2.1.3" is (2, 1, 3), "Annexe B" is (2,)."""

    rank: Rank
    parts: tuple[int, ...]

    def follows(self, other: Number) -> bool:
        """Tells whether it is the next one after another, of the same parent."""
        return self.is_beside(other) and self.parts[-1] == other.parts[-1] + 1

    def is_beside(self, other: Number) -> bool:
        """Tells whether both are numbered within the same parent."""
        return self.rank is other.rank and self.parts[:-1] == other.parts[:-1]

    def is_within(self, other: Number) -> bool:
        """Tells whether it continues the other's number: "2.1" is within "2" and within "Chapter 2"."""
        numbered = self.rank is Rank.DECIMAL and other.rank in (Rank.CHAPTER, Rank.DECIMAL)
        return numbered and len(self.parts) > len(other.parts) and self.parts[: len(other.parts)] == other.parts


def number_of(text: str) -> Number | None:
    """Returns the number that a heading begins with."""
    if decimal := _DECIMAL.match(text):
        return Number(Rank.DECIMAL, tuple(int(part) for part in decimal.group(1).split(".")))
    folded = fold(text[:40])
    for rank, pattern in _named().items():
        if found := pattern.match(folded):
            return Number(rank, (_value(found.group(1)),))
    return None


def step_number(text: str) -> tuple[str, int] | None:
    """Returns how a step is counted, such as "1.", "2.1", "a)" or "Stap 1:", and its number within its parent."""
    if found := _STEP.match(text):
        parent, digits, letter = found.groups()
        return (f"{parent}1", int(digits)) if digits else (f"{parent}a", ord(letter) - ord("a") + 1)
    named = _named_step().match(fold(text[:40]))
    return (NAMED_STEP, int(named.group(1))) if named else None


@cache
def _named() -> dict[Rank, re.Pattern[str]]:
    """Returns what numbers with a word before them look like, such as "Hoofdstuk 3" or "Deel II"."""
    number = r"\s+(\d{1,2}|[ivxl]{1,6}|[a-h])(?!\w|\.\d)"
    return {
        rank: re.compile(any_of("manuals", "numbering", rank.name.lower()) + number)
        for rank in (Rank.PART, Rank.CHAPTER, Rank.STEP, Rank.ANNEX)
    }


@cache
def _named_step() -> re.Pattern[str]:
    return re.compile(any_of("manuals", "numbering", "step") + r"\s+(\d{1,2})\s?(?:[:.)]|[–—-]\s)\s*")


def _value(written: str) -> int:
    """Returns the number that digits, Roman digits or a letter write; a lone "c" or "d" is the letter."""
    if written.isdecimal():
        return int(written)
    if not set(written) <= set(_ROMAN):
        return ord(written) - ord("a") + 1
    values = [_ROMAN[char] for char in written]
    return sum(-value if value < after else value for value, after in pairwise([*values, 0]))


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading that what follows stands under, with the level that its reader gave it."""

    number: Number | None
    level: int


def leveled(blocks: Sequence[Block]) -> list[Block]:
    """Returns the blocks with the levels of headings as their numbers tell them; unnumbered ones fit in between."""
    found = _with_headings_taken_for_text(blocks)
    numbers = [number_of(block.text) if block.kind is BlockKind.HEADING else None for block in found]
    if sum(number is not None for number in numbers) < _FEWEST_NUMBERED:
        return list(blocks)
    opened: list[_Open] = []
    for place, block in enumerate(found):
        if block.kind is BlockKind.HEADING and not block.aside:
            del opened[_place(opened, numbers[place], block.level) :]
            opened.append(_Open(numbers[place], block.level))
            found[place] = replace(block, level=len(opened))
    return found


def _place(opened: Sequence[_Open], number: Number | None, level: int) -> int:
    """Returns how many of the open headings a new one stands under."""
    looks = _place_by_looks(opened, level)
    if number is None:
        return looks
    for place, held in reversed(list(enumerate(opened))):
        if held.number is None:
            continue
        if _takes_place_of(held, number, level):
            return place
        if number.is_within(held.number):
            return place + 1
        if len(number.parts) == 1 and held.number.rank < number.rank < Rank.ANNEX:
            return max(place + 1, looks)
    if len(number.parts) > 1 or number.rank is Rank.ANNEX:
        foreign = (place for place, held in enumerate(opened) if held.number and held.number.rank is not Rank.PART)
        return min(next(foreign, len(opened)), looks)
    return looks


def _takes_place_of(held: _Open, number: Number, level: int) -> bool:
    """Tells whether a number stands beside an open one; a single number only as the next, or if it looks alike."""
    if held.number is None or not number.is_beside(held.number):
        return False
    return number.follows(held.number) or len(number.parts) > 1 or held.level == level


def _place_by_looks(opened: Sequence[_Open], level: int) -> int:
    place = len(opened)
    while place and opened[place - 1].level > level:
        place -= 1
    return place - 1 if place and opened[place - 1].level == level else place


def _with_headings_taken_for_text(blocks: Sequence[Block]) -> list[Block]:
    """Makes headings of short lines whose number goes on from the headings before them, above text of their own."""
    found = list(blocks)
    last: _Open | None = None
    for place, block in enumerate(found):
        if block.kind is BlockKind.HEADING:
            number = number_of(block.text)
            last = _Open(number, block.level) if number and number.rank is Rank.DECIMAL else last
        elif last and _is_heading(block, found[place + 1] if place + 1 < len(found) else None, last):
            number = number_of(block.text)
            deeper = len(number.parts) - len(last.number.parts) if number and last.number else 0
            found[place] = replace(block, kind=BlockKind.HEADING, level=max(last.level + deeper, 1))
            last = _Open(number, found[place].level)
    return found


def _is_heading(block: Block, following: Block | None, last: _Open) -> bool:
    """Tells whether a line of text has the number that comes next after the last heading's."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.STEP) or following is None:
        return False
    number = number_of(block.text) if block.text[:1].isdecimal() else None
    if number is None or len(number.parts) == 1 or last.number is None or word_count(block.text) > _HEADING_WORDS:
        return False
    stands_above_text = following.kind is not BlockKind.HEADING and number_of(following.text) is None
    return stands_above_text and not _SENTENCE_END.search(block.text) and _comes_next(number, last.number)


def _comes_next(number: Number, last: Number) -> bool:
    """Tells whether a number is the next one after `last`, its first child, or the next of one that `last` is in."""
    if len(number.parts) > len(last.parts):
        return number.parts == (*last.parts, 1)
    return number.follows(Number(Rank.DECIMAL, last.parts[: len(number.parts)]))
