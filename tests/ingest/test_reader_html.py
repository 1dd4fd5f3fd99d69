from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.readers.html import read_html
from kb.errors import ReadError

ATTRIBUTION, BULLET, HEADING, PARAGRAPH, QUOTE, ROW, STEP = (
    BlockKind.ATTRIBUTION,
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
    BlockKind.TABLE_ROW,
    BlockKind.STEP,
)


def _found(body: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read_html(f"<html><body>{body}</body></html>".encode()).blocks]


def _texts(body: str) -> list[str]:
    return [text for _, text in _found(body)]


def test_elements_become_blocks_in_their_order() -> None:
    page = """<main><h1>Water</h1><p>Twee diensten.</p><h3>Lijst</h3><ul><li>Eén labo.</li></ul>
        <ol><li>Koop samen.</li><li>Meet weinig.</li></ol><blockquote><p>“Een akkoord.”</p></blockquote></main>"""

    assert read_html(page.encode()).blocks == (
        Block(kind=HEADING, text="Water", level=1),
        Block(kind=PARAGRAPH, text="Twee diensten."),
        Block(kind=HEADING, text="Lijst", level=3),
        Block(kind=BULLET, text="Eén labo."),
        Block(kind=STEP, text="1. Koop samen."),
        Block(kind=STEP, text="2. Meet weinig."),
        Block(kind=QUOTE, text="“Een akkoord.”"),
    )


def test_boilerplate_is_left_out() -> None:
    page = """<header>Menu</header><nav>Start</nav><main><p>Tekst.</p><script>var a = 1</script><style>p {}</style>
        <form>Zoek</form><aside>Lees ook</aside><button>Deel</button><noscript>Geen script</noscript></main>
        <footer>Cookies</footer>"""

    assert _texts(page) == ["Tekst."]


def test_a_page_without_main_is_read_whole_but_for_its_boilerplate() -> None:
    assert _texts("<nav>Start</nav><div>Los<p>Tekst.</p>na</div><footer>Cookies</footer>") == ["Los", "Tekst.", "na"]


def test_every_article_is_read_where_there_is_no_main() -> None:
    assert _texts("<article><p>Een.</p></article><article><p>Twee.</p></article>") == ["Een.", "Twee."]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>Eerste regel<br>tweede regel</p>", ["Eerste regel tweede regel"]),
        ("<div>Eerste regel<br/>tweede regel</div>", ["Eerste regel tweede regel"]),
        ("<ul><li>Eerste regel<br>tweede regel</li></ul>", ["Eerste regel tweede regel"]),
        ("<h2>Eerste regel<br>tweede regel</h2>", ["Eerste regel tweede regel"]),
    ],
)
def test_a_line_break_parts_words(body: str, texts: list[str]) -> None:
    assert _texts(body) == texts


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt></dt><dd><p>Een.</p><p>Twee.</p></dd></dl>",
        "<span><p>Een.</p><p>Twee.</p></span>",
        "<my-page><p>Een.</p><p>Twee.</p></my-page>",
        "<table><tr><td><p>Een.</p><p>Twee.</p></td></tr></table>",
    ],
)
def test_paragraphs_inside_other_elements_are_parted(body: str) -> None:
    assert " ".join(_texts(body)) == "Een. Twee."


def test_inline_elements_part_no_words() -> None:
    assert _texts("<p>on<b>der</b>steuning <a href='#'>van</a>\n<em>Ouinhi</em></p>") == ["ondersteuning van Ouinhi"]


def test_table_rows_carry_their_header() -> None:
    table = """<table><thead><tr><th>Indicador</th><th>2023</th></tr></thead>
        <tbody><tr><th>Avería</th><td>17 días</td></tr></tbody></table>"""

    assert _found(table) == [(ROW, "Indicador: Avería; 2023: 17 días")]


def test_line_breaks_in_cells_part_words() -> None:
    assert _found("<table><tr><th>A</th><th>B</th></tr><tr><td>een<br>twee</td><td>3</td></tr></table>") == [
        (ROW, "A: een twee; B: 3")
    ]


def test_a_header_over_two_columns_stands_before_both() -> None:
    table = """<table><tr><th>Plaats</th><th colspan="2">Huishoudens</th><th>Deel</th></tr>
        <tr><td>Pout</td><td>1.540</td><td>1.090</td><td>71%</td></tr></table>"""

    assert _found(table) == [(ROW, "Plaats: Pout; Huishoudens: 1.540; Huishoudens: 1.090; Deel: 71%")]


def test_text_of_a_table_in_a_table_is_read_once() -> None:
    inner = "<table><tr><td>binnen1</td><td>binnen2</td></tr><tr><td>binnen3</td><td>binnen4</td></tr></table>"
    text = " ".join(_texts(f"<table><tr><td>{inner}</td></tr><tr><td>buiten</td></tr></table>"))

    assert [text.count(word) for word in ("binnen1", "binnen2", "binnen3", "binnen4", "buiten")] == [1] * 5


def test_a_caption_is_kept() -> None:
    table = (
        "<table><caption>Pannes per jaar</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )

    assert "Pannes per jaar" in _texts(table)


def test_lists_in_lists_keep_all_items() -> None:
    assert _texts("<ul><li>Een<ul><li>Een a</li></ul></li><li><p>Twee</p></li></ul>") == ["Een", "Een a", "Twee"]


def test_who_is_cited_is_an_attribution() -> None:
    page = "<blockquote><p>Een akkoord van vier bladzijden.</p><cite>Presidenta de una junta</cite></blockquote>"

    assert _found(page) == [(QUOTE, "Een akkoord van vier bladzijden."), (ATTRIBUTION, "Presidenta de una junta")]


def test_a_title_cited_in_a_sentence_stays_in_it() -> None:
    assert _texts("<p>Lees <cite>Samen water</cite> eerst.</p>") == ["Lees Samen water eerst."]


def test_title_and_date_come_from_the_head() -> None:
    page = (
        "<head><title> Una sola\n agua </title><meta name='date' content='2024-05-06'></head><body><p>Agua.</p></body>"
    )

    parsed = read_html(page.encode())

    assert (parsed.title, parsed.date, parsed.pages) == ("Una sola agua", "2024-05-06", None)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    page = f"<html><head><meta charset={encoding}></head><body><p>Qué se acordó en español</p></body></html>"

    assert [block.text for block in read_html(page.encode(encoding)).blocks] == ["Qué se acordó en español"]


def test_an_xml_declaration_does_no_harm() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Één</p></body></html>'

    assert [block.text for block in read_html(page.encode()).blocks] == ["Één"]


@pytest.mark.parametrize("body", ["", "<nav>Menu</nav>", "<script>alert(1)</script>", "<img src='a.png'>"])
def test_a_page_without_text_is_said_to_have_none(body: str) -> None:
    with pytest.raises(ReadError) as raised:
        _found(body)

    assert type(raised.value) is ReadError
    assert raised.value.key == "no_text"


def test_a_page_within_a_page_is_read() -> None:
    inner = "<html class='x'><head><title>Binnen</title></head><body><p>Twee.</p></body></html>"

    assert _texts(f"<div><p>Een.</p>{inner}</div><p>Drie.</p>") == ["Een.", "Twee.", "Drie."]


def test_signs_that_stand_for_nothing_do_no_harm() -> None:
    assert _texts("<p>a\x01b&#1;c&#x1f;d&#12;e\ufffef</p><nav>x</nav>\x02g&#10;h") == ["a b c d e f", "g h"]


def test_a_deep_tree_is_read() -> None:
    assert _texts("<p>begin</p>" + "<div>" * 240 + "diep" + "</div>" * 240) == ["begin", "diep"]


@pytest.mark.parametrize("tag", ["div", "ul><li", "blockquote", "table><tr><td", "details", "dl><dd", "b", "my-tag"])
def test_what_lies_too_deep_is_text_without_structure(tag: str) -> None:
    assert " ".join(_texts("<p>begin</p>" + f"<{tag}>" * 600 + "<p>diep</p>")).split() == ["begin", "diep"]


def test_a_tree_that_is_deeper_than_can_be_held_is_refused() -> None:
    with pytest.raises(ReadError) as raised:
        _found("<div>" * 3000 + "diep")

    assert raised.value.key == "too_deep"


def test_the_first_heading_is_the_title_where_the_site_adds_its_name() -> None:
    def title(page: str) -> str | None:
        return read_html(page.encode()).title

    assert title("<title>Water | Stad</title><h1>Water</h1>") == "Water"
    assert title("<title>Stad</title><h1>Water</h1>") == "Stad"
    assert title("<h1>Water</h1>") is None


@settings(max_examples=100, deadline=None, derandomize=True)
@given(words=st.lists(st.tuples(st.sampled_from(["p", "div", "h2", "b", "li", "td", "blockquote"]), st.integers())))
def test_every_word_of_a_page_is_read_once_and_in_order(words: list[tuple[str, int]]) -> None:
    said = [f"woord{place}" for place in range(len(words))]
    body = " ".join(f"<{tag}>{word}</{tag}>" for (tag, _), word in zip(words, said, strict=True))

    assert " ".join(_texts(f"<p>begin</p>{body}")).split() == ["begin", *said]
