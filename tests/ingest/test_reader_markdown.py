from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.readers.markdown import read_markdown
from kb.errors import ReadError

BULLET, HEADING, PARAGRAPH, QUOTE, ROW, STEP = (
    BlockKind.BULLET,
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
