"""What happens to letters and words: hyphens, ligatures, spaced and small capitals, drop caps, doubled text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from ingest.blocks import Block, BlockKind
from tests.ingest.layouts.column import Column, Style, wrap
from tests.ingest.layouts.sheet import A5, BOLD, Case, Run, Sheet, Truth
from tests.ingest.layouts.stream import letters_apart, words_backwards
from tests.ingest.layouts.texts import text

# A letter that the texts do not use stands for the ligature until the font is told to show it.
_FI_STAND_IN, _FI_CODE = "®", 0xAE


def hyphens_at_line_ends() -> Case:
    """Breaks that a person joins, and hyphens that a person keeps: after capitals and digits, where the same word
    stands with its hyphen within a line, and where the word shares its end with the next."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 340)
    column.heading("Werken met bewoners", 2)
    column.as_lines(
        BlockKind.PARAGRAPH,
        "Het SDG-partnerschap tussen beide gemeenten steunt op co-creatie met de bewoners. De agro-ecologische "
        "proefvelden en het SDG-loket openden op één dag, want zonder co-creatie blijft de 2030-strategie papier. "
        "Ook voedsel- en waterbeleid horen in het klimaatplan, en de e-mails van het B3P-team tonen dat elke week.",
        (
            "Het SDG-partnerschap tussen beide gemeenten steunt op co-creatie met de bewo-",
            "ners. De agro-ecologische proefvelden en het SDG-",
            "loket openden op één dag, want zonder co-",
            "creatie blijft de 2030-",
            "strategie papier. Ook voedsel-",
            "en waterbeleid horen in het klimaat-",
            "plan, en de e-mails van het B3P-",
            "team tonen dat elke week.",
        ),
    )
    column.paragraph(text("nl.budget"))
    return sheet.case(all_ink=True)


def soft_hyphens() -> Case:
    """Breaks written as U+00AD, in a narrow justified column."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 96, Style(size=9, align="justify", hyphen="\u00ad"))
    column.heading("Afval", 2)
    for topic in ("nl.plan", "nl.gender", "nl.budget"):
        column.paragraph(text(topic))
    return sheet.case(all_ink=True)


def ligatures() -> Case:
    """The letters "fi" as one glyph that the font names, as layout programs write them."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 340)
    words = (
        "Le comité a défini des profils de poste et affiché les bénéficiaires. La fiche financière confirme que la "
        "confiance a grandi : le déficit a fini par disparaître."
    )
    column.heading("Finances")
    column.paragraph(words.replace("fi", _FI_STAND_IN))
    column.paragraph(text("fr.market"))
    read: Truth = tuple(replace(block, text=block.text.replace(_FI_STAND_IN, "fi")) for block in sheet.truth)
    return Case(content=_with_ligatures(sheet.pdf()), truths=(read,), all_ink=True)


def _with_ligatures(content: bytes) -> bytes:
    """Tells the fonts to show the ligature where the stand-in is written."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    encoding = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Encoding"),
            NameObject("/BaseEncoding"): NameObject("/WinAnsiEncoding"),
            NameObject("/Differences"): ArrayObject([NumberObject(_FI_CODE), NameObject("/fi")]),
        }
    )
    fonts = writer.pages[0]["/Resources"].get_object()["/Font"].get_object()  # type: ignore[index]  # a dictionary
    for font in fonts.values():
        font.get_object()[NameObject("/Encoding")] = encoding
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def letter_spaced_headings() -> Case:
    """Headings whose letters stand apart, by the file's letter space or by spaces between them."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 340)
    spaced = (
        ("UITDAGINGEN", "UITDAGINGEN", 6.0, "nl.plan"),
        ("GELEERDE LESSEN", "G E L E E R D E   L E S S E N", 0.0, "nl.visit"),
    )
    for read, written, tracking, topic in spaced:
        block = sheet.expect(BlockKind.HEADING, read, level=1)
        look = Run(text=written, left=40, base=column.top + 14, font=BOLD, size=14, tracking=tracking, block=block)
        sheet.put(look)
        column.top += 26
        column.paragraph(text(topic))
    return sheet.case(all_ink=True)


def small_capitals() -> Case:
    """Words whose first letter is larger than the capitals after it, each a text object of its own."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 340)
    for title, topic in (("THE SHARED STORE", "en.water"), ("LABELS FOR HONEY", "en.trade")):
        block = sheet.expect(BlockKind.HEADING, title, level=1)
        left = 40.0
        for word in title.split():
            first = Run(text=word[0], left=left, base=column.top + 16, font=BOLD, size=16, block=block)
            rest = replace(first, text=word[1:], left=left + first.width, size=12)
            sheet.put(first)
            sheet.put(rest)
            left = rest.left + rest.width + 5
        column.top += 26
        column.paragraph(text(topic))
    return sheet.case(all_ink=True)


def drop_cap() -> Case:
    """A first letter three lines high, beside the lines that begin with the rest of its word."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 60, 165)
    column.heading("Agua", 2)
    words = text("es.water")
    block = sheet.expect(BlockKind.PARAGRAPH, words)
    sheet.put(Run(text=words[0], left=40, base=column.top + 33, font=BOLD, size=44, block=block))
    beside = Column(sheet, 72, column.top, 133, Style(after=0))
    first = wrap(words[1:], beside.width, beside.style)[:3]
    beside.go_on(first)
    column.top = beside.top
    rest = " ".join(words.split()[len(" ".join(first).split()) :])
    column.go_on(wrap(rest, column.width, column.style))
    column.paragraph(text("es.archive"))
    return sheet.case(all_ink=True)


def bold_by_overprinting() -> Case:
    """Headings printed twice and with a shadow: the copies lie on each other, and are read once."""
    sheet = Sheet(size=A5, order=_overprinted)
    column = Column(sheet, 40, 60, 340)
    column.heading("Santé et écoles")
    column.paragraph(text("fr.health"))
    column.heading("Le foncier")
    column.paragraph(text("fr.land"))
    return sheet.case(all_ink=True)


def _overprinted(runs: list[Run], truth: Sequence[Block]) -> list[Run]:
    def copies(run: Run) -> Iterator[Run]:
        if run.block is not None and truth[run.block].kind is BlockKind.HEADING:
            yield replace(run, left=run.left + 0.8, base=run.base + 0.8, shade="#999999")
            yield replace(run, left=run.left + 0.25)
        yield run

    return [copy for run in runs for copy in copies(run)]


def words_from_right_to_left() -> Case:
    """Two columns in which each word is a text object, the last of a line first."""
    sheet = Sheet(size=A5, order=words_backwards)
    return _plain_columns(sheet)


def every_letter_apart() -> Case:
    """Two columns in which each letter is a text object and no space is written."""
    sheet = Sheet(size=A5, order=letters_apart)
    return _plain_columns(sheet)


def _plain_columns(sheet: Sheet) -> Case:
    left, right = Column(sheet, 35, 60, 165), Column(sheet, 220, 60, 165)
    for column, heading, topics in (
        (left, "Wijken", ("nl.youth", "nl.budget")),
        (right, "Groen", ("nl.trees", "nl.gender")),
    ):
        column.heading(heading, 2)
        for topic in topics:
            column.paragraph(text(topic))
    return sheet.case(all_ink=True)


CASES = (
    hyphens_at_line_ends,
    soft_hyphens,
    ligatures,
    letter_spaced_headings,
    small_capitals,
    drop_cap,
    bold_by_overprinting,
    words_from_right_to_left,
    every_letter_apart,
)
