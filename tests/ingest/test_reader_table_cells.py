"""Tables as rows of text, whatever format they come from."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.readers.table_cells import GridCell, grid_blocks, text_of_cell

_cells = st.builds(
    lambda text, *, heads: GridCell(text=text, heads=heads), st.sampled_from("abcdef"), heads=st.booleans()
)


def rows(*lines: str) -> list[list[GridCell]]:
    """Makes a row of each line, a cell of each word; * marks a header, and = is of one with the cell before."""
    grid: list[list[GridCell]] = []
    for line in lines:
        row: list[GridCell] = []
        for word in line.split():
            row.append(row[-1] if word == "=" else GridCell(text=word.strip("*_"), heads=word.startswith("*")))
        grid.append(row)
    return grid


def found(*lines: str, headers: int = 0) -> list[str]:
    return [block.text for block in grid_blocks(rows(*lines), headers)]


def test_columns_name_the_cells_below_them() -> None:
    assert found("A B", "1 2", "3 _") == ["A: 1; B: 2", "A: 3"]


def test_several_rows_of_header_are_read_down() -> None:
    assert found("A B =", "_ C D", "1 2 3", headers=2) == ["A: 1; B – C: 2; B – D: 3"]


def test_a_value_over_columns_stands_once_and_a_header_over_columns_names_each() -> None:
    assert found("A = B", "1 2 3", "4 = 5") == ["A: 1; A: 2; B: 3", "A: 4; B: 5"]


def test_names_and_values_need_no_header() -> None:
    assert found("*A 1", "*B 2") == found("A: 1", "B: 2") == ["A: 1", "B: 2"]
    assert found("*A 1", "*B 2", headers=1) == ["A: B; 1: 2"]


def test_a_title_over_the_table_is_no_header() -> None:
    assert found("T =", "A B", "1 2") == ["T", "A; B", "1; 2"]
    assert found("T =", "*A *B", "1 2") == ["T", "A: 1; B: 2"]


def test_rows_of_different_length_do_no_harm() -> None:
    assert found("A", "1 2") == ["A: 1; 2"]
    assert found() == []


def test_bullets_of_a_cell_are_parted_where_there_are_several() -> None:
    bullets = [Block(kind=BlockKind.BULLET, text=text) for text in ("een", "twee")]

    assert text_of_cell(bullets) == "• een • twee"
    assert text_of_cell(bullets[:1]) == "een"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(grid=st.lists(st.lists(_cells, min_size=1, max_size=4), max_size=6), headers=st.integers(0, 3))
def test_every_value_below_the_header_is_read(grid: list[list[GridCell]], headers: int) -> None:
    said = " ".join(block.text for block in grid_blocks(grid, headers))
    header = [cell.text for cell in grid[0]] if grid else []

    for row in grid[max(headers, 1) :]:
        texts = [cell.text for cell in row]
        assert texts == header or all(text in said for text in texts)
