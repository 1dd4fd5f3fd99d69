"""A page is laid out: notes, captions, figures, tables and boxes stand beside the text, and nothing is lost."""

from __future__ import annotations

from hypothesis import given, settings

from ingest.blocks import BlockKind
from ingest.fragments import Fragment, fragment_of
from ingest.page import Area, Word
from ingest.pagelayout import Flow, Note, Rows, lay_out
from tests.ingest.placed import areas_anywhere, fragments_anywhere, letters, line, lines, lines_of, read_page, words_of

BODY = [f"Een zin over water, regel {name} van het gewone blad" for name in "abcdefgh"]


def notes(flow: Flow) -> list[tuple[BlockKind, str]]:
    return [
        (insert.kind, " ".join(line.text for line in insert.lines))
        for _, insert in flow.inserts
        if isinstance(insert, Note)
    ]


@settings(max_examples=100, deadline=None)
@given(fragments_anywhere(), areas_anywhere)
def test_no_letter_is_lost_and_none_comes_twice(found: list[Fragment], areas: list[Area]) -> None:
    flow = lay_out(read_page(found, areas=areas, pictures=areas[:2]), 10.0)

    assert letters(part.text for part in lines_of(flow)) == letters(part.text for part in found)


def test_text_is_read_in_its_order() -> None:
    flow = lay_out(read_page(list(reversed(lines(BODY, 50, 100)))), 10.0)

    assert [part.text for part in flow.lines] == BODY
    assert flow.inserts == []


def test_a_box_is_read_for_itself() -> None:
    box = Area(300, 300, 540, 400, filled=True)
    inside = ["Wat is een stedenband?", "Een band tussen twee steden,", "voor vele jaren."]

    flow = lay_out(read_page([*lines(BODY, 50, 100), *lines(inside, 310, 310)], areas=[box]), 10.0)

    assert [part.text for part in flow.lines] == BODY
    ((_, held),) = flow.inserts
    assert isinstance(held, Flow)
    assert [part.text for part in held.lines] == inside


def test_footnotes_stand_beside_the_text_and_their_marks_are_no_part_of_it() -> None:
    words = [
        *words_of("De wet van 1987", 50, 400),
        Word("1", 127, 399, 130, 405, 5.0),
        *words_of("zegt dat.", 134, 400),
    ]
    note = [line("1 Staatsblad van 12 maart,", 50, 700, size=8), line("bladzijde 4.", 50, 710, size=8)]

    flow = lay_out(read_page([*lines(BODY, 50, 100), fragment_of(words), *note]), 10.0)

    assert flow.lines[-1].text == "De wet van 1987 zegt dat."
    assert notes(flow) == [(BlockKind.FOOTNOTE, "1 Staatsblad van 12 maart, bladzijde 4.")]


def test_captions_are_told_by_their_word_or_by_their_picture() -> None:
    picture = Area(50, 300, 250, 400)
    found = [
        *lines(BODY, 50, 100),
        line("Een waterpomp in Noord", 50, 404, size=8),
        line("Figuur 2. De kaart van de wijk", 50, 500),
    ]

    assert notes(lay_out(read_page(found, pictures=[picture]), 10.0)) == [
        (BlockKind.CAPTION, "Een waterpomp in Noord"),
        (BlockKind.CAPTION, "Figuur 2. De kaart van de wijk"),
    ]


def test_a_key_figure_stands_with_its_label() -> None:
    found = [*lines(BODY, 50, 100), line("66%", 50, 300, size=30), line("van de besturen", 50, 334)]

    assert notes(lay_out(read_page(found), 10.0)) == [(BlockKind.KEY_FIGURE, "66% van de besturen")]


def test_a_table_stands_beside_the_text() -> None:
    cells = [["Noord", "Pomp", "1.200"], ["Zuid", "School", "800"], ["West", "Weg", "90"]]
    grid = [line(text, 50 + 120 * x, 300 + 15 * y) for y, row in enumerate(cells) for x, text in enumerate(row)]

    flow = lay_out(read_page([*lines(BODY, 50, 100), *grid]), 10.0)

    ((_, table),) = flow.inserts
    assert isinstance(table, Rows)
    assert [[cell[0].text for cell in row] for row in table.cells] == cells


def test_a_large_initial_begins_its_line() -> None:
    found = [line("D", 50, 100, size=30), line("e pomp staat stil", 66, 102), line("en dat duurt al lang", 66, 115)]

    flow = lay_out(read_page(found), 10.0)

    assert [part.text for part in flow.lines] == ["De pomp staat stil", "en dat duurt al lang"]


def test_no_text_is_no_lines() -> None:
    assert lay_out(read_page([], areas=[Area(0, 0, 300, 300, filled=True)]), 10.0) == Flow()
