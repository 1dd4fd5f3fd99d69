"""The elements of web pages as blocks: lists, lines, terms, tables."""

from __future__ import annotations

import pytest

from ingest.blocks import BlockKind
from ingest.readers.html import read_html

BULLET, HEADING, PARAGRAPH, QUOTE, STEP = (
    BlockKind.BULLET,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
    BlockKind.STEP,
)


def _found(body: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read_html(f"<html><body>{body}</body></html>".encode()).blocks]


def _texts(body: str) -> list[str]:
    return [text for _, text in _found(body)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<ol start='3'><li>A</li><li>B</li></ol>", [(STEP, "3. A"), (STEP, "4. B")]),
        ("<ol reversed><li>A</li><li>B</li></ol>", [(STEP, "2. A"), (STEP, "1. B")]),
        ("<ol><li value='7'>A</li><li>B</li></ol>", [(STEP, "7. A"), (STEP, "8. B")]),
        ("<ol type='A'><li>A</li></ol><ol type='i'><li>B</li></ol>", [(STEP, "A. A"), (STEP, "i. B")]),
        ("<ol start='x'><li>A</li></ol>", [(STEP, "1. A")]),
        ("<ul><li>A<ol><li>B</li></ol>C</li></ul>", [(BULLET, "A"), (STEP, "1. B"), (PARAGRAPH, "C")]),
        ("<ul><li><p>A.</p><p>B.</p></li><li></li></ul>", [(BULLET, "A. B.")]),
        ("<ul><li><b>Een vette regel</b></li></ul>", [(BULLET, "Een vette regel")]),
        ("<ul><li><h3>Kaart</h3><p>Tekst.</p></li></ul>", [(HEADING, "Kaart"), (PARAGRAPH, "Tekst.")]),
        ("<li>Los</li>", [(BULLET, "Los")]),
    ],
)
def test_lists_count_as_they_say(body: str, found: list[tuple[BlockKind, str]]) -> None:
    assert _found(body) == found


def test_lists_in_lists_know_how_deep_they_are() -> None:
    page = read_html(b"<ul><li>Een<ul><li>Twee<ol><li>Drie</li></ol></li></ul></li></ul>")

    assert [block.level for block in page.blocks] == [0, 1, 2]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>Een<br><br>Twee</p>", [(PARAGRAPH, "Een"), (PARAGRAPH, "Twee")]),
        ("<p>Een:<br>- A<br>- B<br>loopt door</p>", [(PARAGRAPH, "Een:"), (BULLET, "A"), (BULLET, "B loopt door")]),
        ("<p><b>Kop</b><br>Tekst.</p>", [(HEADING, "Kop"), (PARAGRAPH, "Tekst.")]),
        ("<p><strong>Kop</strong></p><p>Tekst.</p>", [(HEADING, "Kop"), (PARAGRAPH, "Tekst.")]),
        ("<p><b>Let op:</b></p><p>Tekst.</p>", [(PARAGRAPH, "Let op:"), (PARAGRAPH, "Tekst.")]),
        ("<p><b>Wat we leerden.</b> Tekst.</p>", [(PARAGRAPH, "Wat we leerden. Tekst.")]),
        ("<p>Tekst.</p><p><b>Met dank aan allen</b></p>", [(PARAGRAPH, "Tekst."), (PARAGRAPH, "Met dank aan allen")]),
        ("<p><b>Weg</b></p><p><b>Kop</b></p>Tekst.", [(PARAGRAPH, "Weg"), (HEADING, "Kop"), (PARAGRAPH, "Tekst.")]),
        ("<blockquote><p><b>Vet gezegd</b></p><p>Meer.</p></blockquote>", [(QUOTE, "Vet gezegd"), (QUOTE, "Meer.")]),
        ("<div role='heading' aria-level='3'>Kop</div><p>Tekst.</p>", [(HEADING, "Kop"), (PARAGRAPH, "Tekst.")]),
    ],
)  # fmt: skip
def test_lines_make_paragraphs_bullets_and_headings(body: str, found: list[tuple[BlockKind, str]]) -> None:
    assert _found(body) == found


def test_a_bold_line_stands_below_the_heading_before_it() -> None:
    page = read_html(b"<h2>Twee</h2><p>Tekst.</p><p><b>Vet</b></p><p>Tekst.</p>")

    assert [(block.text, block.level) for block in page.blocks if block.kind is HEADING] == [("Twee", 2), ("Vet", 3)]


def test_what_a_click_opens_stands_for_itself() -> None:
    page = read_html(b"<h2>V</h2><details><summary>Wie betaalt?</summary>De stad.</details><p>Erna.</p>")

    assert [(block.text, block.aside > 0) for block in page.blocks] == [
        ("V", False),
        ("Wie betaalt?", True),
        ("De stad.", True),
        ("Erna.", False),
    ]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>m<sup>2</sup> en CO<sub>2</sub></p>", ["m2 en CO2"]),
        ("<p>Zo<sup><a href='#n1'>1</a></sup> is<a href='#n2'><sup>[2]</sup></a> het.</p>", ["Zo is het."]),
        ("<p>gemeen\u00adte\u200blijk</p>", ["gemeentelijk"]),
        ("<p>a&nbsp;b &eacute;&#233;&#xe9; &lt;c&gt;</p>", ["a b ééé <c>"]),
        ("<p>een\n  twee</p>", ["een twee"]),
        ("<p>een<!-- weg -->twee</p>", ["eentwee"]),
        ("Los<script>x</script>er", ["Los er"]),
    ],
)
def test_words_are_as_they_are_shown(body: str, texts: list[str]) -> None:
    assert _texts(body) == texts


def test_terms_stand_before_their_definitions_and_questions_by_themselves() -> None:
    body = "<dl><div><dt>A</dt><dt>B:</dt><dd>een<p>twee</p></dd></div><dt>Wat?</dt><dd>Dit.</dd><dt>Los</dt></dl>"

    assert _texts(body) == ["A / B: een", "twee", "Wat?", "Dit.", "Los"]


@pytest.mark.parametrize(
    "table",
    [
        "<table role='presentation'><tr><td>A.</td><td>B.</td></tr><tr><td>C.</td><td>D.</td></tr></table>",
        "<table><tr><td><h2>A.</h2></td><td>B.</td></tr><tr><td>C.</td><td>D.</td></tr></table>",
        "<table><tr><td>A.</td></tr><tr><td>B.</td></tr><tr><td>C.</td></tr><tr><td>D.</td></tr></table>",
        "<table><tr><td>A.</td><td>B.</td><td>C.</td><td>D.</td></tr></table>",
    ],
    ids=["says so", "headings", "one column", "one row"],
)
def test_tables_that_place_text_are_read_cell_by_cell(table: str) -> None:
    assert _texts(table) == ["A.", "B.", "C.", "D."]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ("<tr><td>A<td>B<tr><td rowspan=2>1<td>2<tr><td>3", ["A: 1; B: 2", "A: 1; B: 3"]),
        ("<tr><td>A<td>B<tr><td>1<td rowspan=9>2<tr><tr><td>3", ["A: 1; B: 2", "B: 2", "A: 3; B: 2"]),
        ("<tr><th>Datum<td>1 mei<tr><th>Plaats<td>Pout", ["Datum: 1 mei", "Plaats: Pout"]),
        ("<tr><th colspan=2>Titel<tr><th>A<th>B<tr><td>1<td>2", ["Titel", "A: 1; B: 2"]),
        ("<tr><td>A<td>B<tr><td colspan=x rowspan=-1>1<td>2", ["A: 1; B: 2"]),
        ("<tr><td>A<td>B<tr><td><ul><li>x<li>y</ul><td>2", ["A: • x • y; B: 2"]),
    ],
)
def test_cells_stand_under_their_headers(rows: str, texts: list[str]) -> None:
    assert _texts(f"<table>{rows}</table>") == texts


def test_spans_cost_no_more_than_a_table_may() -> None:
    body = "<tr><td colspan=100 rowspan=1000>1</td><td>2</td></tr>" * 2000

    assert _texts(f"<table><tr><th>A</th><th>B</th></tr>{body}</table>")[0] == "A: 1; B: 2"
