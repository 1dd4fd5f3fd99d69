"""What stands in the margins and is no part of the text; and footnotes, which are."""

from __future__ import annotations

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import FOOTNOTE_STYLE, Column, wrap
from tests.ingest.layouts.sheet import A5, Case, Run, Sheet
from tests.ingest.layouts.stream import blocks_backwards
from tests.ingest.layouts.texts import text

_FOOT, _HEAD = 570.0, 30.0


def _head(sheet: Sheet, words: str, left: float = 40) -> None:
    sheet.aside(Run(text=words, left=left, base=_HEAD, size=8))


def _foot(sheet: Sheet, words: str, left: float = 200) -> None:
    sheet.aside(Run(text=words, left=left, base=_FOOT, size=8))


def running_header_and_footer() -> Case:
    """The same line above each page, a numbered one below."""
    sheet = Sheet(size=A5)
    pages = (("nl.water", "nl.plan"), ("nl.gender", "nl.youth"), ("nl.waste", "nl.budget"), ("nl.trees", "nl.visit"))
    for number, topics in enumerate(pages, start=1):
        if number > 1:
            sheet.next_page()
        _head(sheet, "Jaarverslag stedenband 2024")
        _foot(sheet, f"pagina {number} van 4")
        column = Column(sheet, 40, 60, 340)
        column.heading(("Water", "Mensen", "Wijken", "Blik vooruit")[number - 1])
        for topic in topics:
            column.paragraph(text(topic))
    return sheet.case()


def header_and_number_change_sides() -> Case:
    """Left pages carry the report's title at the left, right pages the author at the right, numbers outside."""
    sheet = Sheet(size=A5)
    topics = ("fr.water", "fr.school", "fr.land", "fr.market", "fr.health", "fr.youth")
    for number, topic in enumerate(topics, start=2):
        if number > 2:
            sheet.next_page()
        column = Column(sheet, 40, 60, 340)
        column.heading(f"Fiche {topic[3:].capitalize()}", 2)
        column.paragraph(text(topic))
        if number % 2:
            _head(sheet, "Coopération communale", left=290)
            _foot(sheet, str(number), left=370)
        else:
            _head(sheet, "Rapport du jumelage 2023")
            _foot(sheet, str(number), left=40)
    return sheet.case()


def header_of_each_chapter() -> Case:
    """The header repeats the title of the chapter, from its second page on; the title itself is read once."""
    sheet = Sheet(size=A5)
    chapters = {
        "Clean streets": ("en.waste", "en.plan", "en.tax"),
        "Fair trade": ("en.trade", "en.lessons", "en.youth"),
    }
    number = 0
    for title, topics in chapters.items():
        for place, topic in enumerate(topics):
            number += 1
            if number > 1:
                sheet.next_page()
            column = Column(sheet, 40, 60, 340)
            if place:
                sheet.put(Run(text=title, left=40, base=_HEAD, size=8))
            else:
                column.heading(title)
            column.paragraph(text(topic))
            _foot(sheet, str(number))
    return sheet.case()


def text_up_the_margin() -> Case:
    """A line that is written upwards beside two columns of text."""
    sheet = Sheet(size=A5, order=blocks_backwards)
    sheet.aside(Run(text="Informe de hermanamiento | Capítulo 3", left=28, base=420, size=9, angle=90))
    sheet.aside(Run(text="Fotografía: archivo municipal", left=400, base=200, size=7, angle=-90))
    left = Column(sheet, 45, 60, 160)
    left.heading("Agua y ríos", 2)
    left.paragraph(text("es.water"))
    left.paragraph(text("es.river"))
    right = Column(sheet, 225, 60, 160)
    right.heading("Archivo", 2)
    right.paragraph(text("es.archive"))
    right.paragraph(text("es.visit"))
    return sheet.case()


def footnotes() -> Case:
    """Raised numbers in the text, and the notes in small type under a short line; no number sticks to a word."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 340)
    column.heading("Method of the review", 2)
    _noted(column, text("en.tax"), "map,", "1")
    _noted(column, text("en.lessons"), "criticism.", "2")
    column.paragraph(text("en.plan"))
    sheet.rule(40, 515, 90)
    notes = Column(sheet, 40, 522, 340)
    for note in (
        "¹ The maps were printed on paper that does not run when it rains.",
        "² Two of the drafts were written on the way, in the night train to the coast and back.",
    ):
        notes.text(BlockKind.FOOTNOTE, note, style=FOOTNOTE_STYLE)
    return sheet.case(all_ink=True)


def _noted(column: Column, words: str, after: str, number: str) -> None:
    """Sets a paragraph with a raised number after one of its words."""
    sheet, size = column.sheet, 10.0
    block = sheet.expect(BlockKind.PARAGRAPH, words)
    for line in wrap(words, column.width - 8, column.style):
        head, found, rest = line.partition(after)
        first = Run(text=head + found, left=column.left, base=column.top + size, block=block)
        sheet.put(first)
        if found:
            raised = Run(text=number, left=column.left + first.width, base=first.base - 3.5, size=6, block=block)
            sheet.put(raised)
            sheet.put(Run(text=rest, left=raised.left + raised.width, base=first.base, block=block))
        column.top += size * 1.25
    column.gap(0.6)


CASES = (
    running_header_and_footer,
    header_and_number_change_sides,
    header_of_each_chapter,
    text_up_the_margin,
    footnotes,
)
