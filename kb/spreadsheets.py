"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import re

# Spreadsheets take a cell that begins so for a formula, and run it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def safe_cell(cell: str) -> str:
    """Returns a cell that no spreadsheet runs as a formula: with an apostrophe before what looks like one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored_cell(cell: str) -> str:
    """Returns a cell as it was before it was made safe."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def delimiter_of(text: str) -> str:
    """Returns what parts the cells of a table: spreadsheets in Dutch, French and Spanish write semicolons."""
    return ";" if text.split("\n", 1)[0].count(";") else ","
