"""Passages: pieces of a document that each can answer a question.

A passage never crosses a heading or a question, mixes no testimonials, and keeps together what `ingest/units.py` says.
Within a section the cuts are those that cost least over the whole section, so that no short rest is left at its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from ingest.blocks import Block, BlockKind
from ingest.cuts import FEWEST_WORDS, MOST_WORDS, Price, cheapest, price_of_size
from ingest.footnotes import beside_references
from ingest.units import Unit, units
from kb.types import Box

__all__ = ["FEWEST_WORDS", "MOST_WORDS", "Piece", "split"]

# In the units of `ingest/cuts.py`: as much as being too short at all.
_PRICE_SPLIT_FROM_INTRODUCTION = 2.0
# More than any number of short passages costs that keeping them apart makes: who is quoted is not known.
_PRICE_QUOTATIONS_MIXED = 100.0


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


@dataclass(slots=True, kw_only=True)
class _Section:
    """The blocks under one heading path; `question` is what they answer, where one stands above them."""

    headings: tuple[str, ...]
    question: str = ""
    blocks: list[Block] = field(default_factory=list)


def split(blocks: Sequence[Block]) -> list[Piece]:
    """Returns the passages of a document, in its order.

    Together they hold all text but the headings, each block once; only the speaker of a long testimonial stands on each
    part of it.
    """
    return [piece for section in _sections(beside_references(blocks)) for piece in _pieces(section)]


def _pieces(section: _Section) -> Iterator[Piece]:
    for run in _runs(units(section.blocks)):
        for start, end in cheapest([unit.words for unit in run], _price(run)):
            yield _piece(section, run[start:end])


def _price(run: Sequence[Unit]) -> Price:
    """Returns what passages of a run cost; one that begins behind a colon is parted from what introduces it."""
    introduced = [False, *(unit.introduces for unit in run)]
    quotations = list(accumulate((unit.blocks[0].kind is BlockKind.QUOTE for unit in run), initial=0))

    def price(start: int, end: int, size: int) -> float:
        mixed = max(quotations[end] - quotations[start] - 1, 0)
        beside = introduced[start] * _PRICE_SPLIT_FROM_INTRODUCTION + mixed * _PRICE_QUOTATIONS_MIXED
        return price_of_size(start, end, size) + beside

    return price


def _piece(section: _Section, members: Sequence[Unit]) -> Piece:
    """Returns units as a passage; the question they answer and the line above their list are of its path."""
    blocks = tuple(block for unit in members for block in unit.blocks)
    asked = section.question if not any(block.kind is BlockKind.QUESTION for block in blocks) else ""
    above = [text for text in (asked, members[0].context) if text]
    return Piece(blocks=blocks, headings=(*section.headings, *above))


def _sections(blocks: Sequence[Block]) -> list[_Section]:
    """Returns the runs of blocks between headings and questions; headings without text are dropped.

    A box beside the text is of its own: the text goes on after it as if it were not there.
    """
    found: list[_Section] = []
    paths: dict[int, list[tuple[int, str]]] = {}
    opened: dict[int, _Section] = {}
    for block in blocks:
        path = paths.setdefault(block.aside, [])
        if block.kind is BlockKind.HEADING:
            path[:] = [entry for entry in path if entry[0] < block.level] + [(block.level, block.text)]
            opened.pop(block.aside, None)
            continue
        if block.aside not in opened or block.kind is BlockKind.QUESTION:
            headings = tuple(text for _, text in (*(paths.get(0, []) if block.aside else []), *path) if text)
            question = block.text if block.kind is BlockKind.QUESTION else ""
            opened[block.aside] = _Section(headings=headings, question=question)
            found.append(opened[block.aside])
        opened[block.aside].blocks.append(block)
    return found


def _runs(found: Sequence[Unit]) -> list[list[Unit]]:
    """Returns the units that may share passages: testimonials are alone, key figures with each other."""
    runs: list[list[Unit]] = []
    for unit in found:
        if runs and not (unit.alone or runs[-1][-1].alone or unit.is_figures != runs[-1][-1].is_figures):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _shown(block: Block) -> str:
    return f"• {block.text}" if block.kind is BlockKind.BULLET else block.text
