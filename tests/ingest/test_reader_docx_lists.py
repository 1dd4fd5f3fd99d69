"""Lists of Word files: bullets and numbers as Word shows them."""

from __future__ import annotations

import pytest

from ingest.blocks import BlockKind
from ingest.readers.docx_lists import _shown
from tests.ingest.word_files import TEXT, blocks, found, levels, paragraph, texts

BULLET, STEP, PARAGRAPH = BlockKind.BULLET, BlockKind.STEP, BlockKind.PARAGRAPH


def level(depth: int, kind: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *inner: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(inner)}</w:abstractNum>'


def number(name: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text: str, name: int = 1, depth: int = 0, style: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return paragraph(text, f'{named}<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>')


DECIMAL = abstract(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "lowerRoman", "%3."))
BULLETS = abstract(1, level(0, "bullet", "\uf0b7"), level(1, "bullet", "o"))
LISTS = DECIMAL + BULLETS + number(1, 0) + number(2, 1)
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


def test_the_definition_of_a_list_tells_bullets_from_numbers() -> None:
    assert found(item("Punt", 2) + item("Stap", 1), numbering=LISTS) == [(BULLET, "Punt"), (STEP, "1. Stap")]


def test_levels_count_by_themselves_and_begin_anew_below_the_next() -> None:
    body = item("A") + item("B", depth=1) + item("C", depth=1) + item("D", depth=2) + item("E") + item("F", depth=1)

    assert texts(body, numbering=LISTS) == ["1. A", "a) B", "b) C", "i. D", "2. E", "a) F"]
    assert [block.level for block in blocks(body, numbering=LISTS)] == [0, 1, 1, 2, 0, 1]


def test_text_between_items_does_not_stop_the_count() -> None:
    body = item("A") + paragraph(TEXT) + item("B") + item("Punt", 2) + item("C")

    assert texts(body, numbering=LISTS) == ["1. A", TEXT, "2. B", "Punt", "3. C"]


def test_lists_of_one_definition_count_on_unless_one_states_a_start() -> None:
    lists = DECIMAL + number(1, 0) + number(3, 0) + number(4, 0, RESTART)
    body = item("A") + item("B", 3) + item("C", 4) + item("D", 4)

    assert texts(body, numbering=lists) == ["1. A", "2. B", "1. C", "2. D"]


def test_a_list_begins_at_the_number_that_it_states() -> None:
    lists = abstract(0, level(0, "decimal", "%1)", start=5)) + number(1, 0)

    assert texts(item("A") + item("B"), numbering=lists) == ["5) A", "6) B"]


def test_a_level_may_be_told_to_go_on() -> None:
    on = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'))
    body = item("A") + item("B", depth=1) + item("C") + item("D", depth=1)

    assert texts(body, numbering=on + number(1, 0)) == ["1. A", "1. B", "2. C", "2. D"]


def test_numbers_may_name_the_levels_above() -> None:
    lists = abstract(0, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>")) + number(1, 0)

    assert texts(item("A") + item("B", depth=1), numbering=lists) == ["I. A", "1.1 B"]


def test_a_style_can_name_the_list_and_the_level_is_tied_to_it() -> None:
    tied = level(0, "bullet", "•") + level(1, "decimal", "%2.", more='<w:pStyle w:val="Stap"/>')
    styles = (
        '<w:style w:type="paragraph" w:styleId="Stap"><w:name w:val="Stap"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("A", '<w:pStyle w:val="Stap"/>') + paragraph("B", '<w:pStyle w:val="Stap"/>')

    assert texts(body, numbering=abstract(0, tied) + number(1, 0), styles=styles) == ["1. A", "2. B"]


def test_a_list_can_take_its_definition_from_a_style_of_lists() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Lijst"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Lijst"/>'
        + level(0, "bullet", "•")
        + "</w:abstractNum>"
        + number(1, 0)
    )

    assert found(item("A"), numbering=lists) == [(BULLET, "A")]


def test_a_list_without_number_is_none() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("A", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>')

    assert found(body, numbering=LISTS, styles=styles) == [(PARAGRAPH, "A")]


@pytest.mark.parametrize("name", ["list paragraph", "List Continue", "Lijstalinea"])
def test_the_name_of_a_style_makes_no_item_of_a_paragraph_without_number(name: str) -> None:
    styles = f'<w:style w:type="paragraph" w:styleId="L"><w:name w:val="{name}"/></w:style>'

    assert found(paragraph("A", '<w:pStyle w:val="L"/>'), styles=styles) == [(PARAGRAPH, "A")]


def test_headings_show_their_numbers() -> None:
    headings = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")) + number(1, 0)
    outline = '<w:outlineLvl w:val="{0}"/><w:numPr><w:ilvl w:val="{0}"/><w:numId w:val="1"/></w:numPr>'
    body = "".join(
        paragraph(name, outline.format(depth)) + paragraph(TEXT) for name, depth in (("Een", 0), ("Twee", 1))
    )

    assert levels(body, numbering=headings) == [(1, "1 Een"), (2, "1.1 Twee")]


def test_a_bold_numbered_line_above_text_is_a_heading_and_one_among_others_is_a_step() -> None:
    bold = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    line = paragraph("Inleiding", bold, "<w:b/>")

    assert levels(line + paragraph(TEXT) + line + paragraph(TEXT), numbering=LISTS) == [
        (1, "1. Inleiding"),
        (1, "2. Inleiding"),
    ]
    assert found(line * 3, numbering=LISTS) == [(STEP, f"{place}. Inleiding") for place in (1, 2, 3)]


def test_empty_paragraphs_of_a_list_are_not_counted() -> None:
    assert texts(item("A") + item("") + item("B"), numbering=LISTS) == ["1. A", "2. B"]


@pytest.mark.parametrize("sign", ["•", "-", "–", "*", "▪", "\uf0b7"])
def test_typed_bullets_are_bullets(sign: str) -> None:
    assert found(paragraph(f"{sign} Een punt")) == [(BULLET, "Een punt")]


def test_typed_numbers_are_steps() -> None:
    assert found(paragraph("1. Meld het vertrek.") + paragraph("b) Maak een lijst.")) == [
        (STEP, "1. Meld het vertrek."),
        (STEP, "b) Maak een lijst."),
    ]


def test_bullets_typed_into_one_paragraph_are_parted() -> None:
    runs = "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in ("•  ", "Een ", "punt", "•  ", "Nog een"))
    lines = "<w:r><w:br/></w:r>".join(
        f"<w:r><w:t>{text}</w:t></w:r>" for text in ("•  Derde", "dat doorloopt", "•  Vierde")
    )

    assert found(f"<w:p>{runs}</w:p><w:p>{lines}</w:p>") == [
        (BULLET, text) for text in ("Een punt", "Nog een", "Derde dat doorloopt", "Vierde")
    ]


@pytest.mark.parametrize(
    ("count", "kind", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (28, "lowerLetter", "bb"),
        (2, "upperLetter", "B"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (0, "lowerRoman", "0"),
        (2**31 - 1, "lowerLetter", "2147483647"),
        (7, "hebrew1", "7"),
        (7, "none", ""),
    ],
)
def test_numbers_are_written_as_their_list_asks(count: int, kind: str, text: str) -> None:
    assert _shown(count, kind) == text
