"""The places and the type of lines tell paragraphs, headings, lists and what goes on over a break."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import BlockKind
from ingest.layout import blocks_of
from ingest.pagelayout import Flow, Note, PlacedLine, Rows
from kb.types import Box

COLUMN = (50.0, 250.0)
OTHER_COLUMN = (300.0, 500.0)
LEADING = 13.0


def line(  # noqa: PLR0913 - what a line has
    text: str,
    top: float = 100.0,
    *,
    page: int = 1,
    left: float | None = None,
    size: float = 10.0,
    bold: bool = False,
    column: tuple[float, float] = COLUMN,
    tag: int | None = None,
) -> PlacedLine:
    begin = column[0] if left is None else left
    right = min(begin + 0.5 * size * len(text), column[1])
    return PlacedLine(
        text=text,
        page=page,
        left=begin,
        top=top,
        right=right,
        bottom=top + size,
        size=size,
        bold=bold,
        box=Box(page, begin, top, right, top + size),
        column=column,
        tag=tag,
    )


def lines(*texts: str, top: float = 100.0, page: int = 1, column: tuple[float, float] = COLUMN) -> list[PlacedLine]:
    return [line(text, top + LEADING * at, page=page, column=column) for at, text in enumerate(texts)]


def found(*pages: Sequence[PlacedLine]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks_of([Flow(lines=list(page)) for page in pages])]


def texts(*pages: Sequence[PlacedLine]) -> list[str]:
    return [text for _, text in found(*pages)]


words = st.lists(
    st.sampled_from(["de", "pomp", "Water", "12", "loopt.", "• punt", "2.", "(a)"]), min_size=1, max_size=6
)


@given(st.lists(st.tuples(words, st.sampled_from([10.0, 10.0, 14.0]), st.booleans(), st.integers(0, 60)), max_size=20))
def test_no_word_is_lost_and_each_line_has_its_place(
    drawn: list[tuple[list[str], float, bool, int]],
) -> None:
    placed = [
        line(" ".join(said), 50 + 15.0 * at, left=50.0 + indent, size=size, bold=bold)
        for at, (said, size, bold, indent) in enumerate(drawn)
    ]

    blocks = blocks_of([Flow(lines=placed)])

    kept = " ".join(block.text for block in blocks)
    for word in ("pomp", "Water", "12", "loopt"):
        assert kept.count(word) == sum(made.text.count(word) for made in placed)
    for block in blocks:
        starts = [place.start for place in block.places]
        assert starts[:1] == [0]
        assert starts == sorted(set(starts))


def test_larger_and_bold_type_are_headings_by_size() -> None:
    blocks = blocks_of(
        [
            Flow(
                lines=[
                    line("Jaarrapport", 30, size=20, bold=True),
                    line("Resultaten", 60, size=14, bold=True),
                    line("Water in de wijk", 84, bold=True),
                    *lines("Het comité vergaderde negen keer en las", "de begroting na."),
                ]
            )
        ]
    )

    assert [(block.kind, block.level) for block in blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_a_heading_of_two_lines_is_one() -> None:
    heading = [line("Wat wij in dit jaar", 50, size=16, bold=True), line("van elkaar leerden", 70, size=16, bold=True)]

    assert found([*heading, *lines("Het comité vergaderde negen keer en las", "de begroting na met de raad.")])[0] == (
        BlockKind.HEADING,
        "Wat wij in dit jaar van elkaar leerden",
    )


def test_headings_that_the_file_names_have_its_levels() -> None:
    tagged = [
        line("Rapport", 50, bold=True, tag=1),
        line("Water", 80, bold=True, tag=2),
        *[
            line(f"De pomp van wijk {name} staat al weken stil,", 110 + 13 * at, tag=0)
            for at, name in enumerate("abcdef")
        ],
    ]

    blocks = blocks_of([Flow(lines=tagged)])

    assert [block.level for block in blocks] == [1, 2, 0]


def test_a_page_in_one_type_has_no_headings_by_looks() -> None:
    assert BlockKind.HEADING not in {kind for kind, _ in found(lines("Een kop", "Een zin van het blad."))}


def test_a_name_in_bold_below_a_quotation_is_no_heading() -> None:
    quoted = lines("“Wij schreven alles op, ook wat er niet", "lukte, en dat hielp ons later.”")
    name = line("Burgemeester van Pout, partner van Deinze", 126, bold=True)

    assert BlockKind.HEADING not in {kind for kind, _ in found([*quoted, name])}


def test_a_wider_gap_sets_a_paragraph_off() -> None:
    first = lines("Een zin die op deze regel begint en op de", "volgende regel eindigt.")

    assert texts([*first, *lines("Een nieuwe alinea die op deze regel", "verder gaat.", top=140)]) == [
        "Een zin die op deze regel begint en op de volgende regel eindigt.",
        "Een nieuwe alinea die op deze regel verder gaat.",
    ]


def test_text_after_a_list_does_not_join_its_last_item() -> None:
    placed = [
        line("• Een punt dat op de", 100),
        line("tweede regel eindigt.", 113, left=62),
        line("Daarna volgt gewone tekst.", 126),
        line("• Een kort punt.", 139),
        line("Weer gewone tekst.", 152),
    ]

    assert found(placed) == [
        (BlockKind.BULLET, "Een punt dat op de tweede regel eindigt."),
        (BlockKind.PARAGRAPH, "Daarna volgt gewone tekst."),
        (BlockKind.BULLET, "Een kort punt."),
        (BlockKind.PARAGRAPH, "Weer gewone tekst."),
    ]


def test_a_first_line_that_is_indented_keeps_its_paragraph() -> None:
    placed = [line("Een alinea die inspringt", 100, left=62), *lines("en dan verder gaat.", top=113)]

    assert texts(placed) == ["Een alinea die inspringt en dan verder gaat."]


def test_an_indent_after_a_full_line_begins_a_paragraph() -> None:
    placed = [
        *lines("De pomp staat stil en dat duurt al lang."),
        line("Een nieuwe alinea die inspringt en", 113, left=62),
        *lines("verder gaat.", top=126),
    ]

    assert texts(placed) == [
        "De pomp staat stil en dat duurt al lang.",
        "Een nieuwe alinea die inspringt en verder gaat.",
    ]


def test_a_sentence_goes_on_in_the_next_column_and_page() -> None:
    first = [
        *lines("De ervaring van Ouinhi met de raden van", "de dorpen van het hele district dat heet", top=700),
        *lines("Zogbodomey is een voorbeeld voor de stad", top=50, column=OTHER_COLUMN),
    ]

    (text,) = texts(first, lines("Laarne en voor andere.", page=2, top=50))

    assert text == " ".join([*(part.text for part in first), "Laarne en voor andere."])


def test_a_sentence_that_is_at_its_end_does_not() -> None:
    placed = [*lines("De pomp staat stil.", top=700), *lines("Daarna kwam de raad.", top=50, column=OTHER_COLUMN)]

    assert texts(placed, lines("Het water is terug.", page=2, top=50)) == [
        "De pomp staat stil.",
        "Daarna kwam de raad.",
        "Het water is terug.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Het water van de gemeen-", "te is schoon.", "Het water van de gemeente is schoon."),
        ("De Noord-", "Zuidwerking van de stad.", "De Noord-Zuidwerking van de stad."),
    ],
)
def test_words_that_a_line_breaks_are_put_together(first: str, second: str, joined: str) -> None:
    assert texts(lines(first, second)) == [joined]


def test_a_hyphen_stays_where_the_word_has_it_elsewhere() -> None:
    assert texts(lines("Een peer-to-peer aanpak is wat wij peer-to-", "peer noemen."))[0].endswith(
        "wij peer-to-peer noemen."
    )


def rows(*cells: Sequence[str], page: int = 1, top: float = 300.0) -> Rows:
    return Rows(
        cells=[
            [[line(text, top + 20 * y, page=page, left=50 + 100 * x)] if text else [] for x, text in enumerate(row)]
            for y, row in enumerate(cells)
        ]
    )


def test_a_table_that_goes_on_over_the_page_has_its_header_once() -> None:
    header = ["Wijk", "Aanpak", "Budget"]
    first, second = Flow(lines=lines("Dit is de begroting:")), Flow(lines=[])
    first.insert(rows(header, ["Noord", "pomp", "1.200"], top=700))
    second.insert(rows(header, ["Zuid", "school", "800"], page=2, top=50))

    made = [block for block in blocks_of([first, second]) if block.kind is BlockKind.TABLE_ROW]

    assert [block.page for block in made] == [1, 2]
    assert all(name in block.text for block, name in zip(made, ("Noord", "Zuid"), strict=True))
    assert all("Budget" in block.text for block in made)
    assert all({place.box.page for place in block.places} == {block.page} for block in made)


def test_what_stands_beside_the_text_follows_the_paragraph_around_it() -> None:
    flow = Flow(lines=lines("De pomp van de wijk staat al weken", "stil."))
    flow.inserts.append((1, Note(kind=BlockKind.CAPTION, lines=lines("Figuur 1. De pomp", top=400))))
    flow.inserts.append((1, Flow(lines=lines("Een kader over water.", top=500))))

    blocks = blocks_of([flow])

    assert [(block.text, bool(block.aside)) for block in blocks] == [
        ("De pomp van de wijk staat al weken stil.", False),
        ("Figuur 1. De pomp", False),
        ("Een kader over water.", True),
    ]


def test_each_box_is_told_from_the_others() -> None:
    flow = Flow(lines=[])
    for text in ("Een eerste kader.", "Een tweede kader."):
        flow.insert(Flow(lines=lines(text)))

    assert [block.aside for block in blocks_of([flow, flow])] == [1, 2, 3, 4]


def test_no_lines_are_no_blocks() -> None:
    assert blocks_of([]) == []
    assert blocks_of([Flow(), Flow()]) == []
