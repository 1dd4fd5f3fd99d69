"""What is on a page besides visible text: the text layer of a scan, hidden words, filled-in fields."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block, BlockKind
from tests.ingest.layouts.column import Column, Style
from tests.ingest.layouts.sheet import A5, Case, Drawing, Run, Sheet
from tests.ingest.layouts.texts import text

_INVISIBLE = 3
_DOTS_A_POINT = 2
_FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def text_layer_of_a_scan() -> Case:
    """A picture of a page with the recognised text under it, invisible and yet the page's text."""
    sheet = Sheet(size=A5)
    style = Style(mode=_INVISIBLE)
    column = Column(sheet, 40, 60, 340, style)
    column.heading("Drinkwater", style=replace(style, size=18, after=0.5))
    for topic in ("nl.water", "nl.plan", "nl.gender"):
        column.paragraph(text(topic))
    picture = _picture(sheet)
    sheet.draw(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, sheet.width, sheet.height))
    return sheet.case()


def _picture(sheet: Sheet) -> BytesIO:
    """Draws the texts of a page as a scanner sees them."""
    image = Image.new("L", (int(sheet.width * _DOTS_A_POINT), int(sheet.height * _DOTS_A_POINT)), 245)
    pen = ImageDraw.Draw(image)
    for run in sheet.runs:
        font = ImageFont.truetype(_FONT, run.size * _DOTS_A_POINT * 0.88)  # Vera is wider than the layer's type
        pen.text((run.left * _DOTS_A_POINT, run.base * _DOTS_A_POINT), run.text, fill=30, font=font, anchor="ls")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def white_on_white() -> Case:
    """Words in the colour of the paper are for machines, not for readers: they are not read."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 340)
    column.heading("Fair trade")
    column.paragraph(text("en.trade"))
    sheet.aside(Run(text="buy cheap honey online discount voucher", left=40, base=column.top + 10, shade="white"))
    column.gap(2)
    column.paragraph(text("en.lessons"))
    return sheet.case(all_ink=True)


def filled_in_form() -> Case:
    """A form: what was typed into a field is read after its label, as a line of its own or as a row."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 340)
    column.heading("Aanvraag uitwisseling")
    column.paragraph("Vul dit formulier samen met uw partnergemeente in.")
    fields = (
        ("Gemeente", "Roeselare"),
        ("Partner", "Dogbo in Benin"),
        ("Thema", "Landrechten en archief"),
        ("Budget", "4.250 euro"),
    )
    for label, value in fields:
        block = sheet.expect(BlockKind.PARAGRAPH, f"{label}: {value}")
        sheet.put(Run(text=f"{label}:", left=40, base=column.top + 14, block=block))
        sheet.draw(_field(label, value, 130, sheet.height - column.top - 20))
        column.top += 30
    rows: tuple[Block, ...] = tuple(replace(block, kind=BlockKind.TABLE_ROW) for block in sheet.truth[2:])
    return sheet.case((*sheet.truth[:2], *rows))


def _field(name: str, value: str, left: float, bottom: float) -> Drawing:
    def field(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            name=name, value=value, x=left, y=bottom, width=240, height=18, fontSize=10, borderWidth=0.5, relative=False
        )

    return field


CASES = (
    text_layer_of_a_scan,
    white_on_white,
    filled_in_form,
)
