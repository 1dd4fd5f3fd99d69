"""Tables: each row is read with the heads of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import Column, Style, wrap
from tests.ingest.layouts.sheet import A5, BODY, BOLD, Case, Run, Sheet
from tests.ingest.layouts.stream import across, blocks_shuffled
from tests.ingest.layouts.texts import text

_SIZE, _LEADING, _PAD = 9.0, 11.0, 4.0

Row = Sequence[str]


class Table:
    """A table that is set row by row; numbers stand at the right of their cell."""

    def __init__(self, sheet: Sheet, left: float, top: float, widths: Sequence[float], *, ruled: bool) -> None:
        self._sheet, self.top, self._widths, self._ruled = sheet, top, widths, ruled
        self._lefts = [left + moved for moved in accumulate(widths, initial=0)]
        self._head: Row = ()

    def head(self, cells: Row) -> None:
        """Sets the names of the columns; they are read with each row, not by themselves."""
        self._head = cells
        self._set(cells, None, BOLD)

    def row(self, *cells: str) -> None:
        named = zip(self._head, cells, strict=True)
        block = self._sheet.expect(BlockKind.TABLE_ROW, "; ".join(f"{name}: {cell}" for name, cell in named if cell))
        self._set(cells, block, BODY)

    def _set(self, cells: Row, block: int | None, font: str) -> None:
        wrapped = [
            wrap(c, w - 2 * _PAD, Style(font=font, size=_SIZE)) for c, w in zip(cells, self._widths, strict=True)
        ]
        height = max(len(lines) for lines in wrapped) * _LEADING + 2 * _PAD
        for lines, left, width in zip(wrapped, self._lefts, self._widths, strict=False):
            for place, line in enumerate(lines):
                is_number = line.replace(".", "").isdigit()
                moved = width - 2 * _PAD - stringWidth(line, font, _SIZE) if is_number else 0.0
                base = self.top + _PAD + _SIZE + place * _LEADING
                run = Run(text=line, left=left + _PAD + moved, base=base, font=font, size=_SIZE, block=block)
                self._sheet.put(run)
        if self._ruled:
            for left, width in zip(self._lefts, self._widths, strict=False):
                self._sheet.box((left, self.top), (width, height), stroke="black")
        self.top += height


def ruled_table() -> Case:
    """A table in lines, with cells of several lines, between two paragraphs."""
    sheet = Sheet(size=A5, order=across)
    column = Column(sheet, 40, 55, 340)
    column.heading("Overzicht van de acties", 2)
    column.paragraph(text("nl.plan"))
    table = Table(sheet, 40, column.top, (90, 150, 100), ruled=True)
    table.head(("Gemeente", "Actie", "Stand van zaken"))
    table.row("Laarne", "Dorpsraden oprichten samen met Ouinhi en de resultaten delen", "afgerond in juni")
    table.row("Mol", "Kwekerij uitbreiden", "loopt, met vertraging door de regen")
    table.row("Deinze", "Afval ophalen met vijftien driewielers", "gestart")
    column.top = table.top + 12
    column.paragraph(text("nl.waste"))
    return sheet.case()


def table_without_lines() -> Case:
    """Columns that only their alignment shows, the numbers at the right."""
    sheet = Sheet(size=A5, order=blocks_shuffled)
    column = Column(sheet, 40, 55, 340)
    column.heading("Budget par commune", 2)
    column.paragraph(text("fr.market"))
    table = Table(sheet, 40, column.top, (110, 110, 60, 60), ruled=False)
    table.head(("Commune", "Partenaire", "Prévu", "Dépensé"))
    for row in (
        ("Dogbo", "Roeselare", "12.500", "11.980"),
        ("Toucountouna", "Merelbeke", "9.400", "9.400"),
        ("Pout", "Deinze", "15.250", "13.075"),
        ("Tambacounda", "Sint-Niklaas", "8.100", "8.640"),
    ):
        table.row(*row)
    column.top = table.top + 12
    column.paragraph(text("fr.youth"))
    return sheet.case()


def table_beside_text() -> Case:
    """A ruled table in the right column, a text with its own heading in the left one."""
    sheet = Sheet(order=across)
    left = Column(sheet, 50, 60, 235)
    left.heading("Learning by visiting", 2)
    left.paragraph(text("en.lessons"))
    left.paragraph(text("en.health"))
    right = Column(sheet, 310, 60, 235)
    right.heading("Visits of the year", 2)
    table = Table(sheet, 310, right.top, (90, 55, 90), ruled=True)
    table.head(("Delegation", "People", "Subject"))
    table.row("Kortrijk", "6", "civil registry")
    table.row("Bugesera", "4", "land use plans")
    table.row("Karongi", "5", "school gardens and kitchens")
    return sheet.case()


def table_over_two_pages() -> Case:
    """A table that goes on over the page under its repeated head, which is no row."""
    sheet = Sheet(size=A5)
    column = Column(sheet, 40, 55, 340)
    column.heading("Comunidades y proyectos", 2)
    column.paragraph(text("es.women"))
    widths, head = (110, 150, 80), ("Comunidad", "Proyecto", "Hogares")
    rows = [
        ("La Esperanza", "pozo con bomba solar", "41"),
        ("El Carmen", "huerto escolar", "58"),
        ("San Isidro", "vivero de café", "23"),
        ("Río Abajo", "muro contra crecidas", "77"),
        ("Las Lomas", "cocinas sin humo", "36"),
        ("Santa Fe", "radio comunitaria", "120"),
    ]
    table = Table(sheet, 40, 470, widths, ruled=True)
    table.head(head)
    for row in rows[:3]:
        table.row(*row)
    sheet.next_page()
    table = Table(sheet, 40, 55, widths, ruled=True)
    table.head(head)
    for row in rows[3:]:
        table.row(*row)
    column.top = table.top + 12
    column.heading("Conclusión", 2)
    column.paragraph(text("es.visit"))
    return sheet.case()


def narrow_figures_under_long_heads() -> Case:
    """A table without lines whose heads take two lines, in small type."""
    sheet = Sheet(size=A5, order=across)
    column = Column(sheet, 40, 55, 340, Style(size=9))
    column.heading("Participation", 2)
    table = Table(sheet, 40, column.top, (100, 80, 80, 80), ruled=False)
    table.head(("District", "Meetings held", "Women at the table", "Young people"))
    table.row("Bugesera", "14", "212", "95")
    table.row("Karongi", "11", "187", "143")
    table.row("Rulindo", "9", "164", "71")
    column.top = table.top + 12
    column.paragraph(text("en.youth"))
    return sheet.case()


CASES = (
    ruled_table,
    table_without_lines,
    table_beside_text,
    table_over_two_pages,
    narrow_figures_under_long_heads,
)
