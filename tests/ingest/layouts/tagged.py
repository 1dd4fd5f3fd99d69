"""Tagged files: the structure that the file states, right in one and worth nothing in the other."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdf
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject

from ingest.blocks import Block, BlockKind
from tests.ingest.layouts.column import Column, Mark, Style
from tests.ingest.layouts.sheet import A5, BOLD, Case, Run, Sheet
from tests.ingest.layouts.texts import bullets, text

# Tag and number of marked content, in the order of the structure tree.
Tags = Sequence[tuple[str, int]]


def tags_that_are_right() -> Case:
    """All headings look alike; only the tags tell which of them stands above which."""
    sheet = Sheet(size=A5, tag=_tag)
    column = Column(sheet, 40, 55, 340)
    look = Style(font=BOLD, size=11, after=0.3)
    for level, title, topic in (
        (1, "Rapport de la visite", "fr.land"),
        (2, "Ce que nous avons vu", "fr.water"),
        (3, "Au marché", "fr.market"),
        (3, "À l'école", "fr.school"),
        (2, "Ce que nous ferons", "fr.youth"),
    ):
        column.heading(title, level, style=look)
        column.paragraph(text(topic))
    for point in bullets("fr")[:3]:
        column.item(point, Mark(apart=False, hang=6.1))
    tags = [(_tag_of(block), place) for place, block in enumerate(sheet.truth)]
    return sheet.case(content=_tagged(sheet.pdf(), tags), all_ink=True)


def tags_that_are_wrong() -> Case:
    """A paragraph is tagged as a heading, a heading as a paragraph, and most of the text not at all."""
    marked = {1: ("H1", 0), 3: ("P", 1)}

    def tag(run: Run, _truth: Sequence[Block]) -> tuple[str, int] | None:
        return marked.get(-1 if run.block is None else run.block)

    sheet = Sheet(size=A5, tag=tag)
    column = Column(sheet, 40, 55, 340)
    column.heading("Proyectos del año")
    column.paragraph(text("es.food"))
    column.paragraph(text("es.river"))
    column.heading("Lo que falta", 2)
    column.paragraph(text("es.women"))
    column.heading("Transporte", 2)
    column.paragraph(text("es.transport"))
    column.paragraph(text("es.visit"))
    return sheet.case(content=_tagged(sheet.pdf(), list(marked.values())), all_ink=True)


def _tag_of(block: Block) -> str:
    if block.kind is BlockKind.HEADING:
        return f"H{block.level}"
    return "LI" if block.kind is BlockKind.BULLET else "P"


def _tag(run: Run, truth: Sequence[Block]) -> tuple[str, int] | None:
    return None if run.block is None else (_tag_of(truth[run.block]), run.block)


def _tagged(content: bytes, tags: Tags) -> bytes:
    """Adds the structure tree that the marked content of the first page belongs to."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    page = writer.pages[0]
    tree = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    root = writer._add_object(tree)
    elements = ArrayObject()
    for tag, number in tags:
        element = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject(f"/{tag}"),
                NameObject("/P"): root,
                NameObject("/Pg"): page.indirect_reference,
                NameObject("/K"): NumberObject(number),
            }
        )
        elements.append(writer._add_object(element))
    parents = ArrayObject([NumberObject(0), elements])
    tree[NameObject("/K")] = elements
    tree[NameObject("/ParentTree")] = DictionaryObject({NameObject("/Nums"): parents})
    page[NameObject("/StructParents")] = NumberObject(0)
    writer.root_object[NameObject("/StructTreeRoot")] = root
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(value=True)})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


CASES = (
    tags_that_are_right,
    tags_that_are_wrong,
)
