"""What a reader makes of a file: blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (of a level from 1), paragraph, list item, quotation, attribution or row of a table.

    `page` is the physical page from 1, None where the format has no pages.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None


def step(number: int, text: str) -> Block:
    """Returns a step of a numbered list, its number shown before it."""
    return Block(kind=BlockKind.STEP, text=f"{number}. {text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file as read: its blocks, and what it says of itself."""

    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    pages: int | None = None
    facts: dict[str, str] = field(default_factory=dict)
