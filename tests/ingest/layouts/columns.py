"""Pages in columns."""

from __future__ import annotations

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import Column, Style
from tests.ingest.layouts.sheet import A5, Case, Run, Sheet
from tests.ingest.layouts.stream import across, blocks_backwards, blocks_shuffled, headings_last
from tests.ingest.layouts.texts import bullets, text


def two_columns() -> Case:
    """Justified text in two columns; the right column comes first in the file."""
    sheet = Sheet(size=A5, order=blocks_backwards)
    style = Style(size=9, align="justify")
    left = Column(sheet, 35, 60, 168, style)
    left.heading("Drinkwater in de dorpen")
    left.paragraph(text("nl.water"))
    left.heading("Planning", 2)
    left.paragraph(text("nl.plan"))
    left.paragraph(text("nl.visit"))
    right = Column(sheet, 217, 60, 168, style)
    right.heading("Vrouwen en jongeren", 2)
    right.paragraph(text("nl.gender"))
    right.paragraph(text("nl.youth"))
    right.heading("Afval", 2)
    right.paragraph(text("nl.waste"))
    right.paragraph(text("nl.trees"))
    return sheet.case(all_ink=True)


def three_columns_under_a_headline() -> Case:
    """A headline over three columns, written line by line across all of them."""
    sheet = Sheet(order=across)
    Column(sheet, 45, 50, 505).heading("Three towns, one year of practice")
    tops = (("Water", "en.water", "en.tax"), ("Learning", "en.lessons", "en.plan"), ("Trade", "en.trade", "en.waste"))
    for place, (heading, first, second) in enumerate(tops):
        column = Column(sheet, 45 + 174 * place, 100, 156, Style(size=9))
        column.heading(heading, 2)
        column.paragraph(text(first))
        column.paragraph(text(second))
    return sheet.case(all_ink=True)


def columns_between_full_width() -> Case:
    """Columns of different heights under a full-width paragraph, and full width again below the longer one."""
    sheet = Sheet(order=blocks_shuffled)
    upper = Column(sheet, 50, 50, 495)
    upper.heading("Bilan du partenariat")
    upper.paragraph(text("fr.land"))
    left = Column(sheet, 50, upper.top + 6, 235)
    left.heading("Eau", 2)
    left.paragraph(text("fr.water"))
    left.paragraph(text("fr.health"))
    left.paragraph(text("fr.school"))
    right = Column(sheet, 310, upper.top + 6, 235)
    right.heading("Marché", 2)
    right.paragraph(text("fr.market"))
    lower = Column(sheet, 50, left.top + 10, 495)
    lower.heading("Jeunesse", 2)
    lower.paragraph(text("fr.youth"))
    lower.paragraph(text("fr.waste"))
    return sheet.case(all_ink=True)


def headings_drawn_last() -> Case:
    """Two headings side by side over their columns, both after all text in the file."""
    sheet = Sheet(size=A5, order=headings_last)
    left = Column(sheet, 35, 70, 165)
    left.heading("Uitdagingen")
    left.gap(1)
    left.heading("Planning", 2)
    left.paragraph(text("nl.plan"))
    left.heading("Gelijke kansen", 2)
    left.paragraph(text("nl.gender"))
    right = Column(sheet, 220, 70, 165)
    right.heading("Opportuniteiten")
    right.gap(1)
    for point in bullets("nl"):
        right.item(point)
    return sheet.case(all_ink=True)


def goes_on_in_the_next_column() -> Case:
    """A paragraph in the middle of a sentence at the foot of a column, and a broken word there."""
    sheet = Sheet(order=headings_last)
    left = Column(sheet, 50, 480, 235, Style(align="justify"))
    left.heading("Lo que aprendimos")
    left.paragraph(text("es.water"))
    left.paragraph(text("es.food"))
    rest = left.paragraph(text("es.river"), lines=4)
    right = Column(sheet, 310, 480, 235, Style(align="justify"))
    right.go_on(rest)
    right.paragraph(text("es.archive"))
    return sheet.case(all_ink=True)


def a_word_broken_between_columns() -> Case:
    """The last line of the left column ends in the middle of a word."""
    sheet = Sheet(order=across)
    left = Column(sheet, 50, 560, 235)
    left.heading("Samenwerking", 2)
    left.paragraph(text("nl.budget"))
    rest = left.paragraph(text("nl.trees"), lines=2)
    right = Column(sheet, 310, 560, 235)
    right.go_on(rest)
    right.paragraph(text("nl.visit"))
    return sheet.case(all_ink=True)


def heading_at_the_foot_of_a_column() -> Case:
    """The last heading of the left column heads the first text of the right one."""
    sheet = Sheet(order=blocks_shuffled)
    left = Column(sheet, 50, 420, 235)
    left.heading("What we did", 2)
    left.paragraph(text("en.tax"))
    left.paragraph(text("en.health"))
    left.heading("What we would do again", 2)
    right = Column(sheet, 310, 420, 235)
    right.paragraph(text("en.lessons"))
    right.paragraph(text("en.plan"))
    return sheet.case(all_ink=True)


def goes_on_on_the_next_page() -> Case:
    """A sentence goes on over the page, with a footer and a header between its halves."""
    sheet = Sheet()
    column = Column(sheet, 60, 80, 475)
    column.heading("Ce que nous avons appris")
    for topic in ("fr.land", "fr.market", "fr.health"):
        column.paragraph(text(topic))
    column.top = 770
    rest = column.paragraph(text("fr.school"), lines=1)
    _running(sheet)
    sheet.next_page()
    column.top = 80
    column.go_on(rest)
    column.paragraph(text("fr.youth"))
    _running(sheet)
    sheet.next_page()
    column.top = 80
    column.heading("Perspectives")
    column.paragraph(text("fr.waste"))
    _running(sheet)
    return sheet.case()


def _running(sheet: Sheet) -> None:
    sheet.aside(Run(text="Rapport annuel du jumelage", left=60, base=40, size=8))
    sheet.aside(Run(text=f"page {sheet.page}", left=500, base=815, size=8))


def narrow_gutters() -> Case:
    """Justified text whose spaces between words are wider than the white between the columns."""
    sheet = Sheet(size=A5, order=across)
    for place, (heading, topics) in enumerate(
        (
            ("Afval", ("nl.waste", "nl.trees")),
            ("Budget", ("nl.budget", "nl.plan")),
            ("Scholen", ("nl.youth", "nl.gender")),
        )
    ):
        column = Column(sheet, 35 + 120 * place, 60, 111, Style(size=8.5, align="justify"))
        column.heading(heading, 2)
        for topic in topics:
            column.paragraph(text(topic))
    return sheet.case(all_ink=True)


def paragraphs_told_by_their_first_line() -> Case:
    """No white space between paragraphs: the first line of each is moved in, in two justified columns."""
    sheet = Sheet(size=A5, order=across)
    style = Style(font="Times-Roman", size=9.5, first=12, after=0, align="justify")
    left, right = Column(sheet, 35, 60, 165, style), Column(sheet, 220, 60, 165, style)
    left.heading("Le foncier", 2)
    for topic in ("fr.land", "fr.market", "fr.health"):
        left.paragraph(text(topic))
    right.heading("La jeunesse", 2)
    for topic in ("fr.youth", "fr.school", "fr.waste"):
        right.paragraph(text(topic))
    return sheet.case(all_ink=True)


def two_pages_on_one_sheet() -> Case:
    """A landscape page that shows two small pages of a booklet, each in its own right."""
    sheet = Sheet(size=(842, 595), order=across)
    left = Column(sheet, 50, 55, 330)
    left.heading("Before we started")
    left.paragraph(text("en.trade"))
    left.paragraph(text("en.youth"))
    for point in bullets("en")[:3]:
        left.item(point)
    right = Column(sheet, 471, 55, 330)
    right.heading("After three years")
    right.paragraph(text("en.waste"))
    right.text(BlockKind.PARAGRAPH, text("en.water"))
    for number, place in ((4, 210), (5, 631)):
        sheet.aside(Run(text=str(number), left=place, base=570, size=8))
    return sheet.case()


CASES = (
    two_columns,
    three_columns_under_a_headline,
    columns_between_full_width,
    headings_drawn_last,
    goes_on_in_the_next_column,
    a_word_broken_between_columns,
    heading_at_the_foot_of_a_column,
    goes_on_on_the_next_page,
    narrow_gutters,
    paragraphs_told_by_their_first_line,
    two_pages_on_one_sheet,
)
