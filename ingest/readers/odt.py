"""ODT: headings, lists, quotations, tables, boxes and notes in the order of the text, without what was deleted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.archive import Archive, open_archive
from ingest.blocks import Block, BlockKind, Parsed, step
from ingest.cues import is_attribution
from ingest.limits import MOST_DEPTH
from ingest.readers.odt_styles import Styles
from ingest.readers.odt_tables import data_rows, layout_cells
from ingest.readers.odt_text import boxes, is_bold, is_drawn, notes, text_of
from ingest.structure import could_be_heading
from ingest.tables import table_blocks
from ingest.xml import Element, attribute, local, number, one_line
from kb.errors import ReadError

# Tables of contents and the like repeat the text; changes hold what was deleted; the rest is not shown.
_PASSED_OVER = {
    "alphabetical-index",
    "annotation",
    "forms",
    "illustration-index",
    "object-index",
    "sequence-decls",
    "table-index",
    "table-of-content",
    "tracked-changes",
    "user-field-decls",
    "user-index",
    "variable-decls",
}
_ENCRYPTED = b"encryption-data"
_BOLD_HEADING_LEVEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """The list that a paragraph stands in: its style, its depth from 1, and whether the item goes on."""

    style: str
    level: int
    number: int | None
    goes_on: bool = False


def read_odt(content: bytes) -> Parsed:
    """Reads an OpenDocument text; it has no pages until it is printed, so its blocks have none.

    Raises:
        ReadError: it is damaged, protected by a password, too large, or holds no text.
    """
    archive = open_archive(content)
    if "META-INF/manifest.xml" in archive and _ENCRYPTED in archive.read("META-INF/manifest.xml"):
        raise ReadError("password")
    root = archive.xml("content.xml")
    body = root.find("{*}body/{*}text")
    try:
        blocks = () if body is None else tuple(_Reading(_styles(archive, root)).flow(body, None))
    except RecursionError as cause:
        raise ReadError("too_deep", most=MOST_DEPTH) from cause
    if not blocks:
        raise ReadError("no_text")
    title, date = _title_and_date(archive)
    return Parsed(blocks=blocks, title=title, date=date)


def _styles(archive: Archive, root: Element) -> Styles:
    """Returns the styles of a document; where those for all of it are missing or damaged, no text is lost."""
    try:
        return Styles([archive.xml("styles.xml"), root])
    except ReadError:
        return Styles([root])


def _title_and_date(archive: Archive) -> tuple[str | None, str | None]:
    """Returns the title that the file states and when it was made; damaged facts cost nothing but themselves."""
    try:
        facts = archive.xml("meta.xml").find("{*}meta")
    except ReadError:
        facts = None
    found = {} if facts is None else {local(fact): one_line(fact.text or "") for fact in facts.iterchildren()}
    return found.get("title") or None, found.get("creation-date") or found.get("date") or None


class _Reading:
    """One pass over a document; counts the items of its lists and its boxes."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._counts: dict[tuple[str, int], int] = {}
        self._asides = itertools.count(1)

    def flow(self, parent: Element, inside: _List | None) -> Iterator[Block]:
        """Yields the blocks of everything that an element holds."""
        for child in parent.iterchildren():
            name = local(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, inside)
                inside = replace(inside, goes_on=True) if inside else None
            elif name == "list":
                yield from self._list(child, inside)
            elif name == "table":
                yield from self._table(child)
            elif is_drawn(child):
                yield from self._boxes(child)
            elif name not in _PASSED_OVER:
                yield from self.flow(child, inside)

    def _paragraph(self, element: Element, inside: _List | None) -> Iterator[Block]:
        text = text_of(element)
        if any(map(str.isalnum, text)):
            yield self._block(element, text, inside)
        yield from self._notes(element)
        yield from self._boxes(element)  # with their own notes

    def _notes(self, element: Element, *, in_boxes: bool = False) -> Iterator[Block]:
        for note in notes(element, in_boxes=in_boxes):
            for block in self.flow(note, None):
                yield replace(block, kind=BlockKind.FOOTNOTE, level=0)

    def _boxes(self, element: Element) -> Iterator[Block]:
        for box in boxes(element):
            aside = next(self._asides)
            for block in self.flow(box, None):
                yield replace(block, aside=block.aside or aside)

    def _block(self, element: Element, text: str, inside: _List | None) -> Block:
        style = attribute(element, "style-name")
        if level := self._heading_level(element, text, style, inside):
            return Block(kind=BlockKind.HEADING, text=text, level=level)
        if inside is None or inside.goes_on:
            return Block(kind=self._styles.kind(style), text=text)
        if inside.number is None:
            return Block(kind=BlockKind.BULLET, text=text, level=inside.level - 1)
        return replace(step(inside.number, text), level=inside.level - 1)

    def _heading_level(self, element: Element, text: str, style: str, inside: _List | None) -> int:
        if local(element) == "h":
            return number(attribute(element, "outline-level"), 1)
        if inside is not None:
            return 0
        if level := self._styles.heading_level(style):
            return level
        looks = could_be_heading(text) and is_bold(element, self._styles) and not is_attribution(text)
        return _BOLD_HEADING_LEVEL if looks and self._styles.kind(style) is BlockKind.PARAGRAPH else 0

    def _list(self, element: Element, around: _List | None) -> Iterator[Block]:
        level = around.level + 1 if around else 1
        style = attribute(element, "style-name") or (around.style if around else "")
        key = style, level
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        if not goes_on or key not in self._counts:
            self._counts[key] = self._styles.start(*key) - 1
        for item in element.iterchildren("{*}list-item", "{*}list-header"):
            is_header = local(item) == "list-header"
            place = None if is_header else self._number(item, key)
            yield from self.flow(item, _List(style=style, level=level, number=place, goes_on=is_header))

    def _number(self, item: Element, key: tuple[str, int]) -> int | None:
        """Returns the number of an item; one that only holds a list of its own has none, nor has a bullet."""
        begins = next(item.iterchildren(), None)
        if begins is None or local(begins) == "list" or not self._styles.is_numbered(*key):
            return None
        self._counts[key] = number(attribute(item, "start-value"), self._counts[key] + 1)
        return self._counts[key]

    def _table(self, element: Element) -> Iterator[Block]:
        """Yields the rows of a table, then its notes; one that only places text is read cell by cell."""
        placed = layout_cells(element)
        for cell in placed or ():
            yield from self.flow(cell, None)
        if placed is None:
            yield from table_blocks(data_rows(element))
            yield from self._notes(element, in_boxes=True)
