from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.spreadsheets import delimiter_of, restored_cell, safe_cell


@given(st.text())
def test_a_safe_cell_is_no_formula_and_becomes_what_it_was(cell: str) -> None:
    assert safe_cell(cell)[:1] not in set("=+-@\t\r")
    assert restored_cell(safe_cell(cell)) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+32", "-", "@a", "\tx", "'=x", "''@y"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "x=1", "’s ochtends", "'t werkt"])
def test_other_cells_stay(cell: str) -> None:
    assert safe_cell(cell) == restored_cell(cell) == cell


def test_the_header_tells_what_parts_cells() -> None:
    assert delimiter_of("a;b\n1,5;2") == ";"
    assert delimiter_of("a,b\n1;5,2") == ","
