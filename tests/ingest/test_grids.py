"""Tables are told by their lines, or by cells in line; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings

from ingest.fragments import Fragment
from ingest.grids import Table, tables
from ingest.page import Area
from tests.ingest.placed import areas_anywhere, fragments_anywhere, letters, line, lines

CELLS = [
    ["Wijk", "Aanpak", "Budget"],
    ["Noord", "Waterpomp", "1.200"],
    ["Zuid", "Moestuin", "800"],
    ["West", "School", "90"],
]


def texts(table: Table) -> list[list[str]]:
    return [[" ".join(part.text for row in cell.lines for part in row) for cell in row] for row in table.rows]


def placed(cells: Sequence[Sequence[str]], *, leading: float = 20.0) -> list[Fragment]:
    return [
        line(text, 55 + 150 * x, 105 + leading * y) for y, row in enumerate(cells) for x, text in enumerate(row) if text
    ]


def ruling(rows: int, columns: int) -> list[Area]:
    width, height = 150.0 * columns, 20.0 * rows
    across = [Area(50, 100 + 20 * y, 50 + width, 100.5 + 20 * y) for y in range(rows + 1)]
    return [*across, *(Area(50 + 150 * x, 100, 50.5 + 150 * x, 100 + height) for x in range(columns + 1))]


@settings(max_examples=80, deadline=None)
@given(fragments_anywhere(), areas_anywhere)
def test_no_letter_is_lost_and_none_comes_twice(found: list[Fragment], areas: list[Area]) -> None:
    made, rest = tables(found, areas, 10.0)

    held = [text for table in made for row in texts(table) for text in row]
    assert letters([*held, *(part.text for part in rest)]) == letters(part.text for part in found)


def test_ruling_lines_make_a_table() -> None:
    body = lines(["Een zin onder de tabel."], 50, 300)

    (table,), rest = tables([*placed(CELLS), *body], ruling(4, 3), 10.0)

    assert texts(table) == CELLS
    assert rest == body


def test_an_empty_cell_keeps_the_others_in_their_columns() -> None:
    cells = [["Wijk", "Aanpak", "Budget"], ["Noord", "", "1.200"], ["Zuid", "moestuin", ""]]

    (table,), _ = tables(placed(cells), ruling(3, 3), 10.0)

    assert texts(table) == cells


def test_rectangles_are_the_lines_of_their_sides() -> None:
    boxes = [
        Area(50 + 150 * x, 100 + 20 * y, 200 + 150 * x, 120 + 20 * y, filled=True) for x in range(3) for y in range(4)
    ]

    (table,), rest = tables(placed(CELLS), boxes, 10.0)

    assert texts(table) == CELLS
    assert rest == []


def test_cells_in_line_are_a_table_without_lines() -> None:
    (table,), rest = tables(placed(CELLS), [], 10.0)

    assert texts(table) == CELLS
    assert rest == []


def test_columns_of_running_text_are_no_table() -> None:
    left = lines(
        [
            "De raad van de wijk kwam bijeen",
            "en sprak over de pompen van",
            "het dorp en over wie ze dan",
            "wel herstelt",
        ],
        50,
        100,
    )
    right = lines(
        ["Daarna kwam de vraag hoe men", "met de scholen verder gaat en", "of er geld voor is in het jaar", "dat komt"],
        320,
        100,
    )

    made, rest = tables([*left, *right], [], 10.0)

    assert made == []
    assert len(rest) == 8


def test_a_table_of_contents_is_no_table() -> None:
    entries = [["Inleiding", "3"], ["Water", "7"], ["Onderwijs", "12"], ["Slot", "20"]]

    assert tables(placed(entries), [], 10.0)[0] == []


def test_a_frame_around_text_is_no_table() -> None:
    assert tables(lines(["Een zin.", "Nog een zin."], 60, 110), [Area(50, 100, 400, 200)], 10.0)[0] == []
