"""The words of Word files: what a person reads of them, and in which order."""

from __future__ import annotations

import pytest

from ingest.blocks import BlockKind
from tests.ingest.word_files import TEXT, blocks, found, paragraph, run, texts

CAPTION, FOOTNOTE, HEADING, PARAGRAPH, QUOTE = (
    BlockKind.CAPTION,
    BlockKind.FOOTNOTE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
)

TOP = '<w:outlineLvl w:val="0"/>'


def field(side: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{side}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def box(*inner: str) -> str:
    """Returns a text box as Word writes it: for itself, and once more for older programs."""
    content = f"<w:txbxContent>{''.join(inner)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("on") + run("der", "<w:b/>") + run("steuning"), "ondersteuning"),
        (f'<w:hyperlink r:id="r9">{run("een ")}{run("link")}</w:hyperlink>', "een link"),
        (f"<w:smartTag><w:smartTag>{run('Pout')}</w:smartTag></w:smartTag>", "Pout"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('veld')}</w:sdtContent></w:sdt>", "veld"),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('a')}</w:sdtContent></w:sdt>{run('x')}", "x"),
        (f"<w:ins>{run('nieuw')}</w:ins><w:moveTo>{run('er')}</w:moveTo>", "nieuwer"),
        (f"{run('blijft')}<w:del><w:r><w:delText>weg</w:delText></w:r></w:del>", "blijft"),
        (f"{run('blijft')}<w:moveFrom>{run('weg')}</w:moveFrom>", "blijft"),
        (run("ziet") + run("verborgen", "<w:vanish/>"), "ziet"),
        (run("ziet") + run(" weer", '<w:vanish w:val="0"/>'), "ziet weer"),
        (run("Sint") + "<w:r><w:noBreakHyphen/></w:r>" + run("Niklaas"), "Sint-Niklaas"),
        (run("ge") + "<w:r><w:softHyphen/></w:r>" + run("meente"), "gemeente"),
        (run("ge\u00admeente"), "gemeente"),
        (run("een") + "<w:r><w:tab/></w:r>" + run("twee"), "een twee"),
        (run("een") + "<w:r><w:br/></w:r>" + run("twee"), "een twee"),
        (run("dan ") + '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>' + run(" dus"), "dan → dus"),
        (run("a") + '<w:r><w:sym w:char="D800"/><w:sym w:char="x"/><w:sym/></w:r>' + run("b"), "a b"),
        (f"<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>{run(' geldt')}", "a=b geldt"),
        (f"{run('woord')}<w:r><w:commentReference/></w:r><w:commentRangeEnd/>", "woord"),
        (f"<w:r><w:ruby><w:rt>{run('boven')}</w:rt><w:rubyBase>{run('basis')}</w:rubyBase></w:ruby></w:r>", "basis"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_is_shown(inner: str, text: str) -> None:
    assert texts(f"<w:p>{inner}</w:p>") == [text]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (field("begin") + code("PAGE") + field("separate") + run("7") + field("end"), "7"),
        (field("begin") + code("XE woord") + field("end") + run("na"), "na"),
        (field("begin") + code("IF") + field("begin") + code("A") + field("separate") + run("binnen") + field("end")
         + field("separate") + run("uitkomst") + field("end") + run(" na"), "uitkomst na"),
        (field("end") + run("losse einden doen niets") + field("separate"), "losse einden doen niets"),
        (f'<w:fldSimple w:instr="DATE">{run("1 mei")}</w:fldSimple>', "1 mei"),
    ],
    ids=["result", "no result", "in each other", "unpaired", "simple"],
)  # fmt: skip
def test_of_a_field_the_result_is_read(inner: str, text: str) -> None:
    assert texts(f"<w:p>{inner}</w:p>") == [text]


def test_a_field_that_never_ends_costs_no_more_than_its_paragraph() -> None:
    assert texts(f"<w:p>{field('begin')}{code('TOC')}</w:p>{paragraph(TEXT)}") == [TEXT]


def test_a_table_of_contents_is_left_out() -> None:
    entry = f'<w:p><w:hyperlink w:anchor="_Toc1">{run("Inleiding")}{run("3")}</w:hyperlink></w:p>'
    gallery = "<w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    styles = '<w:style w:type="paragraph" w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style>'
    body = (
        f"<w:sdt>{gallery}<w:sdtContent>{paragraph('Inhoud')}{entry}</w:sdtContent></w:sdt>"
        + entry
        + paragraph("Inleiding 3", '<w:pStyle w:val="Inhopg1"/>')
        + f'<w:p>{run("Zie ")}<w:hyperlink w:anchor="_Toc1">{run("de inleiding")}</w:hyperlink>{run(".")}</w:p>'
    )

    assert texts(body, styles=styles) == ["Zie de inleiding."]


def test_a_text_box_is_read_once_after_the_paragraph_that_it_hangs_on() -> None:
    body = f"<w:p>{run(TEXT)}{box(paragraph('190 vrouwen'), paragraph('en jongeren'))}</w:p>{paragraph('Erna.')}"

    assert texts(body) == [TEXT, "190 vrouwen", "en jongeren", "Erna."]


def test_headings_in_a_text_box_hold_for_it_alone() -> None:
    heading = paragraph("Over ons", TOP)
    body = f"<w:p>{run(TEXT)}{box(heading, paragraph('Wie wij zijn.'))}{box(paragraph('Twee.'))}</w:p>"

    assert [block.aside for block in blocks(body)] == [0, 1, 1, 2]


def test_a_heading_alone_in_a_text_box_heads_what_follows() -> None:
    body = f"<w:p>{box(paragraph('Hoofdstuk', TOP))}</w:p>" + paragraph(TEXT)

    assert [(block.kind, block.aside) for block in blocks(body)] == [(HEADING, 0), (PARAGRAPH, 0)]


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    notes = (
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run(" Bron: de stad.")}</w:p></w:footnote>'
    )
    ends = f'<w:endnote w:id="1"><w:p>{run("Zie bijlage.")}</w:p></w:endnote>'
    body = (
        f'<w:p>{run("Het is zo")}<w:r><w:footnoteReference w:id="2"/></w:r>{run(" gezegd.")}'
        '<w:r><w:endnoteReference w:id="1"/><w:footnoteReference w:id="9"/></w:r></w:p>' + paragraph("Erna.")
    )

    assert found(body, footnotes=notes, endnotes=ends) == [
        (PARAGRAPH, "Het is zo gezegd."),
        (FOOTNOTE, "Bron: de stad."),
        (FOOTNOTE, "Zie bijlage."),
        (PARAGRAPH, "Erna."),
    ]


def test_captions_and_quotations_are_told_by_their_styles() -> None:
    names = {"C": "caption", "Q": "Intense Quote"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    body = paragraph("Figuur 1: de markt", '<w:pStyle w:val="C"/>') + paragraph("Zo was het.", '<w:pStyle w:val="Q"/>')

    assert found(body, styles=styles) == [(CAPTION, "Figuur 1: de markt"), (QUOTE, "Zo was het.")]


def test_a_large_first_letter_is_of_its_word() -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="3"/>'

    assert texts(paragraph("D", frame) + paragraph("e moestuinen zijn uitgebreid.")) == [
        "De moestuinen zijn uitgebreid."
    ]


@pytest.mark.parametrize(
    "section", ["<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>']
)
def test_a_sentence_that_a_page_break_cut_is_one_again(section: str) -> None:
    body = paragraph("De burgemeester van Deinze kwam naar") + section + paragraph("de markt van Ouinhi.")

    assert texts(body) == ["De burgemeester van Deinze kwam naar de markt van Ouinhi."]


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ("Een zin.", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", "en nog een."),
        ("Zonder punt", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", "Maar met hoofdletter."),
        ("Zonder punt", "", "en zonder breuk."),
    ],
)
def test_other_paragraphs_stay_apart(before: str, between: str, after: str) -> None:
    assert texts(paragraph(before) + between + paragraph(after)) == [before, after]


def exact(before: int) -> str:
    return f'<w:spacing w:before="{before}" w:line="240" w:lineRule="exact"/>'


def test_a_paragraph_without_space_above_goes_on_where_others_have_it() -> None:
    body = "".join(paragraph(text, exact(240)) for text in ("Een.", "Twee.")) + paragraph("Nog van twee.", exact(40))

    assert texts(body) == ["Een.", "Twee. Nog van twee."]


def test_paragraphs_without_space_stay_apart_where_none_has_it() -> None:
    assert texts("".join(paragraph(text, exact(0)) for text in ("Een.", "Twee.", "Drie."))) == [
        "Een.",
        "Twee.",
        "Drie.",
    ]


def test_labels_on_lines_of_their_own_part_a_paragraph() -> None:
    lines = "<w:r><w:br/></w:r>".join(
        run(text) for text in ("Lees het hele", "verslag.", "Boek:", "Samen water", "delen")
    )

    assert texts(f"<w:p>{lines}</w:p>") == ["Lees het hele verslag.", "Boek:", "Samen water delen"]


def test_what_surrounds_paragraphs_hides_none() -> None:
    inner = paragraph("Een.")
    body = (
        f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt><w:customXml>{inner}</w:customXml><w:ins>{inner}</w:ins>"
        f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
    )

    assert texts(body) == ["Een."] * 4
