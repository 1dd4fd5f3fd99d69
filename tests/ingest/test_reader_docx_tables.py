"""Tables of Word files: data with its headers, and pages that are set with tables."""

from __future__ import annotations

from ingest.blocks import BlockKind
from tests.ingest.word_files import TEXT, blocks, found, paragraph, texts

BULLET, CAPTION, FOOTNOTE, HEADING, PARAGRAPH, ROW = (
    BlockKind.BULLET,
    BlockKind.CAPTION,
    BlockKind.FOOTNOTE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.TABLE_ROW,
)
RULED = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
BOLD = "<w:b/>"
TOP = '<w:outlineLvl w:val="1"/>'


def table(*rows: str, properties: str = RULED) -> str:
    return f"<w:tbl>{properties}{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "", look: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text, look=look)}</w:tc>"


def cells(*texts: str, look: str = "") -> list[str]:
    return [cell(text, look=look) for text in texts]


def holding(*inner: str) -> str:
    return f"<w:tc>{''.join(inner)}</w:tc>"


def test_every_row_says_what_its_columns_are() -> None:
    body = table(row(*cells("Plaats", "2024")), row(*cells("Pout", "5")), row(*cells("Diender", "")))

    assert found(body) == [(ROW, "Plaats: Pout; 2024: 5"), (ROW, "Plaats: Diender")]


def test_a_header_of_several_rows_is_read_down_the_columns() -> None:
    header = "<w:tblHeader/>"
    body = table(
        row(
            cell("Plaats", '<w:vMerge w:val="restart"/>'),
            cell("Huishoudens", '<w:gridSpan w:val="2"/>'),
            properties=header,
        ),
        row(cell("", "<w:vMerge/>"), *cells("2023", "2024"), properties=header),
        row(*cells("Pout", "5", "7")),
    )

    assert texts(body) == ["Plaats: Pout; Huishoudens – 2023: 5; Huishoudens – 2024: 7"]


def test_a_cell_over_several_rows_is_of_each() -> None:
    body = table(
        row(*cells("Maand", "Wat")),
        row(cell("April", '<w:vMerge w:val="restart"/>'), cell("Start")),
        row(cell("", "<w:vMerge/>"), cell("Sessie")),
    )

    assert texts(body) == ["Maand: April; Wat: Start", "Maand: April; Wat: Sessie"]


def test_a_row_over_all_columns_at_the_top_is_a_title() -> None:
    title = row(cell("Begrippen:", '<w:gridSpan w:val="2"/>'))

    assert found(table(title, row(*cells("A", "B")), row(*cells("C", "D")))) == [
        (CAPTION, "Begrippen:"),
        (ROW, "A; B"),
        (ROW, "C; D"),
    ]
    assert found(table(title, row(*cells("Naam", "Deel", look=BOLD)), row(*cells("Pout", "5"))))[1:] == [
        (ROW, "Naam: Pout; Deel: 5")
    ]


def test_rows_of_names_and_values_need_no_header() -> None:
    colons = table(row(*cells("Datum:", "1 mei")), row(*cells("Plaats:", "Pout")))
    bold = table(row(cell("Datum", look=BOLD), cell("1 mei")), row(cell("Plaats", look=BOLD), cell("Pout")))

    assert texts(colons) == texts(bold) == ["Datum: 1 mei", "Plaats: Pout"]


def test_a_header_that_stands_again_is_no_row() -> None:
    header = row(*cells("Plaats", "Deel"))

    assert texts(table(header, row(*cells("Pout", "5")), header, row(*cells("Deinze", "7")))) == [
        "Plaats: Pout; Deel: 5",
        "Plaats: Deinze; Deel: 7",
    ]


def test_columns_may_begin_later_and_rows_may_be_deleted() -> None:
    body = table(
        row(*cells("A", "B")),
        row(cell("1"), properties='<w:gridBefore w:val="1"/>'),
        row(*cells("weg", "weg"), properties="<w:del/>"),
    )

    assert texts(body) == ["B: 1"]


def test_a_hostile_width_costs_nothing() -> None:
    wide = row(cell("1", '<w:gridSpan w:val="2000000000"/>'), properties='<w:gridBefore w:val="2000000000"/>')

    assert "1" in texts(table(row(*cells("A", "B")), wide))[0]


def test_bullets_in_a_cell_keep_their_marks() -> None:
    items = holding(paragraph("- Meld het"), paragraph("- Maak een lijst"))

    assert texts(table(row(*cells("Wie", "Wat")), row(cell("Stad"), items))) == [
        "Wie: Stad; Wat: • Meld het • Maak een lijst"
    ]


def test_a_table_in_a_cell_is_read_once() -> None:
    inner = table(row(*cells("a", "b")), row(*cells("c", "d")))

    assert texts(table(row(*cells("A", "B")), row(cell("1"), holding(inner, paragraph(""))))) == ["A: 1; B: a: c; b: d"]


def test_notes_of_cells_follow_their_table() -> None:
    noted = "<w:tc><w:p><w:r><w:t>5</w:t><w:footnoteReference w:id='2'/></w:r></w:p></w:tc>"
    notes = f'<w:footnote w:id="2">{paragraph("Raming.")}</w:footnote>'
    body = table(row(*cells("A", "B")), row(cell("1"), noted), row(*cells("2", "6")))

    assert found(body, footnotes=notes) == [(ROW, "A: 1; B: 5"), (ROW, "A: 2; B: 6"), (FOOTNOTE, "Raming.")]


def test_a_box_of_one_cell_is_text_that_stands_for_itself() -> None:
    body = table(row(holding(paragraph("Tip", TOP), paragraph(TEXT)))) + paragraph("Erna.")

    assert [(block.kind, block.text, block.aside) for block in blocks(body)] == [
        (HEADING, "Tip", 1),
        (PARAGRAPH, TEXT, 1),
        (PARAGRAPH, "Erna.", 0),
    ]


def test_a_heading_in_a_coloured_bar_heads_what_follows() -> None:
    body = table(row(holding(paragraph("Hoofdstuk", TOP)))) + paragraph(TEXT)

    assert [(block.kind, block.aside) for block in blocks(body)] == [(HEADING, 0), (PARAGRAPH, 0)]


def test_columns_without_lines_are_read_one_after_the_other() -> None:
    left = holding(paragraph("Wat werkt", TOP), paragraph(TEXT), paragraph("- Een punt"))
    right = holding(paragraph("Wat niet werkt", TOP), paragraph(TEXT))

    assert found(table(row(left, right), row(*cells("", "")), properties="")) == [
        (HEADING, "Wat werkt"),
        (PARAGRAPH, TEXT),
        (BULLET, "Een punt"),
        (HEADING, "Wat niet werkt"),
        (PARAGRAPH, TEXT),
    ]


def test_long_texts_below_a_header_each_follow_their_own() -> None:
    long = [paragraph(TEXT)] * 6
    body = table(row(*cells("Sterktes", "Zwaktes", look=BOLD)), row(holding(*long), holding(paragraph("Te weinig."))))

    assert found(body) == [
        (HEADING, "Sterktes"),
        *[(PARAGRAPH, TEXT)] * 6,
        (HEADING, "Zwaktes"),
        (PARAGRAPH, "Te weinig."),
    ]


def test_one_long_value_does_not_make_data_a_layout() -> None:
    body = table(row(*cells("Vraag", "Antwoord")), row(*cells("Wat?", TEXT)), row(*cells("Wie?", "De stad.")))

    assert found(body) == [(ROW, f"Vraag: Wat?; Antwoord: {TEXT}"), (ROW, "Vraag: Wie?; Antwoord: De stad.")]


def test_an_empty_table_is_nothing() -> None:
    assert texts(table() + table(row()) + table(row(*cells("", ""))) + paragraph("Tekst.")) == ["Tekst."]
