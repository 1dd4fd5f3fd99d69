"""DOCX: headings by style and looks, lists with their numbers, tables, boxes and notes, in the order of the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from statistics import median

from ingest.blocks import Block, BlockKind, Parsed
from ingest.limits import MOST_DEPTH
from ingest.readers.docx_body import Body, Paragraph, Table
from ingest.readers.docx_headings import heading_levels
from ingest.readers.docx_lists import Numbering
from ingest.readers.docx_package import Package, open_package
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_tables import Content, data_blocks, in_reading_order, is_layout
from ingest.readers.table_cells import text_of_cell
from ingest.structure import ends_sentence, join_lines
from kb.errors import ReadError

# What house styles draw before and after their titles.
_ORNAMENTS = "/|_=~ "
# In lines: less space between paragraphs is not seen as such.
_VISIBLE_GAP = 0.5
_KINDS = {"caption": BlockKind.CAPTION, "quote": BlockKind.QUOTE, "bullet": BlockKind.BULLET}
_TYPED_BULLET = re.compile(r"(?:[•▪◦‣●○■□·\uf0a7\uf0b7]\s*|[–—*-]\s+)(?=\S)")
_TYPED_NUMBER = re.compile(r"(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph, table of data or note in the order of reading; `aside` numbers the box that it stands in."""

    item: Paragraph | Table
    aside: int
    is_note: bool = False


def read_docx(content: bytes) -> Parsed:
    """Reads a Word document; it has no pages until it is printed, so its blocks have none.

    Raises:
        ReadError: it is damaged or holds no text.
    """
    package = open_package(content)
    try:
        blocks = tuple(_Reading(package).blocks())
    except RecursionError as cause:
        raise ReadError("too_deep", most=MOST_DEPTH) from cause
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=package.title, date=package.date)


class _Reading:
    """One pass over a file."""

    def __init__(self, package: Package) -> None:
        styles = Styles(package.styles)
        self._package = package
        self._body = Body(styles, Numbering(package.numbering, styles))
        self._asides = itertools.count(1)

    def blocks(self) -> list[Block]:
        parts = list(self._flow(self._body.read(self._package.body), 0))
        levels = heading_levels([part.item for part in parts])
        spaced = _are_spaced(parts)
        found: list[Block] = []
        for place, part in enumerate(parts):
            for block in self._part_blocks(part, levels.get(place, 0)):
                if found and _runs_on(found[-1], part, block, spaced=spaced):
                    found[-1] = replace(found[-1], text=join_lines([found[-1].text, block.text]))
                else:
                    found.append(replace(block, aside=part.aside))
        return found

    def _flow(self, content: Content, aside: int) -> Iterator[_Part]:
        """Yields paragraphs, tables, text boxes and notes in the order in which a person reads them."""
        for item in content:
            if isinstance(item, Table) and is_layout(item):
                yield from self._layout(item, aside)
                continue
            yield _Part(item, aside)
            if isinstance(item, Paragraph):
                for box in item.boxes:
                    yield from self._box(box, aside)
            yield from self._notes([item], aside)

    def _layout(self, table: Table, aside: int) -> Iterator[_Part]:
        """Yields what a table places; one cell with several paragraphs is a box, whose headings hold for it alone."""
        cells = list(in_reading_order(table))
        is_box = len(cells) == 1 and len(cells[0]) > 1
        inside = next(self._asides) if is_box else aside
        for cell in cells:
            yield from self._flow(cell, inside)

    def _box(self, box: Content, aside: int) -> Iterator[_Part]:
        """Yields what a text box holds; where that is only a heading by its style, it heads what follows the box."""
        is_banner = len(box) == 1 and isinstance(box[0], Paragraph) and box[0].outline > 0
        yield from self._flow(box, aside if is_banner else next(self._asides))

    def _notes(self, content: Content, aside: int) -> Iterator[_Part]:
        """Yields the notes that paragraphs refer to, those in the cells of a table included."""
        for item in content:
            if isinstance(item, Table):
                for cell in itertools.chain.from_iterable(row.cells for row in item.rows):
                    yield from self._notes(cell.content, aside)
                continue
            for key in item.notes:
                if key in self._package.notes:
                    yield from (_Part(held, aside, is_note=True) for held in self._body.read(self._package.notes[key]))

    def _part_blocks(self, part: _Part, level: int) -> Iterator[Block]:
        if isinstance(part.item, Table):
            yield from data_blocks(part.item, self._cell_text)
        elif any(map(str.isalnum, part.item.text)):  # the rest only decorates
            block = _paragraph(part.item, 0 if part.is_note else level)
            yield replace(block, kind=BlockKind.FOOTNOTE) if part.is_note else block

    def _cell_text(self, content: Content) -> str:
        parts = (part for part in self._flow(content, 0) if not part.is_note)
        return text_of_cell(block for part in parts for block in self._part_blocks(part, 0))


def _are_spaced(parts: Iterable[_Part]) -> bool:
    """Tells whether space above sets paragraphs apart."""
    gaps = [part.item.gap for part in parts if isinstance(part.item, Paragraph) and part.item.gap is not None]
    return bool(gaps) and median(gaps) >= _VISIBLE_GAP


def _runs_on(last: Block, part: _Part, block: Block, *, spaced: bool) -> bool:
    """Tells whether a paragraph goes on with the one before it, as in files that were converted from pages.

    These cut a sentence where a page ends, and a paragraph anywhere; then no space is above the rest of it.
    """
    item = part.item
    if not isinstance(item, Paragraph) or not last.kind is block.kind is BlockKind.PARAGRAPH:
        return False
    if item.begins_page:
        return block.text[0].islower() and not ends_sentence(last.text)
    return spaced and item.gap is not None and item.gap < _VISIBLE_GAP


def _paragraph(paragraph: Paragraph, level: int) -> Block:
    text, item = paragraph.text, paragraph.item
    label, depth = (item.label, item.level) if item else ("", 0)
    if level:
        return Block(kind=BlockKind.HEADING, text=f"{label} {text.strip(_ORNAMENTS)}".lstrip(), level=level)
    if any(map(str.isalnum, label)):
        return Block(kind=BlockKind.STEP, text=f"{label}{'.' * label.isalnum()} {text}", level=depth)
    if bullet := _TYPED_BULLET.match(text):
        return Block(kind=BlockKind.BULLET, text=text[bullet.end() :], level=depth)
    if item:
        return Block(kind=BlockKind.BULLET, text=text, level=depth)
    if _TYPED_NUMBER.match(text):
        return Block(kind=BlockKind.STEP, text=text)
    return Block(kind=_KINDS.get(paragraph.role, BlockKind.PARAGRAPH), text=text)
