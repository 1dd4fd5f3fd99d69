from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.blocks import Block, BlockKind, Parsed
from ingest.readers.slides import read_slides
from kb.errors import ReadError

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
TITLE, CONTENT, DIVIDER, COMPARISON, TITLE_ONLY, BLANK = 0, 1, 2, 4, 5, 6

Change = Callable[[str], str]


class Deck:
    """A presentation that is made slide by slide."""

    def __init__(self) -> None:
        self.deck = pptx.Presentation()

    def slide(self, layout: int, *texts: str) -> Any:
        """Adds a slide, with texts for its placeholders in their order."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        for holder, text in zip(slide.placeholders, texts, strict=False):
            holder.text_frame.text = text
        return slide

    def box(self, slide: Any, text: str, left: float, top: float, height: float = 1) -> None:
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height))
        box.text_frame.text = text

    @property
    def content(self) -> bytes:
        buffer = io.BytesIO()
        self.deck.save(buffer)
        return buffer.getvalue()

    def read(self) -> Parsed:
        return read_slides(self.content)


def _changed(content: bytes, changes: Mapping[str, Change | None]) -> bytes:
    """Returns a deck with parts changed, or left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            change = changes.get(name, str)
            if change is str:
                target.writestr(name, source.read(name))
            elif change is not None:
                target.writestr(name, change(source.read(name).decode()))
    return buffer.getvalue()


def _texts(parsed: Parsed, kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in parsed.blocks if kind in (None, block.kind)]


@pytest.fixture
def deck() -> Deck:
    return Deck()


def test_a_slide_is_its_title_and_its_bullets_by_level(deck: Deck) -> None:
    body = deck.slide(CONTENT, "Resultaten", "Pompen hersteld").placeholders[1].text_frame
    deeper = body.add_paragraph()
    deeper.text, deeper.level = "In vijftien wijken", 1

    assert deck.read().blocks == (
        Block(kind=BlockKind.HEADING, text="Resultaten", level=2, page=1),
        Block(kind=BlockKind.BULLET, text="Pompen hersteld", page=1),
        Block(kind=BlockKind.BULLET, text="In vijftien wijken", level=1, page=1),
    )


def test_pages_are_slides_in_the_order_of_the_show(deck: Deck) -> None:
    for number in (1, 2, 3):
        deck.slide(CONTENT, f"Titel {number}", f"Tekst {number}")
    listed = deck.deck.slides._sldIdLst
    listed.append(listed[0])

    parsed = deck.read()

    assert parsed.pages == 3
    assert [(block.text, block.page) for block in parsed.blocks if block.kind is BlockKind.BULLET] == [
        ("Tekst 2", 1),
        ("Tekst 3", 2),
        ("Tekst 1", 3),
    ]


def test_titles_of_decks_and_parts_hold_for_the_slides_after_them(deck: Deck) -> None:
    deck.slide(TITLE, "Stedenband", "Laarne en Ouinhi")
    deck.slide(DIVIDER, "Water")
    deck.slide(CONTENT, "Pompen", "Hersteld")

    assert [(block.text, block.level) for block in deck.read().blocks if block.kind is BlockKind.HEADING] == [
        ("Stedenband", 1),
        ("Water", 1),
        ("Pompen", 2),
    ]


def test_a_title_that_stays_is_one_heading(deck: Deck) -> None:
    deck.slide(CONTENT, "Waarom water?", "Omdat iedereen drinkt")
    deck.slide(CONTENT, "Waarom water?", "Omdat het ver is")

    assert _texts(deck.read(), BlockKind.HEADING) == ["Waarom water?"]


def test_a_slide_without_title_is_headed_by_its_first_line_or_by_the_deck(deck: Deck) -> None:
    deck.slide(TITLE, "Stedenband")
    deck.slide(CONTENT, "Pompen", "Hersteld")
    deck.box(deck.slide(BLANK), "Wat komt\ner nog bij", 1, 1)
    deck.box(deck.slide(BLANK), "Dit is een hele zin, en geen titel.", 1, 1)

    assert [(block.kind, block.text, block.level) for block in deck.read().blocks][3:] == [
        (BlockKind.HEADING, "Wat komt er nog bij", 1),
        (BlockKind.HEADING, "Stedenband", 1),
        (BlockKind.PARAGRAPH, "Dit is een hele zin, en geen titel.", 0),
    ]


def test_boxes_are_read_column_by_column_whatever_their_order_in_the_file(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY)
    deck.box(slide, "Rechts onder.", 5, 4, height=3)
    deck.box(slide, "Links onder.", 1, 4, height=3)
    deck.box(slide, "Rechts boven.", 5, 2)
    deck.box(slide, "Links boven.", 1, 2)
    slide.shapes.title.text_frame.text = "Twee kolommen"

    assert _texts(deck.read()) == ["Twee kolommen", "Links boven.", "Links onder.", "Rechts boven.", "Rechts onder."]


def test_placeholders_stand_where_their_layout_puts_them(deck: Deck) -> None:
    slide = deck.slide(COMPARISON, "Vergelijking", "Vroeger", "Ver lopen", "Nu", "Dichtbij")
    tree = slide.shapes._spTree
    for shape in reversed(list(tree)[3:]):
        tree.append(shape)

    assert _texts(deck.read()) == ["Vergelijking", "Vroeger", "Ver lopen", "Nu", "Dichtbij"]


def test_a_group_is_read_as_a_whole(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Stappen")
    right, left = slide.shapes.add_group_shape(), slide.shapes.add_group_shape()
    for group, name, at in ((right, "Tweede", 5), (left, "Eerste", 1)):
        for text, top in ((f"{name}, uitleg.", 3), (f"{name}.", 2)):
            box = group.shapes.add_textbox(Inches(at), Inches(top), Inches(3), Inches(0.9))
            box.text_frame.text = text

    assert _texts(deck.read())[1:] == ["Eerste.", "Eerste, uitleg.", "Tweede.", "Tweede, uitleg."]


def test_a_table_gives_rows_that_name_their_columns(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Cijfers")
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(8), Inches(3)).table
    for row, cells in enumerate([("Land", "Huishoudens", ""), ("Benin", "12", "14"), ("", "16", "18")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))

    assert _texts(deck.read(), BlockKind.TABLE_ROW) == [
        "Land: Benin; Huishoudens: 12; Huishoudens: 14",
        "Land: Benin; Huishoudens: 16; Huishoudens: 18",
    ]


def test_what_the_speaker_says_stands_under_the_slide(deck: Deck) -> None:
    slide = deck.slide(CONTENT, "Pompen", "Hersteld")
    slide.notes_slide.notes_text_frame.text = "Vertel over de technici van Ouinhi."

    assert deck.read().blocks[-1] == Block(kind=BlockKind.PARAGRAPH, text="Vertel over de technici van Ouinhi.", page=1)


def test_numbered_paragraphs_are_steps_and_count_on_over_what_is_deeper(deck: Deck) -> None:
    body = deck.slide(CONTENT, "Stappen", "Vraag\nDetail\nMeet\nGewoon\nBouw").placeholders[1].text_frame
    for paragraph, mark in zip(body.paragraphs, ("", None, "", "buNone", 'startAt="4"'), strict=True):
        properties = paragraph._p.get_or_add_pPr()
        if mark is None:
            paragraph.level = 1
        else:
            xml = f"<a:{mark}/>" if mark == "buNone" else f'<a:buAutoNum type="arabicPeriod" {mark}/>'
            namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
            properties.append(pptx.oxml.parse_xml(re.sub(r"(<a:\w+)", rf"\1 {namespace}", xml)))

    assert [(block.kind, block.text) for block in deck.read().blocks][1:] == [
        (BlockKind.STEP, "1. Vraag"),
        (BlockKind.BULLET, "Detail"),
        (BlockKind.STEP, "2. Meet"),
        (BlockKind.PARAGRAPH, "Gewoon"),
        (BlockKind.STEP, "4. Bouw"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- een punt - met een streep", [(BlockKind.BULLET, "een punt - met een streep")]),
        ("Publiceren van\nde standaard", [(BlockKind.PARAGRAPH, "Publiceren van de standaard")]),
        ("appels\nperen", [(BlockKind.PARAGRAPH, "appels"), (BlockKind.PARAGRAPH, "peren")]),
        ("Regel\vop twee", [(BlockKind.PARAGRAPH, "Regel op twee")]),
    ],
)
def test_paragraphs_of_a_text_box(deck: Deck, text: str, expected: list[tuple[BlockKind, str]]) -> None:
    deck.box(deck.slide(TITLE_ONLY, "Titel"), text, 1, 2)

    assert [(block.kind, block.text) for block in deck.read().blocks][1:] == expected


def test_a_chart_is_the_table_it_was_drawn_from(deck: Deck) -> None:
    data = CategoryChartData(number_format="0%")
    data.categories = ["2023", "2024"]
    data.add_series("Verlies", (0.46, 0.38))
    slide = deck.slide(TITLE_ONLY, "Water in de wijken rond de markt van de gemeente")
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(6), Inches(4), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Waterverlies"

    assert [(block.kind, block.text) for block in deck.read().blocks][1:] == [
        (BlockKind.CAPTION, "Waterverlies"),
        (BlockKind.TABLE_ROW, "2023; Verlies: 46%"),
        (BlockKind.TABLE_ROW, "2024; Verlies: 38%"),
    ]


def test_smart_art_is_a_list_from_the_top_down(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Structuur")
    name = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    point = '<dgm:pt modelId="{0}" {1}><dgm:t><a:p><a:r><a:t>{2}</a:t></a:r></a:p></dgm:t></dgm:pt>'
    points = [
        ("1", 'type="doc"', ""),
        ("3", "", "Onder"),
        ("2", "", "Boven"),
        ("4", "", "Ernaast"),
        ("5", 'type="pres"', "x"),
    ]
    links = [("1", "4", 1), ("1", "2", 0), ("2", "3", 0), ("3", "2", 0)]
    diagram = (
        f'<dgm:dataModel xmlns:dgm="{name}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>'
        + "".join(point.format(*values) for values in points)
        + "</dgm:ptLst><dgm:cxnLst>"
        + "".join(f'<dgm:cxn srcId="{a}" destId="{b}" srcOrd="{n}"/>' for a, b, n in links)
        + "</dgm:cxnLst></dgm:dataModel>"
    )
    part = pptx.opc.package.Part(
        pptx.opc.packuri.PackURI("/ppt/diagrams/data1.xml"), "application/xml", deck.deck.part.package, diagram.encode()
    )
    number = slide.part.relate_to(part, name + "Data")
    slide.shapes._spTree.append(
        pptx.oxml.parse_xml(
            f'<p:graphicFrame xmlns:p="{pptx.oxml.ns.nsuri("p")}" xmlns:a="{pptx.oxml.ns.nsuri("a")}"><a:graphic>'
            f'<a:graphicData uri="{name}"><dgm:relIds xmlns:dgm="{name}" xmlns:r="{pptx.oxml.ns.nsuri("r")}"'
            f' r:dm="{number}"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
    )

    assert [(block.kind, block.text, block.level) for block in deck.read().blocks][1:] == [
        (BlockKind.BULLET, "Boven", 0),
        (BlockKind.BULLET, "Onder", 1),
        (BlockKind.BULLET, "Ernaast", 0),
    ]


def test_text_in_newer_drawings_is_read_once(deck: Deck) -> None:
    slide = deck.slide(TITLE_ONLY, "Formule")
    deck.box(slide, "Oud", 1, 2)
    wrap = (
        r'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        r'<mc:Choice Requires="a14">\1</mc:Choice><mc:Fallback>\1</mc:Fallback></mc:AlternateContent>'
    )
    content = _changed(
        deck.content,
        {
            "ppt/slides/slide1.xml": lambda xml: re.sub(
                r"(<p:sp>(?:(?!<p:sp>).)*Oud.*?</p:sp>)", wrap, xml, flags=re.DOTALL
            )
        },
    )

    assert b"AlternateContent" in zipfile.ZipFile(io.BytesIO(content)).read("ppt/slides/slide1.xml")
    assert _texts(read_slides(content)) == ["Formule", "Oud"]


def test_what_is_around_every_slide_is_left_out(deck: Deck) -> None:
    deck.box(deck.slide(TITLE_ONLY, "Titel"), "Tekst.", 1, 2)
    holder = '<p:nvPr><p:ph type="ftr"/></p:nvPr>'
    content = _changed(
        deck.content, {"ppt/slides/slide1.xml": lambda xml: xml.replace("<p:nvPr/></p:nvSpPr>", f"{holder}</p:nvSpPr>")}
    )

    assert _texts(read_slides(content)) == ["Titel"]


def test_title_and_date_are_those_of_the_file(deck: Deck) -> None:
    deck.slide(CONTENT, "Een", "twee")
    deck.deck.core_properties.title = "Stedenband in beeld"

    assert deck.read().title == "Stedenband in beeld"
    assert (deck.read().date or "").startswith("20")


@pytest.mark.parametrize("title", ["PowerPoint-presentatie", "Présentation PowerPoint", "Dia 1", "Presentatie2"])
def test_titles_that_programs_make_are_none(deck: Deck, title: str) -> None:
    deck.slide(CONTENT, "Een", "twee")
    deck.deck.core_properties.title = title

    assert deck.read().title is None


def test_a_deck_of_titles_has_them_as_its_text(deck: Deck) -> None:
    deck.slide(TITLE_ONLY, "Alleen een titel")

    assert deck.read().blocks == (Block(kind=BlockKind.PARAGRAPH, text="Alleen een titel", page=1),)


def test_a_deck_without_text_says_so(deck: Deck) -> None:
    deck.slide(BLANK)

    with pytest.raises(ReadError) as raised:
        deck.read()
    assert raised.value.key == "no_text"


@pytest.mark.parametrize(
    "part",
    [
        "ppt/slideLayouts/slideLayout2.xml",
        "ppt/slideMasters/slideMaster1.xml",
        "ppt/theme/theme1.xml",
        "docProps/core.xml",
    ],
)
@pytest.mark.parametrize("change", [None, lambda _xml: "no xml"], ids=["missing", "damaged"])
def test_text_is_read_without_what_only_dresses_it(deck: Deck, part: str, change: Change | None) -> None:
    deck.slide(CONTENT, "Titel", "Tekst")

    assert _texts(read_slides(_changed(deck.content, {part: change}))) == ["Titel", "Tekst"]


def test_a_slide_that_the_file_lacks_does_not_cost_the_others(deck: Deck) -> None:
    for number in (1, 2):
        deck.slide(CONTENT, f"Titel {number}", "Tekst")

    assert _texts(read_slides(_changed(deck.content, {"ppt/slides/slide1.xml": None}))) == ["Titel 2", "Tekst"]


def test_a_slide_that_is_no_xml_is_damage(deck: Deck) -> None:
    deck.slide(CONTENT, "Titel", "Tekst")

    with pytest.raises(ReadError) as raised:
        read_slides(_changed(deck.content, {"ppt/slides/slide1.xml": lambda _xml: "<p:sld"}))
    assert raised.value.key == "damaged"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the sample corpus is not beside this repository")
def test_real_decks_are_read_slide_by_slide() -> None:
    webcast = read_slides((CORPUS / "nl/report/vl_logies_webcast.pptx").read_bytes())
    malformed = read_slides((CORPUS / "en/badinput/malformed.pptx").read_bytes())

    assert webcast.pages == 34
    assert "Machine leesbare data" in _texts(webcast)
    assert _texts(webcast, BlockKind.HEADING).count("1.2 Waarom semantische standaard?") == 1
    assert _texts(malformed) == ["Test Slide"]
