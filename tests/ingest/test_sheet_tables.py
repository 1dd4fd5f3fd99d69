from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.regions import Cell, Grid, Merge, regions
from ingest.sheet_tables import grid_blocks

_word = st.text("abcdefgh", min_size=3, max_size=8)
_number = st.integers(10_000, 99_999).map(str)


def _cell(text: str) -> Cell:
    """Returns a cell: `*` before its text says bold, digits make a number."""
    bare = text.removeprefix("*")
    return Cell(bare, is_label=not bare.isdigit() or len(bare) == 4, bold=text.startswith("*"))


def _grid(text: str, *merges: Merge) -> Grid:
    """Returns the grid that a drawing shows: a line a row, bars between its cells."""
    lines = [line.strip() for line in text.strip("\n").splitlines()]
    rows = {
        number: {column: _cell(part.strip()) for column, part in enumerate(line.split("|"), 1) if part.strip()}
        for number, line in enumerate(lines, 1)
    }
    return Grid(rows=rows, merges={merge.top: [merge] for merge in merges})


def _shown(text: str, *merges: Merge) -> list[str]:
    return [f"{'#' * block.level} {block.text}".strip() for block in grid_blocks(_grid(text, *merges))]


def test_each_row_names_its_columns() -> None:
    table = """
        Gemeente | Land    | 2023
        Laarne   | Benin   | 5
        Pout     |         | 17
    """

    assert grid_blocks(_grid(table)) == [
        Block(kind=BlockKind.TABLE_ROW, text="Gemeente: Laarne; Land: Benin; 2023: 5"),
        Block(kind=BlockKind.TABLE_ROW, text="Gemeente: Pout; 2023: 17"),
    ]


def test_a_title_heads_its_table_and_a_note_under_it_is_text() -> None:
    assert _shown("""
        Partnerschappen in cijfers
        Gemeente | Land
        Laarne   | 12345

        Bron: eigen telling
    """) == ["## Partnerschappen in cijfers", "Gemeente: Laarne; Land: 12345", "Bron: eigen telling"]


def test_a_title_under_a_title_is_a_level_deeper_and_one_without_text_is_text() -> None:
    assert _shown("""
        Jaarverslag
        Overzicht per gemeente
        Gemeente | Aantal
        Laarne   | 12345

        *Bijlage
    """) == ["## Jaarverslag", "### Overzicht per gemeente", "Gemeente: Laarne; Aantal: 12345", "Bijlage"]


def test_rows_after_an_empty_row_go_on_under_the_header() -> None:
    assert _shown("""
        *Gemeente | *Land | *Aantal
        Laarne    | Benin | 10005

        Pout      | Senegal | 10007
        Totaal    |         | 20012
    """)[1:] == ["Gemeente: Pout; Land: Senegal; Aantal: 10007", "Gemeente: Totaal; Aantal: 20012"]


@pytest.mark.parametrize(
    "header", ["*Partner | *Functie | *Naam", "Partner | Functie | 2023"], ids=["by its looks", "by numbers below"]
)
def test_rows_after_an_empty_row_may_bring_their_own_header(header: str) -> None:
    third = header.rsplit("| ", maxsplit=1)[-1].strip("*")
    assert _shown(f"""
        Gemeente | Land | Aantal
        Laarne   | Benin | 10005

        {header}
        Ouinhi  | burgemeester | 10009
    """)[1:] == [f"Partner: Ouinhi; Functie: burgemeester; {third}: 10009"]


def test_tables_beside_each_other_are_read_one_after_the_other() -> None:
    assert _shown("""
        Gemeente | Aantal | | Contact | Rol
        Laarne   | 10005  | | Ellen   | schepen
        Pout     | 10007  | | Fatou   | voorzitter
    """) == [
        "Gemeente: Laarne; Aantal: 10005",
        "Gemeente: Pout; Aantal: 10007",
        "Contact: Ellen; Rol: schepen",
        "Contact: Fatou; Rol: voorzitter",
    ]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (
            "Post | Uitleg | | 2023 | 2024\n Water | pompen | | 10005 | 10007",
            "Post: Water; Uitleg: pompen; 2023: 10005",
        ),
        ("Post | 2023 | | Nota\n Water | 10005 | | voorlopig", "Post: Water; 2023: 10005; Nota: voorlopig"),
    ],
)
def test_an_empty_column_inside_a_table_divides_nothing(table: str, row: str) -> None:
    assert _shown(table)[0].startswith(row)


def test_a_name_over_several_columns_goes_before_the_name_of_each() -> None:
    merge = Merge(1, 2, 1, 3)

    assert _shown(
        """
        Gemeente | Huishoudens |       | Nota
                 | 2023        | 2024  |
        Laarne   | 10005       | 10007 | geteld
        """,
        merge,
    ) == ["Gemeente: Laarne; Huishoudens 2023: 10005; Huishoudens 2024: 10007; Nota: geteld"]


def test_a_title_over_all_columns_is_no_header() -> None:
    assert _shown(
        """
        Overzicht |       |
        Gemeente  | Land  | Aantal
        Laarne    | Benin | 10005
        """,
        Merge(1, 1, 1, 3),
    ) == ["## Overzicht", "Gemeente: Laarne; Land: Benin; Aantal: 10005"]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Naam: | KeMoPoDi\n Land: | Senegal", ["Naam: KeMoPoDi", "Land: Senegal"]),
        ("*Naam | KeMoPoDi\n *Land | Senegal", ["Naam: KeMoPoDi", "Land: Senegal"]),
        ("Budget | 10005\n Land | Senegal", ["Budget: 10005", "Land: Senegal"]),
        (
            "Wat werkt? | Vaste contacten.\n Wat niet? | Wisselingen.",
            ["Wat werkt? Vaste contacten.", "Wat niet? Wisselingen."],
        ),
        (
            "Vraag | Antwoord\n Wat werkt? | Vaste contacten.\n Wat niet? | Wisselingen.",
            ["Vraag: Wat werkt?; Antwoord: Vaste contacten.", "Vraag: Wat niet?; Antwoord: Wisselingen."],
        ),
    ],
)
def test_a_form_gives_each_question_with_its_answer(form: str, expected: list[str]) -> None:
    assert _shown(form) == expected


def test_facts_above_a_header_are_no_rows_of_its_table() -> None:
    assert _shown("""
        Versie | 2024
        Post   | Uitleg | Verantwoordelijke | Bedrag
        Water  | pompen | Ellen             | 10005
    """) == ["Versie: 2024", "Post: Water; Uitleg: pompen; Verantwoordelijke: Ellen; Bedrag: 10005"]


def test_rows_of_numbers_without_names_are_kept_as_they_are() -> None:
    assert _shown("10005 | 10006 | 10007\n 10008 | 10009 | 10010") == ["10005; 10006; 10007", "10008; 10009; 10010"]


def test_a_header_without_rows_is_text() -> None:
    assert _shown("Naam | Land | Rol") == ["Naam – Land – Rol"]


def test_a_sheet_of_sentences_is_paragraphs() -> None:
    text = "De pompen zijn hersteld.\n Het water loopt weer."

    assert _shown(text) == ["De pompen zijn hersteld.", "Het water loopt weer."]


def test_far_cells_cost_nothing() -> None:
    grid = Grid(rows={number * 50: {number % 16_000: Cell(f"tekst {number}")} for number in range(1, 2000)})

    assert len(grid_blocks(grid)) == 1999


def test_regions_are_whole_and_apart() -> None:
    found = list(regions(_grid("a | b\n c | d\n\n e | f")))

    assert [(region.numbers, region.left, region.right) for region in found] == [((1, 2), 1, 2), ((4,), 1, 2)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(1, 9), st.integers(1, 6)), st.tuples(_word | _number, st.booleans()), max_size=40
    )
)
def test_no_number_is_lost(cells: dict[tuple[int, int], tuple[str, bool]]) -> None:
    rows: dict[int, dict[int, Cell]] = {}
    for place, ((number, column), (text, bold)) in enumerate(sorted(cells.items())):
        rows.setdefault(number, {})[column] = Cell(f"{text}{place}q", is_label=text.isalpha(), bold=bold)
    shown = " ".join(block.text for block in grid_blocks(Grid(rows=rows)))

    numbers = [cell.text for row in rows.values() for cell in row.values() if not cell.is_label]
    assert [text for text in numbers if text not in shown] == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), columns=st.integers(3, 6), count=st.integers(1, 6))
def test_every_cell_of_a_table_stands_behind_its_own_header(data: st.DataObject, columns: int, count: int) -> None:
    header = [f"kolom{number}" for number in range(columns)]
    body = [[data.draw(_word), *(data.draw(_number) for _ in header[1:])] for _ in range(count)]

    found = [block.text for block in grid_blocks(_grid("\n".join(" | ".join(row) for row in (header, *body))))]

    assert found == [_named(header, row) for row in body]


def _named(header: Sequence[str], row: Sequence[str]) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True))
