"""Testimonials: the words of a person and who the person is belong together."""

from __future__ import annotations

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import QUOTE_STYLE, Column, Style
from tests.ingest.layouts.sheet import A5, BOLD, Case, Sheet
from tests.ingest.layouts.stream import across, blocks_shuffled, headings_last
from tests.ingest.layouts.texts import text


def speaker_at_the_right() -> Case:
    """The name stands at the right margin under the quotation."""
    sheet = Sheet(size=A5, order=headings_last)
    column = Column(sheet, 40, 55, 340)
    column.heading("Getuigenissen")
    for voice in ("nl_1", "nl_2", "fr_2"):
        column.quote(text(f"voices.{voice}"))
        column.speaker(text(f"voices.{voice}_by"), align="right")
    return sheet.case(all_ink=True)


def testimonials_beside_photos() -> Case:
    """A photo at the left with the name under it, the quotation at its right: name and words may come in any order."""
    sheet = Sheet(size=A5, order=across)
    column = Column(sheet, 40, 55, 340)
    column.heading("Témoignages")
    top = column.top
    for voice in ("fr_1", "es_1"):
        sheet.box((40, top), (90, 90), fill="#c9d3dc")
        quote = Column(sheet, 150, top, 230)
        quote.quote(text(f"voices.{voice}"))
        name = Column(sheet, 40, top + 95, 90, Style(size=9))
        name.speaker(text(f"voices.{voice}_by"))
        top = max(quote.top, name.top) + 20
    heading, first, first_by, second, second_by = sheet.truth
    return sheet.case((heading, first_by, first, second_by, second))


def testimonials_in_columns() -> Case:
    """One quotation over the whole width, two in columns under it, each above its speaker."""
    sheet = Sheet(order=blocks_shuffled)
    column = Column(sheet, 50, 55, 495)
    column.heading("Voices")
    column.quote(text("voices.en_1"))
    column.speaker(text("voices.en_1_by"))
    for left, voice in ((50, "fr_2"), (310, "es_1")):
        half = Column(sheet, left, column.top + 10, 235)
        half.quote(text(f"voices.{voice}"))
        half.speaker(text(f"voices.{voice}_by"))
    return sheet.case(all_ink=True)


def testimonial_within_the_text() -> Case:
    """A quotation with its speaker in a tinted box within a section: read there, or after the section."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 340)
    column.heading("Learning to chair")
    column.paragraph(text("en.youth"))
    sheet.box((40, column.top), (340, 84), fill="#eef2f6")
    inner = Column(sheet, 52, column.top + 8, 316)
    inner.quote(text("voices.en_1"))
    inner.speaker(text("voices.en_1_by"))
    column.top += 95
    column.paragraph(text("en.lessons"))
    heading, before, quote, speaker, after = sheet.truth
    return sheet.case((heading, before, after, quote, speaker), all_ink=True)


def testimonial_over_two_columns() -> Case:
    """The quotation goes on at the top of the next column, where its speaker is named; the next one follows there."""
    sheet = Sheet(size=A5, order=across)
    left, right = Column(sheet, 35, 380, 165), Column(sheet, 220, 380, 165)
    left.heading("Getuigenissen", 2)
    left.quote(text("voices.nl_1"))
    left.speaker(text("voices.nl_1_by"))
    rest = left.quote(text("voices.nl_2"), lines=4)
    right.go_on(rest, style=QUOTE_STYLE)
    right.speaker(text("voices.nl_2_by"))
    right.quote(text("voices.es_1"))
    right.speaker(text("voices.es_1_by"))
    return sheet.case(all_ink=True)


def speaker_before_the_quotation() -> Case:
    """The name announces what is said."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 340)
    column.heading("Paroles")
    for voice in ("fr_1", "fr_2"):
        column.text(BlockKind.ATTRIBUTION, f"{text(f'voices.{voice}_by')} :", style=Style(font=BOLD, after=0.3))
        column.quote(text(f"voices.{voice}"))
    return sheet.case(all_ink=True)


CASES = (
    speaker_at_the_right,
    testimonials_beside_photos,
    testimonials_in_columns,
    testimonial_within_the_text,
    testimonial_over_two_columns,
    speaker_before_the_quotation,
)
