"""Side bars, boxed stories, figures with captions and key figures."""

from __future__ import annotations

from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import CAPTION_STYLE, Column, Style
from tests.ingest.layouts.sheet import A5, BOLD, Case, Run, Sheet
from tests.ingest.layouts.stream import across, blocks_backwards, blocks_shuffled
from tests.ingest.layouts.texts import bullets, text

_TINT = "#dcebe4"


def side_bar() -> Case:
    """A tinted bar beside the text, written before it in the file; it is read after the text it stands beside."""
    sheet = Sheet(order=blocks_backwards)
    sheet.box((390, 50), (165, 330), fill=_TINT)
    main = Column(sheet, 45, 60, 325)
    main.heading("Samen aan de slag")
    for topic in ("nl.water", "nl.visit", "nl.budget", "nl.plan"):
        main.paragraph(text(topic))
    main.paragraph(text("nl.trees"))
    bar = Column(sheet, 402, 66, 141, Style(size=9))
    bar.heading("Wist je dat", 3)
    for point in bullets("nl")[:4]:
        bar.item(point)
    return sheet.case(all_ink=True)


def boxed_story() -> Case:
    """A framed story in the middle of a column, whose own text goes on below it.

    The story is read after the section that it interrupts, so that what follows it stays under its own heading; or
    where it stands, its title then being no heading.
    """
    sheet = Sheet(size=A5, order=blocks_shuffled)
    left = Column(sheet, 35, 55, 165, Style(size=9))
    left.heading("Resultados", 2)
    left.paragraph(text("es.food"))
    top = left.top
    left.top += 108
    left.paragraph(text("es.river"))
    sheet.box((33, top), (169, 98), fill="#fdf3d8", stroke="#d0b060")
    story = Column(sheet, 42, top + 8, 151, Style(size=9))
    story.heading("Una historia de Estelí", 3)
    story.paragraph(text("es.visit"))
    right = Column(sheet, 220, 55, 165, Style(size=9))
    right.heading("Retos", 2)
    right.paragraph(text("es.transport"))
    right.paragraph(text("es.women"))
    right.paragraph(text("es.archive"))
    heading, before, after, title, told, *others = sheet.truth
    in_place = (heading, before, replace(title, kind=BlockKind.PARAGRAPH, level=0), told, after, *others)
    return sheet.case(in_place, all_ink=True)


def caption_under_figure() -> Case:
    """A drawing between two paragraphs, with a caption that is no sentence of theirs."""
    sheet = Sheet(size=A5, order=blocks_backwards)
    column = Column(sheet, 40, 55, 340)
    column.heading("La collecte des déchets")
    column.paragraph(text("fr.waste"))
    _chart(sheet, 40, column.top, 340)
    column.top += 130
    column.text(BlockKind.CAPTION, "Figure 1 : quartiers desservis par la collecte en 2023", style=CAPTION_STYLE)
    column.paragraph(text("fr.market"))
    _chart(sheet, 40, column.top, 340)
    column.top += 130
    column.text(BlockKind.CAPTION, "Figure 2 : recettes du marché par trimestre", style=CAPTION_STYLE)
    return sheet.case()


def _chart(sheet: Sheet, left: float, top: float, width: float) -> None:
    def bars(canvas: Canvas) -> None:
        canvas.setFillColor("#7aa6c2")
        for place, tall in enumerate((40, 75, 60, 110)):
            canvas.rect(left + 20 + place * width / 4, sheet.height - top - 120, width / 6, tall, stroke=0, fill=1)

    sheet.draw(bars)


def key_figures_side_by_side() -> Case:
    """Three big numbers in a row, each with its label under it, written row by row."""
    sheet = Sheet(order=across)
    column = Column(sheet, 50, 60, 495)
    column.heading("The year in figures")
    column.paragraph(text("en.tax"))
    top = column.top + 10
    figures = (
        ("12", "active city twinnings"),
        ("3,400", "residents took part in workshops"),
        ("66%", "of budget spent on time"),
    )
    for place, (number, label) in enumerate(figures):
        _figure(sheet, 50 + 170 * place, top, number, label)
    column.top = top + 90
    column.heading("What comes next", 2)
    column.paragraph(text("en.plan"))
    return sheet.case(all_ink=True)


def _figure(sheet: Sheet, left: float, top: float, number: str, label: str) -> None:
    block = sheet.expect(BlockKind.KEY_FIGURE, f"{number} {label}")
    sheet.put(Run(text=number, left=left, base=top + 30, font=BOLD, size=30, shade="#226644", block=block))
    below = Column(sheet, left, top + 38, 120)
    for line in (label,) if len(label) < 25 else (label[:14], label[15:]):
        sheet.put(Run(text=line, left=left, base=below.top + 10, block=block))
        below.top += 13


def key_figures_beside_their_labels() -> Case:
    """Big numbers below each other, each with a label of several lines at its right."""
    sheet = Sheet(size=A5, order=across)
    column = Column(sheet, 40, 55, 340)
    column.heading("Het jaar in cijfers", 2)
    labels = (
        ("66%", ("van de lokale besturen gebruikt", "de SDG's bij de omgevingsanalyse")),
        ("190", ("vrouwen telen groenten in de", "moestuinen van Tambacounda")),
        ("15", ("wijken halen hun afval op", "met driewielers")),
    )
    for number, lines in labels:
        block = sheet.expect(BlockKind.KEY_FIGURE, f"{number} {' '.join(lines)}")
        sheet.put(Run(text=number, left=40, base=column.top + 26, font=BOLD, size=28, block=block))
        for place, line in enumerate(lines):
            sheet.put(Run(text=line, left=125, base=column.top + 12 + 13 * place, block=block))
        column.top += 50
    column.heading("Toelichting", 2)
    column.paragraph(text("nl.waste"))
    return sheet.case(all_ink=True)


def white_on_a_dark_band() -> Case:
    """A heading in white on a dark band is as much a text as any other."""
    sheet = Sheet(size=A5)
    sheet.box((0, 30), (420, 60), fill="#123c2e")
    column = Column(sheet, 40, 45, 340)
    column.heading("Voix des habitants", style=Style(font=BOLD, size=20, shade="white", after=1.5))
    column.paragraph(text("fr.youth"))
    column.paragraph(text("fr.school"))
    return sheet.case()


CASES = (
    side_bar,
    boxed_story,
    caption_under_figure,
    key_figures_side_by_side,
    key_figures_beside_their_labels,
    white_on_a_dark_band,
)
