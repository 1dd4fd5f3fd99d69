from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.blocks import Block, BlockKind, Parsed
from ingest.readers.odt import read_odt
from kb.errors import ReadError

MakeArchive = Callable[..., bytes]
Read = Callable[..., Parsed]

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
NOTE = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noot.</text:p></text:note-body>"
NOTE += "</text:note>"
BULLETS = '<text:list-style style:name="Punten"><text:list-level-style-bullet text:level="1"/></text:list-style>'
STEPS = (
    '<text:list-style style:name="Stappen"><text:list-level-style-number text:level="1" style:num-format="1"/>'
    '<text:list-level-style-bullet text:level="2"/></text:list-style>'
)
BOLD = '<style:style style:name="Vet"><style:text-properties fo:font-weight="bold"/></style:style>'


def _document(body: str, styles: str = "") -> str:
    """Returns the main part of a text, its styles among it."""
    return (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


@pytest.fixture
def read(make_archive: MakeArchive) -> Read:
    def make(body: str, styles: str = "", **parts: str) -> Parsed:
        named = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
        return read_odt(make_archive({"content.xml": _document(body, styles), **named}))

    return make


def _kinds(parsed: Parsed) -> list[tuple[BlockKind, str, int]]:
    return [(block.kind, block.text, block.level) for block in parsed.blocks]


def _texts(parsed: Parsed) -> list[str]:
    return [block.text for block in parsed.blocks]


def _list(style: str, *items: str, attributes: str = "") -> str:
    held = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}" {attributes}>{held}</text:list>'


def _table(*rows: str) -> str:
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"


def _cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_headings_and_paragraphs_stand_in_the_order_of_the_text(read: Read) -> None:
    body = '<text:h text:outline-level="2">Water</text:h>'
    body += "<text:section><text:p>Een<text:line-break/>zin.</text:p></text:section>"

    assert _kinds(read(body + "<text:p/><text:p>Nog<text:s text:c='3'/>een.</text:p>")) == [
        (BlockKind.HEADING, "Water", 2),
        (BlockKind.PARAGRAPH, "Een zin.", 0),
        (BlockKind.PARAGRAPH, "Nog een.", 0),
    ]


def test_styles_and_bold_lines_make_headings(read: Read) -> None:
    styles = '<style:style style:name="P1" style:parent-style-name="Heading_20_3"/>' + BOLD
    body = '<text:p text:style-name="Title">Stedenband</text:p><text:p text:style-name="P1">Water</text:p>'
    body += '<text:p text:style-name="Vet">Wie meedoet</text:p>'
    body += '<text:p>Half <text:span text:style-name="Vet">vet</text:span></text:p>'

    assert [block.level for block in read(body, styles).blocks] == [1, 3, 2, 0]


def test_styles_that_take_after_each_other_in_a_circle_end(read: Read) -> None:
    styles = '<style:style style:name="A" style:parent-style-name="B"/>'
    styles += '<style:style style:name="B" style:parent-style-name="A"/>'

    assert _texts(read('<text:p text:style-name="A">Een zin.</text:p>', styles)) == ["Een zin."]


def test_quotations_and_captions_are_told_by_their_style(read: Read) -> None:
    body = '<text:p text:style-name="Quotations">Wij drinken nu.</text:p>'
    body += '<text:p text:style-name="Illustration">Figuur 1</text:p>'

    assert [block.kind for block in read(body).blocks] == [BlockKind.QUOTE, BlockKind.CAPTION]


def test_lists_are_bullets_or_numbered_steps_by_level(read: Read) -> None:
    inner = _list("", "<text:p>Detail</text:p>")
    steps = _list("Stappen", f"<text:p>Meet</text:p><text:p>Ook dit.</text:p>{inner}", "<text:p>Bouw</text:p>")
    later = _list("Stappen", "<text:p>Deel</text:p>", attributes='text:continue-numbering="true"')
    bullets = _list("Punten", "<text:p>Punt</text:p>")

    assert _kinds(read(steps + "<text:p>Tussen.</text:p>" + later + bullets, STEPS + BULLETS)) == [
        (BlockKind.STEP, "1. Meet", 0),
        (BlockKind.PARAGRAPH, "Ook dit.", 0),
        (BlockKind.BULLET, "Detail", 1),
        (BlockKind.STEP, "2. Bouw", 0),
        (BlockKind.PARAGRAPH, "Tussen.", 0),
        (BlockKind.STEP, "3. Deel", 0),
        (BlockKind.BULLET, "Punt", 0),
    ]


def test_a_table_gives_rows_that_name_their_columns(read: Read) -> None:
    rows = [
        _cell("Land") + _cell("Gezinnen", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>",
        _cell("Benin", 'table:number-rows-spanned="2"') + _cell("12") + _cell("14"),
        "<table:covered-table-cell/>" + _cell("16") + _cell("18"),
    ]

    assert read(_table(*rows)).blocks == (
        Block(kind=BlockKind.TABLE_ROW, text="Land: Benin; Gezinnen: 12; Gezinnen: 14"),
        Block(kind=BlockKind.TABLE_ROW, text="Land: Benin; Gezinnen: 16; Gezinnen: 18"),
    )


def test_a_cell_that_is_repeated_without_end_costs_nothing(read: Read) -> None:
    row = _cell("Benin") + _cell("x", 'table:number-columns-repeated="100000000"')

    assert len(_texts(read(_table(_cell("Land") + _cell("Wat"), row)))[0]) < 2000


def test_a_table_that_only_places_text_is_read_cell_by_cell(read: Read) -> None:
    body = _table(_cell("Eerst dit.") + _cell(""), _cell("") + _cell("Dan dat."))

    assert _kinds(read(body)) == [(BlockKind.PARAGRAPH, "Eerst dit.", 0), (BlockKind.PARAGRAPH, "Dan dat.", 0)]


def test_notes_stand_after_what_refers_to_them(read: Read) -> None:
    table = _table(_cell("Land" + NOTE) + _cell("Wat"), _cell("Benin") + _cell("water"))

    assert _kinds(read(f"<text:p>Tekst{NOTE}.</text:p>{table}")) == [
        (BlockKind.PARAGRAPH, "Tekst.", 0),
        (BlockKind.FOOTNOTE, "Noot.", 0),
        (BlockKind.TABLE_ROW, "Land: Benin; Wat: water", 0),
        (BlockKind.FOOTNOTE, "Noot.", 0),
    ]


def test_a_box_is_read_on_its_own_with_its_notes_once(read: Read) -> None:
    box = f"<draw:frame><draw:text-box><text:p>Kader{NOTE}.</text:p></draw:text-box></draw:frame>"

    assert [(block.text, block.aside) for block in read(f"<text:p>Voor {box}na.</text:p>").blocks] == [
        ("Voor na.", 0),
        ("Kader.", 1),
        ("Noot.", 1),
    ]


def test_a_note_in_a_box_in_a_table_is_kept(read: Read) -> None:
    box = f"<draw:frame><draw:text-box><text:p>Kader{NOTE}</text:p></draw:text-box></draw:frame>"

    assert _texts(read(_table(_cell("Land") + _cell("Wat"), _cell("Benin") + _cell(box))))[-1] == "Noot."


def test_what_was_deleted_remarked_or_repeats_the_text_is_left_out(read: Read) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Geschrapt.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:table-of-content><text:index-body><text:p>Water 3</text:p>"
        "</text:index-body></text:table-of-content><text:p>Dit <text:change-start text:change-id='1'/>blijft"
        "<office:annotation><text:p>Echt?</text:p></office:annotation>.</text:p>"
    )

    assert _texts(read(body)) == ["Dit blijft."]


def test_title_and_date_are_those_of_the_file(read: Read) -> None:
    facts = "<meta:creation-date>2024-03-12T10:00:00</meta:creation-date>"
    facts += "<dc:title xmlns:dc='d'>Water  voor allen</dc:title>"
    parsed = read("<text:p>Tekst.</text:p>", meta=f"<x {_SPACES}><office:meta>{facts}</office:meta></x>")

    assert (parsed.title, parsed.date, parsed.pages) == ("Water voor allen", "2024-03-12T10:00:00", None)


@pytest.mark.parametrize("part", ["styles", "meta"])
def test_text_is_read_without_what_only_dresses_it(read: Read, part: str) -> None:
    assert _texts(read("<text:p>Tekst.</text:p>", **{part: "no xml"})) == ["Tekst."]


def test_a_text_with_a_password_says_so(read: Read) -> None:
    with pytest.raises(ReadError) as raised:
        read("<text:p>Tekst.</text:p>", **{"META-INF__manifest": "<m:encryption-data xmlns:m='m'/>"})
    assert raised.value.key == "password"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"content.xml": "<office:document-content"}, "damaged"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "damaged"),
        ({"content.xml": _document("<text:p> </text:p>")}, "no_text"),
        ({"content.xml": "<x/>"}, "no_text"),
        ({"content.xml": _document("<text:section>" * 300 + "</text:section>" * 300)}, "too_deep"),
        ({"content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "xml_entities"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(make_archive: MakeArchive, parts: dict[str, str], reason: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_odt(make_archive(parts))
    assert raised.value.key == reason


def test_text_in_deep_boxes_is_read(read: Read) -> None:
    opened, closed = "<text:p><draw:frame><draw:text-box>", "</draw:text-box></draw:frame></text:p>"

    assert _texts(read(opened * 60 + "<text:p>Diep.</text:p>" + closed * 60)) == ["Diep."]
