"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

# Spreadsheets take a cell that begins so for a formula, and run it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def safe_cell(cell: str) -> str:
    """Returns a cell that no spreadsheet runs as a formula: with an apostrophe before what looks like one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored_cell(cell: str) -> str:
    """Returns a cell as it was before it was made safe."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def table_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Returns rows as the text of a CSV file, with a header and safe cells."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, columns)
    table.writeheader()
    for row in rows:
        table.writerow({column: safe_cell(cell) for column, cell in row.items()})
    return written.getvalue()


def table_in(text: str) -> csv.DictReader[str]:
    """Returns the rows of a CSV file, as they are written; the first row, the header, names the columns."""
    # A history or a quote is more than the library lets a cell hold unless told.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))


def delimiter_of(text: str) -> str:
    """Returns what parts the cells of a table: spreadsheets in Dutch, French and Spanish write semicolons."""
    return ";" if text.split("\n", 1)[0].count(";") else ","
