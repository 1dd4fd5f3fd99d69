"""PPTX, slide by slide: the title, what stands below it in reading order, then the speaker's notes.

Read from its XML rather than by python-pptx, which refuses a deck that lacks one of its pictures or sounds, and passes
over the text of newer drawings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.archive import Archive, open_archive
from ingest.blocks import Block, BlockKind, Parsed
from ingest.limits import MOST_DEPTH
from ingest.office import Relation, main_part, related, relation_id, relations, title_and_date
from ingest.readers.slide_drawings import drawing_blocks
from ingest.readers.slide_shapes import Shape, shapes
from ingest.readers.slide_text import plain, text_blocks
from ingest.structure import could_be_heading
from ingest.tables import table_blocks
from ingest.xml import Element, attribute
from kb.errors import ReadError
from kb.text import word_count

_TITLES = ("title", "ctrTitle")
# Date, footer, header and number: the same on every slide.
_AROUND = ("dt", "ftr", "hdr", "sldNum")
# Layouts whose title holds for the slides after it as well.
_DIVIDERS = ("title", "secHead")
# An untitled slide with so few words only says what comes next.
_DIVIDER_WORDS = 15
# What PowerPoint calls a deck by itself.
_NO_TITLE = re.compile(
    r".*power ?point|(?:presentati(?:e|on)|présentation|presentación|slide|dia)\W*\d*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slide:
    """A slide with what it refers to; `above` are the roots of its layout and master."""

    number: int
    root: Element
    linked: dict[str, Relation]
    above: tuple[Element, ...]


def read_slides(content: bytes) -> Parsed:
    """Reads a presentation; its pages are its slides, those that a show skips included.

    Raises:
        ReadError: it is damaged, too large, or holds no text.
    """
    archive = open_archive(content)
    title, date = title_and_date(archive)
    title = None if _NO_TITLE.match(title or "") else title
    slides = list(_slides(archive))
    blocks: list[Block] = []
    try:
        for slide in slides:
            blocks += _continued(list(_blocks(slide, archive)), blocks, title)
    except RecursionError as cause:
        raise ReadError("too_deep", most=MOST_DEPTH) from cause
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=_with_text(blocks), title=title, date=date, pages=len(slides))


def _slides(archive: Archive) -> Iterator[_Slide]:
    """Yields the slides in the order of the show, each part once; what the deck lacks is passed over."""
    main = main_part(archive, "ppt/presentation.xml")
    listed = archive.xml(main).iterfind("{*}sldIdLst/{*}sldId")
    linked = relations(archive, main)
    names = dict.fromkeys(linked[name].target for mark in listed if (name := relation_id(mark)) in linked)
    known: dict[str, tuple[Element, ...]] = {}
    for number, name in enumerate(names, start=1):
        beside = relations(archive, name)
        layout = next((found.target for found in beside.values() if found.kind == "slideLayout"), "")
        if layout not in known:
            known[layout] = _above(archive, layout)
        yield _Slide(number=number, root=archive.xml(name), linked=beside, above=known[layout])


def _above(archive: Archive, layout: str) -> tuple[Element, ...]:
    """Returns the roots of a layout and its master: they tell places and bullets, and no text is lost without."""
    try:
        names = (layout, related(archive, layout, "slideMaster")) if layout else ()
        return tuple(archive.xml(name) for name in names if name)
    except ReadError:
        return ()


def _blocks(slide: _Slide, archive: Archive) -> Iterator[Block]:
    """Yields the heading of a slide, its text and its notes."""
    tree = slide.root.find("{*}cSld/{*}spTree")
    found = [] if tree is None else shapes(tree, slide.above)
    titles = [plain(shape.element.find("{*}txBody")) for shape in found if shape.holder in _TITLES]
    body = [block for shape in found if shape.holder not in _TITLES for block in _shape(shape, slide, archive)]
    divides = bool(slide.above) and attribute(slide.above[0], "type") in _DIVIDERS
    title = " ".join(filter(None, titles))
    if not title and body and could_be_heading(body[0].text) and body[0].kind is not BlockKind.TABLE_ROW:
        divides = sum(word_count(block.text) for block in body) <= _DIVIDER_WORDS
        title = body.pop(0).text
    if title:
        yield Block(kind=BlockKind.HEADING, text=title, level=1 if divides else 2, page=slide.number)
    yield from body
    yield from _notes(slide, archive)


def _shape(shape: Shape, slide: _Slide, archive: Archive) -> Iterator[Block]:
    if shape.holder in _AROUND:
        return
    for member in shape.members:
        yield from _shape(member, slide, archive)
    body = shape.element.find("{*}txBody")
    if body is not None:
        yield from text_blocks(body, _styles(shape, slide.above), slide.number)
    for table in shape.element.iterfind("{*}graphic/{*}graphicData/{*}tbl"):
        yield from table_blocks(_rows(table), slide.number)
    if not shape.members:
        yield from drawing_blocks(shape.element, slide.linked, archive, slide.number)


def _styles(shape: Shape, above: Sequence[Element]) -> list[Element]:
    """Returns the list styles that the text of a placeholder takes after, the nearest first."""
    if not shape.holder:
        return []
    stated = [model.find("{*}txBody/{*}lstStyle") for model in shape.after]
    stated += [root.find("{*}txStyles/{*}bodyStyle") for root in above]
    return [style for style in stated if style is not None]


def _rows(table: Element) -> list[list[str]]:
    """Returns the cells of a table; a merged cell heads all its columns and rows, but its value stands once a row."""
    rows: list[list[str]] = []
    for row in table.iterfind("{*}tr"):
        cells: list[str] = []
        for cell in row.iterfind("{*}tc"):
            text = plain(cell.find("{*}txBody"))
            if _is_set(cell, "vMerge") and rows and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            elif _is_set(cell, "hMerge") and cells and not rows:
                text = cells[-1]
            cells.append(text)
        rows.append(cells)
    return rows


def _is_set(cell: Element, name: str) -> bool:
    return attribute(cell, name) in ("1", "true", "on")


def _notes(slide: _Slide, archive: Archive) -> Iterator[Block]:
    for relation in slide.linked.values():
        if relation.kind == "notesSlide":
            for shape in archive.xml(relation.target).iter("{*}sp"):
                mark, body = shape.find("*/{*}nvPr/{*}ph"), shape.find("{*}txBody")
                if mark is not None and body is not None and attribute(mark, "type") == "body":
                    yield from text_blocks(body, [], slide.number)


def _continued(blocks: list[Block], before: Sequence[Block], title: str | None) -> list[Block]:
    """Returns a slide's blocks, its heading left out where the slide before has the same.

    A slide without a heading stands under that of the whole deck.
    """
    headings = [block for block in before if block.kind is BlockKind.HEADING]
    if not blocks or not headings:
        return blocks
    first = blocks[0]
    if first.kind is not BlockKind.HEADING:
        text = title or headings[0].text
        first = Block(kind=BlockKind.HEADING, text=text, level=1, page=first.page)
        blocks = [first, *blocks]
    return blocks[1:] if (first.text, first.level) == (headings[-1].text, headings[-1].level) else blocks


def _with_text(blocks: list[Block]) -> tuple[Block, ...]:
    """Returns the blocks of a deck; one of nothing but titles has them as its text."""
    if any(block.kind is not BlockKind.HEADING for block in blocks):
        return tuple(blocks)
    return tuple(replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in blocks)
