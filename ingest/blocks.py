"""What a reader makes of a file: blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kb.types import Box, Page


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    TABLE_ROW = "table_row"
    WARNING = "warning"
    QUESTION = "question"
    KEY_FIGURE = "key_figure"
    CAPTION = "caption"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands on its page, and the offset in its block's text at which the line begins."""

    start: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading (of a level from 1), paragraph, list item, quotation, attribution, row of a table and so on.

    `page` is the physical page from 1 that it begins on, None where the format has no pages; `places` has an entry a
    line, ascending, where the format tells places. Blocks with the same `aside` above 0 stand in one box or side bar:
    their headings hold for themselves alone.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    places: tuple[Place, ...] = ()
    aside: int = 0


def cut(block: Block, start: int, end: int) -> Block:
    """Returns the part of a block whose text is [start, end), with the lines that it stands on."""
    ends = [*(place.start for place in block.places[1:]), len(block.text)]
    kept = tuple(
        Place(max(place.start - start, 0), place.box)
        for place, line_end in zip(block.places, ends, strict=False)
        if place.start < end and line_end > start
    )
    page = kept[0].box.page if kept else block.page
    return replace(block, text=block.text[start:end], page=page, places=kept)


def step(number: int, text: str) -> Block:
    """Returns a step of a numbered list, its number shown before it."""
    return Block(kind=BlockKind.STEP, text=f"{number}. {text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a file, such as in an e-mail; it becomes a document of its own."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file as read: its blocks, and what it says of itself.

    `page_facts` tells how each page was read, where the format has pages.
    """

    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    pages: int | None = None
    facts: dict[str, str] = field(default_factory=dict)
    page_facts: tuple[Page, ...] = ()
    attachments: tuple[Attachment, ...] = ()
