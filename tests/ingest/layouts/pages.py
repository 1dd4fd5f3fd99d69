"""Pages that are numbered, turned or cut."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
from pypdf import PageObject, Transformation
from pypdf.constants import PageLabelStyle
from pypdf.generic import RectangleObject

from tests.ingest.layouts.column import Column, Style
from tests.ingest.layouts.sheet import A5, Case, Run, Sheet
from tests.ingest.layouts.stream import blocks_backwards
from tests.ingest.layouts.texts import text


def _written(writer: pypdf.PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def printed_page_numbers() -> Case:
    """A preface in Roman numbers, the body in Arabic ones, an annex A-1; none of the numbers is text."""
    sheet = Sheet(size=A5)
    labels = ("i", "ii", "1", "2", "A-1")
    titles = ("Foreword", "Thanks", "Work done", "Work to do", "Accounts")
    for label, title, topic in zip(labels, titles, ("lessons", "health", "waste", "plan", "tax"), strict=True):
        if title != titles[0]:
            sheet.next_page()
        column = Column(sheet, 40, 60, 340)
        column.heading(title)
        column.paragraph(text(f"en.{topic}"))
        sheet.aside(Run(text=label, left=205, base=570, size=8))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheet.pdf()))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL)
    writer.set_page_label(4, 4, style=PageLabelStyle.DECIMAL, prefix="A-")
    return replace(sheet.case(content=_written(writer)), labels=labels)


def turned_by_90() -> Case:
    """A page that lies on its side in the file and is shown upright."""
    return _turned(90)


def turned_by_270() -> Case:
    """As `turned_by_90`, turned the other way."""
    return _turned(270)


def _columns(sheet: Sheet, left: float, top: float, *, width: float) -> None:
    style = Style(size=9)
    first = Column(sheet, left, top, width, style)
    first.heading("Agua", 2)
    first.paragraph(text("es.water"))
    first.paragraph(text("es.river"))
    second = Column(sheet, left + width + 25, top, width, style)
    second.heading("Transporte", 2)
    second.paragraph(text("es.transport"))
    second.paragraph(text("es.food"))


def _turned(angle: int) -> Case:
    sheet = Sheet(size=A5, order=blocks_backwards)
    _columns(sheet, 40, 60, width=155)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheet.pdf()))
    page: PageObject = writer.pages[0]
    lying = (0, 1, -1, 0, sheet.height, 0) if angle == 90 else (0, -1, 1, 0, 0, sheet.width)
    page.add_transformation(Transformation(lying))
    page.mediabox = page.cropbox = RectangleObject((0, 0, sheet.height, sheet.width))
    page.rotate(angle)
    return sheet.case(content=_written(writer), all_ink=True)


def cut_to_its_crop_box() -> Case:
    """Printer's marks outside the crop box are not shown, and not read; places count from the corner that is shown."""
    sheet = Sheet(size=(520, 695))
    _columns(sheet, 90, 110, width=155)
    sheet.aside(Run(text="brochure_definitief_v3.indd", left=60, base=25, size=8))
    sheet.aside(Run(text="12/03/2024 14:22", left=400, base=680, size=8))
    sheet.aside(Run(text="PANTONE", left=25, base=400, size=8, angle=90))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheet.pdf()))
    writer.pages[0].cropbox = RectangleObject((50, 50, 470, 645))
    return sheet.case(content=_written(writer), all_ink=True)


def page_that_begins_elsewhere() -> Case:
    """A page whose lower left corner is not (0, 0)."""
    sheet = Sheet(size=A5)
    _columns(sheet, 40, 60, width=155)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sheet.pdf()))
    page = writer.pages[0]
    page.add_transformation(Transformation().translate(-200, 300))
    page.mediabox = page.cropbox = RectangleObject((-200, 300, sheet.width - 200, sheet.height + 300))
    return sheet.case(content=_written(writer), all_ink=True)


CASES = (
    printed_page_numbers,
    turned_by_90,
    turned_by_270,
    cut_to_its_crop_box,
    page_that_begins_elsewhere,
)
