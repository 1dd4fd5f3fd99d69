from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.tables import table_blocks

_word = st.text("abcdefghijé", min_size=1, max_size=6)


def _row(text: str, page: int | None = None) -> Block:
    return Block(kind=BlockKind.TABLE_ROW, text=text, page=page)


def test_every_row_says_what_its_columns_are() -> None:
    rows = [["Gemeente", "Wijken", "Aandeel"], ["Keur Moussa", "5", "54%"], ["Pout", "6", "71%"]]

    assert table_blocks(rows, page=3) == [
        _row("Gemeente: Keur Moussa; Wijken: 5; Aandeel: 54%", 3),
        _row("Gemeente: Pout; Wijken: 6; Aandeel: 71%", 3),
    ]


def test_equal_values_side_by_side_both_stay_under_their_headers() -> None:
    rows = [["Jaar", "Nieuw", "Gestopt", "Saldo"], ["2023", "5", "5", "0"]]

    assert table_blocks(rows) == [_row("Jaar: 2023; Nieuw: 5; Gestopt: 5; Saldo: 0")]


def test_a_header_over_two_columns_stands_before_both() -> None:
    rows = [["Gemeente", "Huishoudens", "Huishoudens", "Aandeel"], ["Pout", "1.540", "1.090", "71%"]]

    assert table_blocks(rows) == [_row("Gemeente: Pout; Huishoudens: 1.540; Huishoudens: 1.090; Aandeel: 71%")]


def test_an_empty_cell_is_left_out_and_moves_no_other() -> None:
    rows = [["Site", "Eau", "Revenu"], ["Site nord", "", "118 000"], ["", "", ""], ["Site est", " forage ", ""]]

    assert table_blocks(rows) == [_row("Site: Site nord; Revenu: 118 000"), _row("Site: Site est; Eau: forage")]


def test_a_cell_beyond_the_header_stands_without_one() -> None:
    assert table_blocks([["A", "B"], ["1", "2", "3"]]) == [_row("A: 1; B: 2; 3")]


def test_an_empty_header_leaves_its_cells_bare() -> None:
    assert table_blocks([["", "2023", "2024"], ["Pannes", "17", "4"]]) == [_row("Pannes; 2023: 17; 2024: 4")]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([["Een kader met tekst."]], ["Een kader met tekst."]),
        ([["Een."], ["Twee."]], ["Een.", "Twee."]),
        ([["190", "vrouwen en jongeren"]], ["190 – vrouwen en jongeren"]),
        ([["", ""], [" ", ""]], []),
        ([], []),
    ],
)
def test_a_table_of_one_row_or_column_is_text(rows: list[list[str]], texts: list[str]) -> None:
    assert table_blocks(rows, 2) == [Block(kind=BlockKind.PARAGRAPH, text=text, page=2) for text in texts]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data(), columns=st.integers(2, 5), count=st.integers(1, 5))
def test_every_cell_stands_behind_its_own_header(data: st.DataObject, columns: int, count: int) -> None:
    header = [f"kolom{number}" for number in range(columns)]
    body = [[data.draw(_word) for _ in range(columns)] for _ in range(count)]

    found = [block.text.split("; ") for block in table_blocks([header, *body])]

    assert found == [[f"{name}: {cell}" for name, cell in zip(header, row, strict=True)] for row in body]
