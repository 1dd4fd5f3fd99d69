from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from ingest import workbook
from ingest.blocks import Block, BlockKind, Parsed
from ingest.readers import sheets
from ingest.readers.sheets import read_csv, read_workbook
from kb.errors import ReadError

Change = Callable[[str], str]
Rows = Sequence[Sequence[Any]]

_word = st.text("abcdefghij é;,|\"'\n", min_size=1, max_size=8).map(lambda text: f"w{text}w")


def _book(**filled: Rows) -> openpyxl.Workbook:
    """Returns a workbook of sheets by name, filled from their first cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in filled.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def _saved(book: openpyxl.Workbook, changes: Mapping[str, Change | None] | None = None) -> bytes:
    """Returns a workbook as a file, with parts changed, left out or, where it has none of the name, added."""
    buffer, changed = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    for name, change in (changes or {}).items():
        held = parts.pop(name, "")
        parts |= {name: change(held)} if change else {}
    with zipfile.ZipFile(changed, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return changed.getvalue()


def _with_strings(strings: str) -> bytes:
    """Returns a workbook whose only cell is the first of the strings that its sheets share."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    changes = {
        "xl/worksheets/sheet1.xml": lambda xml: re.sub(r"<c .*</c>", '<c r="A1" t="s"><v>0</v></c>', xml),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", relation),
    }
    buffer = io.BytesIO(_saved(_book(Blad1=[["a"]]), changes))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return buffer.getvalue()


def _texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def test_each_sheet_is_a_section_of_rows() -> None:
    rows = [["Gemeente", "Land"], ["Laarne", "Benin"]]

    assert read_workbook(_saved(_book(Steden=rows, Dorpen=rows))).blocks == (
        Block(kind=BlockKind.HEADING, text="Steden", level=1),
        Block(kind=BlockKind.TABLE_ROW, text="Gemeente: Laarne; Land: Benin"),
        Block(kind=BlockKind.HEADING, text="Dorpen", level=1),
        Block(kind=BlockKind.TABLE_ROW, text="Gemeente: Laarne; Land: Benin"),
    )


@pytest.mark.parametrize("name", ["Sheet1", "Blad1", "Feuil1", "Feuille 2", "Hoja1", "blad1 (2)"])
def test_a_sheet_alone_with_a_name_that_says_nothing_has_no_heading(name: str) -> None:
    assert _texts(read_workbook(_saved(_book(**{name: [["Een zin."]]})))) == ["Een zin."]


def test_a_sheet_alone_with_a_name_of_its_own_has_it_as_heading() -> None:
    assert _texts(read_workbook(_saved(_book(Water=[["Een zin."]])))) == ["Water", "Een zin."]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out(state: str) -> None:
    book = _book(Water=[["Een zin."]], Geheim=[["Niet te zien."]])
    book["Geheim"].sheet_state = state

    assert _texts(read_workbook(_saved(book))) == ["Water", "Een zin."]


def test_numbers_dates_and_truths_are_shown_as_a_person_sees_them() -> None:
    day, moment = date(2024, 3, 12), datetime(2024, 3, 12, 14, 30)  # noqa: DTZ001 - a cell has no time zone
    sheet = (book := _book(Blad1=[["Wat in de gemeente", "Hoeveel"]])).active
    formats = {"Huishoudens": (1480, "#,##0"), "Aandeel": (0.54, "0%"), "Kosten": (12.5, '#,##0.00 "€"')}
    for name, (value, code) in formats.items():
        sheet.append([name, value])
        sheet.cell(sheet.max_row, 2).number_format = code
    for name, value in {"Dag": day, "Moment": moment, "Klaar": True, "Jaar": 2024, "Vol": 0.1 + 0.2}.items():
        sheet.append([name, value])

    shown = [text.split("Hoeveel: ")[1] for text in _texts(read_workbook(_saved(book)))]

    assert shown == ["1.480", "54%", "12,50 €", "2024-03-12", "2024-03-12 14:30", "WAAR", "2024", "0,3"]


def test_days_are_counted_from_the_year_that_the_file_states() -> None:
    book = _book(Blad1=[["Dag", "Wat"], [date(2024, 3, 12), "Vergadering"]])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    assert _texts(read_workbook(_saved(book))) == ["Dag: 2024-03-12; Wat: Vergadering"]


def test_a_formula_gives_what_it_was_last_calculated_to_be() -> None:
    book = _book(Blad1=[["Post", "Som"], ["Water", "=SUM(1,2)"], ["Weg", "=1/0"], ["Tekst", '="a"&"b"']])
    values = {"SUM(1,2)": ("n", "3"), "1/0": ("e", "#DIV/0!"), '"a"&amp;"b"': ("str", "ab")}

    def calculate(xml: str) -> str:
        for formula, (kind, value) in values.items():
            xml = re.sub(
                rf'(<c r="\w+")([^>]*)><f>{re.escape(formula)}</f><v ?/?>(?:</v>)?',
                rf'\1 t="{kind}"><f>{formula}</f><v>{value}</v>',
                xml,
            )
        return xml

    content = _saved(book, {"xl/worksheets/sheet1.xml": calculate})

    assert _texts(read_workbook(content)) == ["Post: Water; Som: 3", "Post: Weg", "Post: Tekst; Som: ab"]


def test_a_merged_cell_holds_for_its_columns_and_rows() -> None:
    book = _book(
        Blad1=[
            ["Land", "Huishoudens", None, "Nota"],
            [None, "Stad", "Dorp", None],
            ["Benin", 10, 12, "geteld"],
            [None, 14, 16, "geschat"],
        ]
    )
    for merged in ("A1:A2", "B1:C1", "D1:D2", "A3:A4"):
        book.active.merge_cells(merged)

    assert _texts(read_workbook(_saved(book))) == [
        "Land: Benin; Huishoudens Stad: 10; Huishoudens Dorp: 12; Nota: geteld",
        "Land: Benin; Huishoudens Stad: 14; Huishoudens Dorp: 16; Nota: geschat",
    ]


def test_bold_rows_after_an_empty_row_head_a_table_of_their_own() -> None:
    book = _book(Blad1=[["Naam", "Rol"], ["Ellen", "schepen"], [], ["Partner", "Contact"], ["Ouinhi", "Fatou"]])
    for row in (1, 4):
        for cell in book.active[row]:
            cell.font = Font(bold=True)

    assert _texts(read_workbook(_saved(book))) == ["Naam: Ellen; Rol: schepen", "Partner: Ouinhi; Contact: Fatou"]


# openpyxl writes text into its cells; other programs write it once, beside the sheets.
SHARED: dict[str, Change] = {
    "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
        "</Relationships>",
        '<Relationship Type="x/sharedStrings" Target="sharedStrings.xml" Id="rId9"/></Relationships>',
    ),
    "xl/worksheets/sheet1.xml": lambda xml: re.sub("<c .*?</c>", '<c r="A1" t="s"><v>0</v></c>', xml),
    "xl/sharedStrings.xml": lambda _xml: (
        "<sst><si><r><t>De </t></r><r><rPr><b/></rPr><t>pompen</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si></sst>"
    ),
}


def test_text_of_several_looks_is_one_text_without_its_reading_aid() -> None:
    assert _texts(read_workbook(_saved(_book(Blad1=[["a"]]), SHARED))) == ["De pompen"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1" t="inlineStr"><is><t>Ter plekke</t></is></c>', "Ter plekke"),
        ('<c t="str"><v>Zonder plaats</v></c>', "Zonder plaats"),
        ('<c r="A1" t="d"><v>2024-03-12T00:00:00</v></c>', "2024-03-12"),
        ('<c r="A1"><v>geen getal</v></c>', "geen getal"),
        ('<c r="ZZZZ1" s="99" t="str"><v>Vreemd</v></c>', "Vreemd"),
    ],
)
def test_cells_are_read_however_they_are_written(cell: str, text: str) -> None:
    sheet = f'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row>{cell}</row></sheetData></worksheet>'
    content = _saved(_book(Blad1=[["a"]]), {"xl/worksheets/sheet1.xml": lambda _xml: sheet})

    assert _texts(read_workbook(content)) == [text]


@pytest.mark.parametrize("cell", ['t="s"><v>99', 't="s"><v>x', 't="n"><v>inf', 't="e"><v>#N/A', 't="n"><v>'])
def test_a_cell_that_shows_nothing_is_empty(cell: str) -> None:
    sheet = f'<worksheet><sheetData><row><c {cell}</v></c><c t="str"><v>b</v></c></row></sheetData></worksheet>'
    content = _saved(_book(Blad1=[["a"]]), {"xl/worksheets/sheet1.xml": lambda _xml: sheet})

    assert _texts(read_workbook(content)) == ["b"]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/styles.xml", lambda xml: re.sub("<fill>.*?</fill>", "<fill/>", xml, count=1)),
        ("xl/styles.xml", lambda xml: re.sub("<color [^>]*/>", '<color rgb="#FF0000"/>', xml, count=1)),
        ("xl/styles.xml", lambda _xml: "no xml"),
        ("xl/styles.xml", None),
        ("docProps/core.xml", lambda xml: re.sub(r"20\d\d-[^<]*", "gisteren", xml)),
        ("docProps/core.xml", None),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace('ref="A1:B2"', 'ref="A1"')),
    ],
)
def test_what_only_dresses_a_workbook_may_be_wrong(part: str, change: Change | None) -> None:
    content = _saved(_book(Blad1=[["Land", "Wat"], ["Benin", "water"]]), {part: change})

    assert _texts(read_workbook(content)) == ["Land: Benin; Wat: water"]


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _saved(_book(Een=[["a", "b"]] * 3, Twee=[["a", "b"]] * 2))
    monkeypatch.setattr(workbook, "MOST_CELLS", 10)
    read_workbook(content)
    monkeypatch.setattr(workbook, "MOST_CELLS", 9)

    with pytest.raises(ReadError) as raised:
        read_workbook(content)
    assert raised.value.key == "too_many_cells"
    assert raised.value.values == {"most": 9}


def test_merges_without_end_cost_nothing() -> None:
    merges = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1, 3000))
    content = _saved(
        _book(Blad1=[["a", "b"], ["c", "d"]]),
        {
            "xl/worksheets/sheet1.xml": lambda xml: xml.replace(
                "</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>"
            )
        },
    )

    assert len(read_workbook(content).blocks) > 0


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_whose_text_is_no_xml_is_damaged(part: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_workbook(_saved(_book(Blad1=[["a"]]), {**SHARED, part: lambda xml: xml[:-9]}))
    assert raised.value.key == "damaged"


def test_a_workbook_whose_strings_are_no_xml_is_damaged() -> None:
    with pytest.raises(ReadError) as raised:
        read_workbook(_with_strings("<sst><si><t>Een zin.</t></si></ss"))
    assert raised.value.key == "damaged"


def test_a_workbook_without_text_says_so() -> None:
    with pytest.raises(ReadError) as raised:
        read_workbook(_saved(_book(Blad1=[])))
    assert raised.value.key == "no_text"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(_word | st.integers(10_000, 99_999) | st.none(), max_size=4), min_size=1, max_size=6))
def test_no_number_of_a_sheet_is_lost(rows: list[list[str | int | None]]) -> None:
    numbers = [str(cell) for row in rows for cell in row if isinstance(cell, int)]
    if not any(cell is not None for row in rows for cell in row):
        return

    shown = " ".join(_texts(read_workbook(_saved(_book(Blad1=rows)))))

    assert [number for number in numbers if number not in shown] == []


# --- CSV -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_what_divides_the_cells_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["land", "jaar", "wat"], ["Benin", "2024", "water"]))

    assert read_csv(text.encode()).blocks == (
        Block(kind=BlockKind.TABLE_ROW, text="land: Benin; jaar: 2024; wat: water"),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("land;budget\nBenin;1.234,50\nTogo;1,5\n", ["land: Benin; budget: 1.234,50", "land: Togo; budget: 1,5"]),
        ('land;wat\n"Benin; noord";"regel een\nregel ""twee"""', ['land: Benin; noord; wat: regel een regel "twee"']),
        ("sep=|\nland|wat\nBenin|a;b;c", ["land: Benin; wat: a;b;c"]),
        ('maat;wat\n"5 duim;buis\n7;slang', ['maat: "5 duim; wat: buis', "maat: 7; wat: slang"]),
        ("Lijst van landen\n\nland;wat\nBenin;water", ["Lijst van landen", "land: Benin; wat: water"]),
        ("a;b\r\n1;2\r\n", ["a: 1; b: 2"]),
        ("land;wat\nBenin;\n;water", ["land: Benin", "wat: water"]),
        ("enkel\nwoorden", ["enkel", "woorden"]),
    ],
)
def test_tables_are_read_as_they_are_meant(text: str, expected: list[str]) -> None:
    assert _texts(read_csv(text.encode())) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_in_any_encoding(encoding: str) -> None:
    assert _texts(read_csv("pays;année\nBénin;2024".encode(encoding))) == ["pays: Bénin; année: 2024"]


def test_a_table_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 3)

    with pytest.raises(ReadError) as raised:
        read_csv(b"a;b\nc;d")
    assert raised.value.key == "too_many_cells"


def test_a_table_without_text_says_so() -> None:
    with pytest.raises(ReadError) as raised:
        read_csv(b";;\n;;\n")
    assert raised.value.key == "no_text"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.text(max_size=200))
def test_any_text_is_a_table_or_has_none(text: str) -> None:
    try:
        parsed = read_csv(text.encode("utf-8", "ignore"))
    except ReadError as reason:
        assert reason.key == "no_text"  # noqa: PT017
    else:
        assert all(block.text for block in parsed.blocks)
