from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.readers.docx import read_docx
from kb.errors import ReadError

BULLET, HEADING, PARAGRAPH, QUOTE, ROW, STEP = (
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
    BlockKind.TABLE_ROW,
    BlockKind.STEP,
)

# Places (counted round the content) and the bytes to put there.
_wrong_bytes = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _found(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read_docx(_saved(document)).blocks]


def _with_body(xml: str) -> Document:
    """Makes a document whose body begins with raw XML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml))
    return document


def _rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return buffer.getvalue()


def _reason(content: bytes) -> ReadError:
    with pytest.raises(ReadError) as raised:
        read_docx(content)
    assert type(raised.value) is ReadError
    return raised.value


def test_styles_become_blocks_in_the_order_of_the_text() -> None:
    document = docx.Document()
    document.add_heading("Handboek", level=0)
    document.add_heading("Overdracht", level=1)
    document.add_paragraph("Wat verdwijnt, is het verhaal.")
    document.add_heading("Lijst", level=2)
    document.add_paragraph("Meld het vertrek.", style="List Bullet")
    document.add_paragraph("Maak een lijst.", style="List Number")
    document.add_paragraph("Werk het archief bij.", style="List Number")
    document.add_paragraph("“Wij dachten van niet.”", style="Quote")

    assert read_docx(_saved(document)).blocks == (
        Block(kind=HEADING, text="Handboek", level=1),
        Block(kind=HEADING, text="Overdracht", level=1),
        Block(kind=PARAGRAPH, text="Wat verdwijnt, is het verhaal."),
        Block(kind=HEADING, text="Lijst", level=2),
        Block(kind=BULLET, text="Meld het vertrek."),
        Block(kind=STEP, text="1. Maak een lijst."),
        Block(kind=STEP, text="2. Werk het archief bij."),
        Block(kind=QUOTE, text="“Wij dachten van niet.”"),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wat het kost", HEADING),
        ("Let op: dit is belangrijk.", PARAGRAPH),
        ("Een vette regel die zo lang is dat hij geen kop meer kan zijn in dit document", PARAGRAPH),
        ("Burgemeester van Pout (Senegal), partner van Deinze", PARAGRAPH),
    ],
)
def test_a_short_bold_line_is_a_heading_unless_it_names_a_speaker(text: str, kind: BlockKind) -> None:
    document = docx.Document()
    document.add_paragraph().add_run(text).bold = True
    document.add_paragraph("Tekst eronder.")

    assert _found(document)[0] == (kind, text)


def test_text_of_links_is_kept() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Lees het ")
    paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>volledige verslag</w:t></w:r></w:hyperlink>"))
    paragraph.add_run(" op de site.")

    assert _found(document) == [(PARAGRAPH, "Lees het volledige verslag op de site.")]


def test_links_in_cells_are_kept() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("A", "B", "1", ""), strict=True):
        cell.text = text
    link = parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>verslag</w:t></w:r></w:hyperlink>")
    table.cell(1, 1).paragraphs[0]._p.append(link)

    assert _found(document) == [(ROW, "A: 1; B: verslag")]


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Zeven ")
    xml = (
        f'<w:ins {nsdecls("w")} w:id="1" w:author=""><w:r><w:t>nieuwe</w:t></w:r></w:ins>',
        f'<w:del {nsdecls("w")} w:id="2" w:author=""><w:r><w:delText>oude</w:delText></w:r></w:del>',
    )
    for part in xml:
        paragraph._p.append(parse_xml(part))

    assert _found(document) == [(PARAGRAPH, "Zeven nieuwe")]


def test_tabs_and_line_breaks_part_words() -> None:
    document = docx.Document()
    run = document.add_paragraph("een").add_run()
    run.add_tab()
    run.add_text("twee")
    run.add_break()
    run.add_text("drie")

    assert _found(document) == [(PARAGRAPH, "een twee drie")]


def test_a_hyphen_that_does_not_break_is_kept() -> None:
    xml = f"<w:p {nsdecls('w')}><w:r><w:t>Sint</w:t><w:noBreakHyphen/><w:t>Niklaas</w:t></w:r></w:p>"

    ((_, text),) = _found(_with_body(xml))

    assert text.replace("\u2011", "-") == "Sint-Niklaas"


def test_text_in_content_controls_is_read() -> None:
    paragraph = "<w:p><w:r><w:t>Tekst in een formulierveld.</w:t></w:r></w:p>"
    xml = f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>"
    document = _with_body(xml)
    document.add_paragraph("Tekst erna.")

    assert [text for _, text in _found(document)] == ["Tekst in een formulierveld.", "Tekst erna."]


def test_text_in_a_text_box_is_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>190 vrouwen</w:t></w:r></w:p></w:txbxContent>"
    shapes = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    xml = (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" {shapes} '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )

    assert " ".join(text for _, text in _found(_with_body(xml))).count("190 vrouwen") == 1


def test_table_rows_carry_their_header_amid_the_text() -> None:
    document = docx.Document()
    document.add_paragraph("Ervoor.")
    table = document.add_table(rows=0, cols=3)
    for row in (["Gemeente", "Nieuw", "Gestopt"], ["Pout", "5", "5"], ["Diender", "7", ""]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Erna.")

    assert _found(document) == [
        (PARAGRAPH, "Ervoor."),
        (ROW, "Gemeente: Pout; Nieuw: 5; Gestopt: 5"),
        (ROW, "Gemeente: Diender; Nieuw: 7"),
        (PARAGRAPH, "Erna."),
    ]


def test_merged_cells_are_read_once_and_move_no_other() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=4)
    for place, text in enumerate(["Plaats", "Huishoudens", "", "Deel"]):
        table.cell(0, place).text = text
    for place, text in enumerate(["Pout", "1.540", "1.090", "71%"]):
        table.cell(1, place).text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Huishoudens"

    assert _found(document) == [(ROW, "Plaats: Pout; Huishoudens: 1.540; Huishoudens: 1.090; Deel: 71%")]


def test_a_body_cell_over_two_columns_is_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for place, text in enumerate(["Plaats", "2023", "2024"]):
        table.cell(0, place).text = text
    table.cell(1, 0).text = "Pout"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "geen gegevens"

    ((_, text),) = _found(document)

    assert text.startswith("Plaats: Pout; 2023")
    assert text.count("geen gegevens") == 1


def test_title_and_date_come_from_the_properties(small_docx: bytes) -> None:
    document = docx.Document(io.BytesIO(small_docx))
    document.core_properties.title = "Handboek overdracht"

    parsed = read_docx(_saved(document))

    assert parsed.title == "Handboek overdracht"
    assert parsed.pages is None
    assert {block.page for block in parsed.blocks} == {None}


def test_a_document_without_text_is_said_to_have_none() -> None:
    assert _reason(_saved(docx.Document())).key == "no_text"


@pytest.mark.parametrize("share", [0.1, 0.6, 0.99])
def test_a_document_that_was_cut_off_is_damaged(small_docx: bytes, share: float) -> None:
    assert _reason(small_docx[: int(len(small_docx) * share)]).key == "damaged"


@pytest.mark.parametrize(
    "xml", [b"", b"<w:document", b"<html/>", f"<w:document {nsdecls('w')}/>".encode(), b"\xff\xfe\x00"],
    ids=["empty", "unclosed", "other root", "no body", "bytes"],
)  # fmt: skip
def test_a_document_whose_text_part_is_broken_is_damaged(small_docx: bytes, xml: bytes) -> None:
    broken = _rewritten(small_docx, lambda name, data: xml if name == "word/document.xml" else data)

    assert _reason(broken).key == "damaged"


def test_a_zip_that_only_looks_like_a_document_is_damaged() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/readme.txt", "nothing")

    assert _reason(buffer.getvalue()).key == "damaged"


def test_a_part_with_wrong_bytes_is_damaged(small_docx: bytes) -> None:
    content = bytearray(small_docx)
    with zipfile.ZipFile(io.BytesIO(small_docx)) as archive:
        part = archive.getinfo("word/document.xml")
    start = part.header_offset + 30 + len(part.filename)
    content[start : start + 40] = b"\xff" * 40

    assert _reason(bytes(content)).key == "damaged"


def test_a_part_behind_a_password_ends_in_a_reason(small_docx: bytes) -> None:
    content = bytearray(small_docx)
    with zipfile.ZipFile(io.BytesIO(small_docx)) as archive:
        part = archive.getinfo("word/document.xml")
    content[part.header_offset + 6] |= 1
    entry = content.find(b"PK\x01\x02")
    while content[entry + 46 : entry + 46 + len(part.filename)] != part.filename.encode():
        entry = content.find(b"PK\x01\x02", entry + 1)
    content[entry + 8] |= 1

    assert _reason(bytes(content)).key in {"damaged", "password"}


def test_a_document_with_wrong_bytes_is_read_or_ends_in_a_reason(small_docx: bytes) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(wrong=_wrong_bytes)
    def check(wrong: list[tuple[int, int]]) -> None:
        content = bytearray(small_docx)
        for place, byte in wrong:
            content[place % len(content)] = byte
        try:
            parsed = read_docx(bytes(content))
        except ReadError as reason:
            assert reason.key in {"damaged", "no_text", "password"}  # noqa: PT017
        else:
            assert parsed.blocks

    check()
