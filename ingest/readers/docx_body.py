"""The body of a Word file as paragraphs and tables in their order, before it is told what each is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.docx_lists import Item, Numbering
from ingest.readers.docx_package import WORD, number, switch, value, whole
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_text import Span, Words, read_words, shown
from ingest.structure import begins_with_bullet
from ingest.xml import Element

# What only holds paragraphs and tables together.
_WRAPPERS = {f"{WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_ALTERNATIVES = re.compile(
    r"\{http://schemas\.openxmlformats\.org/markup-compatibility/2006\}(?:AlternateContent|Choice)"
)
_CONTENTS_GALLERY = "Table of Contents"
_WIDEST_SPAN = 100
# No other use of these signs within a line is known.
_BULLETS = frozenset("•▪●■")
_WORDS_OF_LABEL = 4
# Twentieths of a point, and the usual height of a line in sizes of its type.
_TWIPS = 20
_LINE_HEIGHT = 1.2
_ROLES = ("caption", "quote", "bullet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, or a part of one that line breaks make look like several.

    `outline` is its level in the outline, 0 for running text; `role` what its style says that it is (caption, quote,
    bullet); `boxes` are the text boxes that hang on it; `begins_page` where its author, or the program that
    converted it, began a page with it; `gap` is the space above it in lines, where its lines have a stated height.
    """

    spans: tuple[Span, ...]
    role: str = ""
    outline: int = 0
    item: Item | None = None
    boxes: tuple[tuple[Paragraph | Table, ...], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    begins_page: bool = False
    gap: float | None = None

    @property
    def text(self) -> str:
        """Its text as it is read."""
        return shown(self.spans)

    @property
    def letters(self) -> list[tuple[int, Span]]:
        """Its spans, each with how many letters and digits it shows."""
        return [(sum(map(str.isalnum, span.text)), span) for span in self.spans]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell over `across` columns; one that `continues` is of one with that above it."""

    content: tuple[Paragraph | Table, ...]
    across: int = 1
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; the columns `before` it are empty, and `is_header` where it is repeated on every page."""

    cells: tuple[Cell, ...]
    before: int = 0
    is_header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `is_ruled` where lines are drawn between its cells."""

    rows: tuple[Row, ...]
    is_ruled: bool


class Body:
    """Reads the elements of one file; lists count, so elements are read in their order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering

    def read(self, container: Element) -> tuple[Paragraph | Table, ...]:
        """Returns the paragraphs and tables of a body, cell, text box or note."""
        return tuple(self._items(container))

    def _items(self, container: Element) -> Iterator[Paragraph | Table]:
        initial: tuple[Span, ...] = ()
        broken = False
        for element in _inside(container):
            if element.tag == f"{WORD}tbl":
                yield self._table(element)
                continue
            is_initial = _is_initial(element)
            for part in self._paragraphs(element):
                paragraph = replace(part, spans=(*initial, *part.spans), begins_page=broken)
                initial = paragraph.spans if is_initial else ()
                if not initial and (paragraph.text or paragraph.boxes or paragraph.notes):
                    yield paragraph
                    broken = False
            broken |= _breaks_page(element)

    def _paragraphs(self, element: Element) -> Iterator[Paragraph]:
        properties = element.find(f"{WORD}pPr")
        style = self._styles.of(properties)
        words = read_words(element, self._styles, style)
        if self._styles.is_a("contents", style) or words.leads_to_headings:
            return
        # Word counts no paragraph of a list that shows nothing but is deleted or hidden.
        item = self._numbering.item(properties, style) if words.spans else None
        first, *others = _parts(words, whole=item is not None) or [()]
        role = next((role for role in _ROLES if self._styles.is_a(role, style)), "")
        outline = self._styles.outline(properties, style)
        parts = [Paragraph(spans=first, role=role, outline=outline, item=item, gap=_gap(properties, words))]
        parts += [Paragraph(spans=part, role=role) for part in others]
        boxes = tuple(self.read(box) for box in words.boxes)
        parts[-1] = replace(parts[-1], boxes=boxes, notes=tuple(words.notes))
        yield from parts

    def _table(self, element: Element) -> Table:
        properties = element.find(f"{WORD}tblPr")
        chain = self._styles.chain(value(properties, "tblStyle") or "")
        borders = [properties, *(style.find(f"{WORD}tblPr") for style in chain)]
        ruled = any(_draws(found.find(f"{WORD}tblBorders")) for found in borders if found is not None)
        cells_ruled = any(
            _draws(borders) for borders in element.iterfind(f"{WORD}tr/{WORD}tc/{WORD}tcPr/{WORD}tcBorders")
        )
        rows = tuple(
            self._row(row) for row in _inside(element, f"{WORD}tr") if row.find(f"{WORD}trPr/{WORD}del") is None
        )
        return Table(rows=rows, is_ruled=ruled or cells_ruled)

    def _row(self, element: Element) -> Row:
        properties = element.find(f"{WORD}trPr")
        return Row(
            cells=tuple(self._cell(cell) for cell in _inside(element, f"{WORD}tc")),
            before=min(number(properties, "gridBefore") or 0, _WIDEST_SPAN),
            is_header=switch(properties, "tblHeader") or False,
        )

    def _cell(self, element: Element) -> Cell:
        properties = element.find(f"{WORD}tcPr")
        return Cell(
            content=self.read(element),
            across=max(1, min(number(properties, "gridSpan") or 1, _WIDEST_SPAN)),
            continues=value(properties, "vMerge") in ("", "continue"),
        )


def _inside(container: Element, *tags: str) -> Iterator[Element]:
    """Yields what a container holds, through what only holds things together; a table of contents is left out."""
    wanted = tags or (f"{WORD}p", f"{WORD}tbl")
    for child in container:
        if child.tag in wanted:
            yield child
        elif not isinstance(child.tag, str) or _is_contents(child):
            continue
        elif child.tag in _WRAPPERS or _ALTERNATIVES.fullmatch(child.tag):
            yield from _inside(child, *wanted)


def _is_contents(element: Element) -> bool:
    gallery = element.find(f"{WORD}sdtPr/{WORD}docPartObj")
    return element.tag == f"{WORD}sdt" and value(gallery, "docPartGallery") == _CONTENTS_GALLERY


def _is_initial(element: Element) -> bool:
    """Tells whether a paragraph is the large first letter of the next."""
    frame = element.find(f"{WORD}pPr/{WORD}framePr")
    return frame is not None and frame.get(f"{WORD}dropCap", "none") != "none"


def _gap(properties: Element | None, words: Words) -> float | None:
    """Returns the space above a paragraph whose lines have an exact height, in heights of its text."""
    spacing = properties.find(f"{WORD}spacing") if properties is not None else None
    if spacing is None or spacing.get(f"{WORD}lineRule") != "exact" or not words.spans:
        return None
    height = _LINE_HEIGHT * _TWIPS * max(words.spans[0].look.size, 1) / 2
    stated = (whole(spacing.get(f"{WORD}{name}", "")) or 0 for name in ("before", "line"))
    return sum(stated) / height - 1


def _breaks_page(element: Element) -> bool:
    breaks = element.iterfind(f"{WORD}r/{WORD}br")
    is_section = element.find(f"{WORD}pPr/{WORD}sectPr") is not None
    return is_section or any(found.get(f"{WORD}type") == "page" for found in breaks)


def _draws(borders: Element | None) -> bool:
    """Tells whether borders are drawn between cells or round them."""
    return borders is not None and any(
        border.get(f"{WORD}val") not in (None, "nil", "none") for border in borders if isinstance(border.tag, str)
    )


def _parts(words: Words, *, whole: bool) -> list[tuple[Span, ...]]:
    """Cuts a paragraph at line breaks that part what it says: at bullets, labels, and lines that look like headings."""
    lines = [line for line in words.lines if shown(line)]
    if whole:
        return [tuple(_joined(lines))] if lines else []
    if len(lines) > 1 and _stands_out(lines):
        return [tuple(lines[0]), *_parts(Words(lines=lines[1:]), whole=False)]
    parts: list[list[list[Span]]] = []
    for piece in itertools.chain.from_iterable(map(_items_of, lines)):
        if parts and not _begins_part(shown(parts[-1][-1]), shown(piece)):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return [tuple(_joined(part)) for part in parts]


def _begins_part(last: str, line: str) -> bool:
    is_label = line.endswith(":") and len(line.split()) <= _WORDS_OF_LABEL
    return begins_with_bullet(line) or last.endswith(":") or is_label


def _joined(lines: Iterable[Sequence[Span]]) -> Iterator[Span]:
    for place, line in enumerate(lines):
        yield from (replace(span, text=f" {span.text}") if place and span is line[0] else span for span in line)


def _items_of(line: Sequence[Span]) -> Iterator[list[Span]]:
    """Takes apart a line that holds several bullets: those with the sign that it begins with."""
    sign = shown(line)[:1]
    parts: list[list[Span]] = [[]]
    for span in line:
        bullets = sign in _BULLETS and shown([span])[:1] == sign
        if bullets and any(held.text.strip() for held in parts[-1]):
            parts.append([])
        parts[-1].append(span)
    yield from parts


def _stands_out(lines: Iterable[Sequence[Span]]) -> bool:
    """Tells whether the first of several lines is bolder or larger than any after it."""
    first, *others = [[span.look for span in line if span.text.strip()] for line in lines]
    looks = [look for line in others for look in line]
    bolder = all(look.bold for look in first) and not any(look.bold for look in looks)
    return bolder or min(look.size for look in first) > max(look.size for look in looks)
