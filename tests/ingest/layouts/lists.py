"""Lists: bullets of every make, steps, and the table of contents, which is none."""

from __future__ import annotations

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import Column, Mark, Style
from tests.ingest.layouts.sheet import A5, BOLD, Case, Run, Sheet
from tests.ingest.layouts.stream import across, blocks_shuffled, glyphs_first
from tests.ingest.layouts.texts import bullets, text

_IN_LINE = Mark(apart=False, hang=6.1)
_TYPED = Mark(glyph="o", font="Courier", indent=18, hang=14)


def bullets_of_several_kinds() -> Case:
    """One glyph a language: a round one in the line, a dash, a dingbat of another font, one of the symbol font."""
    sheet = Sheet()
    column = Column(sheet, 50, 55, 300)
    column.heading("Resultaten", 2)
    for point in bullets("nl"):
        column.item(point, _IN_LINE)
    column.heading("Résultats", 2)
    for point in bullets("fr"):
        column.item(point, Mark(glyph="–", apart=False, hang=8.4))
    column.heading("Resultados", 2)
    for point in bullets("es"):
        column.item(point, Mark(glyph="■", font="ZapfDingbats", hang=16))
    column.heading("Results", 2)
    for point in bullets("en"):
        column.item(point, Mark(font="Symbol", hang=14))
    return sheet.case(all_ink=True)


def bullets_within_bullets() -> Case:
    """Points under points, the inner ones with the letter "o" of a typewriter font, as word processors set them."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 320)
    column.heading("Ce qui a changé", 2)
    column.paragraph("Trois changements ont marqué l'année du partenariat :")
    outer, inner = bullets("fr"), bullets("es")
    column.item(outer[1])
    column.item(inner[1], _TYPED)
    column.item(inner[3], _TYPED)
    column.item(outer[2])
    column.item(inner[4], _TYPED)
    column.item(outer[4])
    column.paragraph(text("fr.land"))
    return sheet.case(all_ink=True)


def glyphs_before_all_texts() -> Case:
    """Two columns of points whose glyphs come first in the file, far from their texts."""
    sheet = Sheet(size=A5, order=glyphs_first)
    left = Column(sheet, 35, 60, 165)
    left.heading("Sterktes", 2)
    for point in bullets("nl")[:3]:
        left.item(point, Mark(hang=16))
    right = Column(sheet, 220, 60, 165)
    right.heading("Zwaktes", 2)
    for point in bullets("nl")[3:]:
        right.item(point, Mark(hang=16))
    return sheet.case(all_ink=True)


def numbered_steps() -> Case:
    """Steps whose numbers hang beside them, in two columns, after a sentence that announces them."""
    sheet = Sheet(size=A5, order=across)
    column = Column(sheet, 40, 55, 340)
    column.heading("Cómo organizar un intercambio", 2)
    column.paragraph("Siga estos cinco pasos con su municipio socio:")
    top = column.top
    steps = [
        "Elijan juntos un solo tema y escríbanlo en una frase.",
        "Nombren a una persona responsable en cada municipio y a su suplente.",
        "Preparen la visita con dos reuniones en línea, una por mes.",
        "Durante la visita, anoten cada tarde lo que van a probar en casa.",
        "Publiquen el informe antes de treinta días.",
    ]
    left, right = Column(sheet, 40, top, 160), Column(sheet, 220, top, 160)
    for number, step in enumerate(steps, start=1):
        (left if number < 4 else right).item(step, Mark(glyph=f"{number}.", kind=BlockKind.STEP, hang=16))
    column.top = left.top + 10
    column.heading("Después", 2)
    column.paragraph(text("es.archive"))
    return sheet.case(all_ink=True)


def a_step_over_the_page() -> Case:
    """Steps numbered in the line, one of which goes on over the page."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 480, 340)
    column.heading("In drie stappen naar een dorpsraad", 2)
    for number, step in enumerate(
        (
            "Nodig alle inwoners uit via de radio, de kerk en de markt.",
            "Kies per straat twee mensen.",
        ),
        start=1,
    ):
        column.item(step, Mark(glyph=f"{number}.", kind=BlockKind.STEP, apart=False, hang=11))
    last = "Spreek af wanneer de raad samen~komt, wie het verslag maakt en hoe het bestuur binnen de maand antwoordt."
    block = sheet.expect(BlockKind.STEP, f"3. {last}")
    first, rest = "3. Spreek af wanneer de raad samenkomt, wie het verslag maakt en hoe het", "bestuur binnen de maand"
    sheet.put(Run(text=first, left=40, base=column.top + 10, block=block))
    sheet.next_page()
    sheet.put(Run(text=f"{rest} antwoordt.", left=51, base=65, block=block))
    column.top = 85
    column.paragraph(text("nl.budget"))
    return sheet.case(all_ink=True)


def table_of_contents() -> Case:
    """A page of contents is no text to answer with: it is dropped, and the chapter after it is read."""
    sheet = Sheet(size=A5)
    sheet.aside(Run(text="Contents", left=40, base=70, font=BOLD, size=18))
    entries = (
        ("1 Why twin at all", 3), ("2 Finding a partner town", 7), ("2.1 The first letter", 8),
        ("2.2 The first visit", 11), ("3 Money and accounts", 15), ("4 Ending well", 21), ("Annex: addresses", 24),
    )  # fmt: skip
    for place, (title, number) in enumerate(entries):
        dots = "." * round((290 - len(title) * 5) / 3)
        sheet.aside(Run(text=f"{title} {dots} {number}", left=40, base=105 + 20 * place))
    sheet.next_page()
    column = Column(sheet, 40, 60, 340)
    column.heading("1 Why twin at all")
    column.paragraph(text("en.lessons"))
    column.paragraph(text("en.youth"))
    return sheet.case()


def numbered_headings() -> Case:
    """A handbook: the numbers of its headings tell their levels, their type does not."""
    sheet = Sheet(size=A5, order=blocks_shuffled)
    column = Column(sheet, 40, 50, 340)
    look = Style(font=BOLD, size=12, after=0.4)
    for level, title, topic in (
        (1, "1 Le partenariat", "fr.market"),
        (2, "1.1 Choisir un thème", "fr.school"),
        (2, "1.2 Signer l'accord", "fr.land"),
        (1, "2 La visite", "fr.health"),
        (2, "2.1 Avant le départ", "fr.water"),
    ):
        column.heading(title, level, style=look)
        column.paragraph(text(topic))
    return sheet.case(all_ink=True)


CASES = (
    bullets_of_several_kinds,
    bullets_within_bullets,
    glyphs_before_all_texts,
    numbered_steps,
    a_step_over_the_page,
    table_of_contents,
    numbered_headings,
)
