from __future__ import annotations

import contextlib
import time

import pytest

from ingest.blocks import Block, BlockKind
from ingest.readers.markdown import read_markdown
from kb.errors import ReadError

BULLET, FOOTNOTE, HEADING, PARAGRAPH, QUOTE, ROW, STEP = (
    BlockKind.BULLET,
    BlockKind.FOOTNOTE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.QUOTE,
    BlockKind.TABLE_ROW,
    BlockKind.STEP,
)


def _found(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read_markdown(text.encode()).blocks]


def test_marks_become_blocks_in_their_order() -> None:
    text = "# Één\n\nTekst over\ntwee regels.\n\n### Twee\n\n- Punt.\n- Nog\n  een.\n\n3. Stap.\n4. Stap.\n\n> Ja."

    assert read_markdown(text.encode()).blocks == (
        Block(kind=HEADING, text="Één", level=1),
        Block(kind=PARAGRAPH, text="Tekst over twee regels."),
        Block(kind=HEADING, text="Twee", level=3),
        Block(kind=BULLET, text="Punt."),
        Block(kind=BULLET, text="Nog een."),
        Block(kind=STEP, text="3. Stap."),
        Block(kind=STEP, text="4. Stap."),
        Block(kind=QUOTE, text="Ja."),
    )


def test_an_underlined_heading_is_one() -> None:
    assert _found("Titel\n=====\n\nTekst.") == [(HEADING, "Titel"), (PARAGRAPH, "Tekst.")]


def test_words_stay_without_marks_link_targets_and_pictures() -> None:
    text = "Een **vet** [woord](https://example.org), `code` en ![de markt](markt.png) een\\\neinde &amp; meer."

    assert _found(text) == [(PARAGRAPH, "Een vet woord, code en een einde & meer.")]


def test_table_rows_carry_their_header() -> None:
    text = "| Indicator | 2023 | 2024 |\n|---|---|---|\n| Pannes | 17 | **4** |\n| Verlies | | 38% |"

    assert _found(text) == [(ROW, "Indicator: Pannes; 2023: 17; 2024: 4"), (ROW, "Indicator: Verlies; 2024: 38%")]


def test_lists_in_lists_keep_their_kinds() -> None:
    assert _found("1. Een\n   - Een a\n\n   Vervolg\n2. Twee") == [
        (STEP, "1. Een"),
        (BULLET, "Een a"),
        (STEP, "Vervolg"),
        (STEP, "2. Twee"),
    ]


def test_lists_in_lists_know_how_deep_they_are() -> None:
    blocks = read_markdown(b"- Een\n  - Twee\n    1. Drie\n").blocks

    assert [(block.text, block.level) for block in blocks] == [("Een", 0), ("Twee", 1), ("1. Drie", 2)]


def test_notes_are_told_from_the_text_and_their_marks_are_no_words() -> None:
    text = "Een zin[^1] met een noot.\n\nNog een[^b].\n\n[^1]: Bron: de stad.\n[^b]: Eerste.\n\n    Tweede.\n"

    assert _found(text) == [
        (PARAGRAPH, "Een zin met een noot."),
        (PARAGRAPH, "Nog een."),
        (FOOTNOTE, "Bron: de stad."),
        (FOOTNOTE, "Eerste. Tweede."),
    ]


def test_the_boxes_of_tasks_are_no_words() -> None:
    assert _found("- [x] Gedaan\n- [ ] Te doen\n- [link](a)") == [
        (BULLET, "Gedaan"),
        (BULLET, "Te doen"),
        (BULLET, "link"),
    ]


def test_terms_stand_before_their_definitions() -> None:
    assert _found("Convenant\n: wat beide raden goedkeuren.\n") == [
        (PARAGRAPH, "Convenant: wat beide raden goedkeuren.")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Een<br>\ntwee <b>drie</b><!-- weg -->", [(PARAGRAPH, "Een twee drie")]),
        ("<details><summary>Wie betaalt?</summary>\n\nDe **stad**.\n\n</details>",
         [(HEADING, "Wie betaalt?"), (PARAGRAPH, "De stad.")]),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", [(ROW, "A: 1; B: 2")]),
        ("Tekst.\n\n<script>alert(1)</script>\n<nav>blijft</nav>", [(PARAGRAPH, "Tekst."), (PARAGRAPH, "blijft")]),
        ("<!-- alleen dit\nstaat er niet -->\n\nTekst.", [(PARAGRAPH, "Tekst.")]),
        ("2 < 3 & 4 > 1", [(PARAGRAPH, "2 < 3 & 4 > 1")]),
    ],
)  # fmt: skip
def test_html_in_the_text_is_read_as_such(text: str, found: list[tuple[BlockKind, str]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize("heading", ["# Kop {#anker}", "# Kop {.klasse #a} ", "# Kop #", "Kop\n==="])
def test_a_heading_is_its_words(heading: str) -> None:
    assert _found(f"{heading}\n\nTekst.") == [(HEADING, "Kop"), (PARAGRAPH, "Tekst.")]


def test_a_bold_line_above_text_is_a_heading() -> None:
    assert _found("## Twee\n\n**Antwoorden**\n\nTekst.") == [
        (HEADING, "Twee"),
        (HEADING, "Antwoorden"),
        (PARAGRAPH, "Tekst."),
    ]


@pytest.mark.parametrize(
    "text", ["> " * 3000 + "x", "[" * 3000, "- " * 500 + "x", "*a " * 3000, "`" * 5000, "<div>" * 3000]
)
def test_hostile_nesting_ends_soon(text: str) -> None:
    start = time.perf_counter()

    with contextlib.suppress(ReadError):
        read_markdown(text.encode())

    assert time.perf_counter() - start < 20


def test_an_empty_list_item_does_no_harm() -> None:
    assert _found("1. Een\n2.\n3. Drie") == [(STEP, "1. Een"), (STEP, "3. Drie")]


def test_a_code_block_is_text() -> None:
    assert _found("```\nkb ingest\nMAP\n```") == [(PARAGRAPH, "kb ingest MAP")]


def test_front_matter_gives_title_and_date_and_is_no_text() -> None:
    parsed = read_markdown(b'---\nTitle: "Samen water leveren: 2025"\ndate: 2025-02-14\nempty:\n---\n\nTekst.\n')

    assert (parsed.title, parsed.date) == ("Samen water leveren: 2025", "2025-02-14")
    assert parsed.facts == {"title": "Samen water leveren: 2025", "date": "2025-02-14"}
    assert [block.text for block in parsed.blocks] == ["Tekst."]


@pytest.mark.parametrize(
    "front",
    [
        "title: [unclosed",
        "date: 2024-13-45",
        "a: " + "[" * 3000,
        "? [a, b]\n: c",
        "key: !!python/object:os.system x",
        "- een",
    ],
    ids=["unclosed", "no date", "deep", "odd key", "object", "list"],
)
def test_front_matter_that_is_none_does_not_stop_reading(front: str) -> None:
    parsed = read_markdown(f"---\n{front}\n---\n\nTekst van het document.\n".encode())

    assert parsed.blocks[-1].text == "Tekst van het document."
    assert parsed.title is None


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    texts = [text for _, text in _found("---\n\nTekst tussen twee lijnen.\n\n---\n\nMeer tekst.\n")]

    assert "Tekst tussen twee lijnen." in texts
    assert "Meer tekst." in texts


def test_without_front_matter_there_is_no_title() -> None:
    assert read_markdown(b"# Kop\n\nTekst.").title is None


@pytest.mark.parametrize("text", ["---\ntitle: Leeg\n---\n", "***\n", "![](a.png)", ""])
def test_a_file_without_text_is_said_to_have_none(text: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_markdown(text.encode())

    assert type(raised.value) is ReadError
    assert raised.value.key == "no_text"
