"""Headings of Word files: by style, by outline level, and by looks where authors use neither."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import BlockKind
from tests.ingest.word_files import TEXT, blocks, levels, paragraph, run, texts

BOLD, CAPITALS, UNDERLINED = "<w:b/>", "<w:caps/>", '<w:u w:val="single"/>'


def size(points: int) -> str:
    return f'<w:sz w:val="{2 * points}"/>'


def style(name: str, look: str = "", *, named: str | None = None, on: str = "", paragraph: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{named or name}"/><w:basedOn w:val="{on}"/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


def of(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def test_larger_type_is_a_heading_above_smaller() -> None:
    body = (
        paragraph("Ghana", look=BOLD + size(24))
        + paragraph("Samenvatting", look=BOLD + size(18))
        + paragraph(TEXT, look=size(12))
        + paragraph("Beschrijving", look=BOLD + size(14))
        + paragraph(TEXT, look=size(12))
        + paragraph("Bronnen", look=BOLD + size(18))
        + paragraph(TEXT, look=size(12))
    )

    assert levels(body) == [(1, "Ghana"), (2, "Samenvatting"), (3, "Beschrijving"), (2, "Bronnen")]


def test_bold_of_the_usual_size_stands_below_larger_type() -> None:
    body = (
        paragraph("Water", look=size(16))
        + paragraph("Wat het kost", look=BOLD + size(11))
        + paragraph(TEXT, look=size(11))
    )

    assert levels(body) == [(1, "Water"), (2, "Wat het kost")]


def test_looks_come_from_the_style_and_those_it_is_based_on() -> None:
    styles = style("Base", size(20)) + style("Kopje", BOLD, on="Base")

    assert levels(paragraph("Kop", of("Kopje")) + paragraph(TEXT), styles=styles) == [(1, "Kop")]


def test_sizes_of_the_whole_document_are_no_heading() -> None:
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{size(14)}</w:rPr></w:rPrDefault></w:docDefaults>"

    assert levels(paragraph("Een korte regel") + paragraph(TEXT), styles=defaults) == []


def test_a_run_overrides_its_style() -> None:
    styles = style("Groot", BOLD + size(20))
    body = paragraph("Klein toch", of("Groot"), '<w:b w:val="0"/>' + size(10)) + paragraph(TEXT, look=size(10))

    assert levels(body, styles=styles) == []


def test_styles_that_are_based_on_each_other_in_a_circle_do_no_harm() -> None:
    styles = style("A", BOLD, on="B") + style("B", size(20), on="A")

    assert levels(paragraph("Kop", of("A")) + paragraph(TEXT), styles=styles) == [(1, "Kop")]


@pytest.mark.parametrize(
    ("name", "level"),
    [("heading 1", 1), ("Heading 3", 3), ("Kop 2", 2), ("Titre 2", 2), ("Título 4", 4), ("Title", 1), ("Titel", 1)],
)
def test_styles_for_headings_are_known_by_their_names(name: str, level: int) -> None:
    assert levels(paragraph("Kop", of("x")) + paragraph(TEXT), styles=style("x", named=name)) == [(level, "Kop")]


def test_the_outline_level_tells_it_too() -> None:
    outline = '<w:outlineLvl w:val="1"/>'

    assert levels(paragraph("Zelf", outline) + paragraph(TEXT)) == [(2, "Zelf")]
    assert levels(paragraph("Stijl", of("x")), styles=style("x", paragraph=outline)) == [(2, "Stijl")]


def test_the_nearest_style_that_says_something_of_the_outline_counts() -> None:
    styles = style("Kop1", named="heading 1") + style("Los", on="Kop1", paragraph='<w:outlineLvl w:val="9"/>')

    assert levels(paragraph("Geen kop", of("Los")) + paragraph(TEXT), styles=styles) == []


def test_looks_fit_in_among_styles() -> None:
    styles = style("h1", BOLD + size(16), named="heading 1") + style("h2", BOLD + size(13), named="heading 2")
    body = (
        paragraph("Eén", of("h1"))
        + paragraph(TEXT)
        + paragraph("Twee", of("h2"))
        + paragraph("Zelf gemaakt", look=BOLD + size(13))
        + paragraph(TEXT)
        + paragraph("Vet", look=BOLD)
        + paragraph(TEXT)
    )

    assert levels(body, styles=styles) == [(1, "Eén"), (2, "Twee"), (2, "Zelf gemaakt"), (3, "Vet")]


def test_a_long_paragraph_in_the_style_of_a_heading_is_text() -> None:
    body = paragraph(f"{TEXT} {TEXT} {TEXT}", of("x"))

    assert levels(body, styles=style("x", named="heading 2")) == []


def test_a_bold_first_sentence_is_no_heading() -> None:
    body = f"<w:p>{run('Wat we leerden.', BOLD)}{run(' ' + TEXT)}</w:p>"

    assert [(block.kind, block.text) for block in blocks(body)] == [(BlockKind.PARAGRAPH, f"Wat we leerden. {TEXT}")]


def test_a_bold_first_line_is_a_heading_of_the_lines_after_it() -> None:
    body = f"<w:p>{run('Wat we leerden', BOLD)}<w:r><w:br/></w:r>{run(TEXT)}<w:r><w:br/></w:r>{run('Meer.')}</w:p>"

    assert [(block.kind, block.text) for block in blocks(body)] == [
        (BlockKind.HEADING, "Wat we leerden"),
        (BlockKind.PARAGRAPH, f"{TEXT} Meer."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Let op:",
        "Dit is een zin.",
        "en dit gaat door",
        "“Wij dachten van niet.”",
        "Burgemeester van Pout (Senegal), partner van Deinze",
        "2024",
        "• een punt",
        "Een vette regel die zo lang is dat hij geen kop meer kan zijn in dit document",
    ],
)
def test_bold_lines_that_are_no_headings(text: str) -> None:
    assert levels(paragraph(text, look=BOLD) + paragraph(TEXT)) == []


def test_of_bold_lines_below_each_other_only_the_last_heads_text() -> None:
    body = "".join(paragraph(line, look=BOLD) for line in ("Stad Deinze", "Brielstraat 2", "Wat we deden")) + paragraph(
        TEXT
    )

    assert levels(body) == [(1, "Wat we deden")]
    assert texts(body)[:2] == ["Stad Deinze", "Brielstraat 2"]


def test_a_bold_line_at_the_end_is_text() -> None:
    assert levels(paragraph(TEXT) + paragraph("Met dank aan allen", look=BOLD)) == []


def test_bold_is_no_mark_where_all_is_bold() -> None:
    assert levels(paragraph("Een korte regel", look=BOLD) + paragraph(TEXT, look=BOLD)) == []


def test_an_underlined_line_is_a_heading_and_a_link_is_not() -> None:
    link = f"<w:p><w:hyperlink>{run('Lees het verslag', UNDERLINED)}</w:hyperlink></w:p>"

    assert levels(paragraph("Resultaten", look=UNDERLINED) + paragraph(TEXT) + link + paragraph(TEXT)) == [
        (1, "Resultaten")
    ]


def test_capitals_are_headings_where_there_are_several() -> None:
    one = paragraph("NOG AAN TE VULLEN") + paragraph(TEXT)
    several = "".join(paragraph(name) + paragraph(TEXT) for name in ("INLEIDING", "RESULTATEN", "BESLUIT"))

    assert levels(one) == []
    assert [text for _, text in levels(several)] == ["INLEIDING", "RESULTATEN", "BESLUIT"]


def test_ornaments_around_a_title_are_left_out_and_lines_of_them_as_well() -> None:
    body = paragraph("/// Verslag werkgroep /", look=size(20)) + paragraph("////////", look=BOLD) + paragraph(TEXT)

    assert texts(body) == ["Verslag werkgroep", TEXT]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(sizes=st.lists(st.integers(14, 40), min_size=1, max_size=6))
def test_larger_headings_never_stand_below_smaller(sizes: list[int]) -> None:
    body = "".join(paragraph(f"Kop {points}", look=size(points)) + paragraph(TEXT, look=size(11)) for points in sizes)
    found = {int(text.removeprefix("Kop ")): level for level, text in levels(body)}

    assert found == {points: 1 + place for place, points in enumerate(sorted(set(sizes), reverse=True))}
