"""Practice records as a table for spreadsheets, a row a record, nothing lost on the way there and back.

A field is two columns: what it says, with a blank line between its statements, and in `..._evidence` as JSON, for each
statement in the same order, what it rests on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb.errors import UsageError
from kb.messages import Saying
from kb.practice_archive import SCHEMA_VERSION, Archived, at_row, check_version, history_json, read_rows
from kb.practice_json import KEYS, record_json
from kb.practices import FIELDS
from kb.spreadsheets import restored_cell, table_in, table_text

_LISTS = ("evidence", "reuses", "history")
_NAMES = ("partnerships", "countries", "themes")
_YEARS = ("from_year", "to_year")
_BETWEEN = "\n\n"
COLUMNS = (
    "schema_version",
    *(column for key in KEYS for column in ((key, f"{key}_evidence") if key in FIELDS else (key,))),
    "history",
)


def table_of(archived: Sequence[Archived]) -> str:
    """Returns records with their histories as the text of a CSV file."""
    return table_text(COLUMNS, map(_cells, archived))


def archive_of_table(text: str) -> tuple[list[Archived], list[Saying]]:
    """Returns the records of a table that are as they must be, and what is wrong with the others, by row.

    Raises:
        UsageError: a column is missing or unknown, or the file is of another version.
    """
    table = table_in(text)
    _check_columns(table.fieldnames or ())
    rows: dict[int, object] = {}
    faults: list[Saying] = []
    # The first row is the header.
    for number, row in enumerate(table, start=2):
        cells = {column: restored_cell(cell) for column, cell in row.items() if isinstance(cell, str) and column}
        check_version(cells.get("schema_version") or SCHEMA_VERSION)
        try:
            rows[number] = _data(cells)
        except UsageError as error:
            faults.append(at_row(number, error))
    found, more = read_rows(rows)
    return found, [*faults, *more]


def _cells(archived: Archived) -> dict[str, str]:
    held = record_json(archived.record)
    cells = {key: "" if held[key] is None else str(held[key]) for key in KEYS if not isinstance(held[key], list)}
    cells |= {key: "; ".join(held[key]) for key in _NAMES}
    for field in FIELDS:
        cells[field] = _BETWEEN.join(statement["text"] for statement in held[field])
        cells[f"{field}_evidence"] = _json([{k: one[k] for k in ("evidence", "by")} for one in held[field]])
    cells |= {"evidence": _json(held["evidence"]), "reuses": _json(held["reuses"])}
    return {**cells, "schema_version": str(SCHEMA_VERSION), "history": _json(history_json(archived.events))}


def _data(cells: Mapping[str, str]) -> dict[str, Any]:
    """Returns a row as JSON of a record.

    Raises:
        UsageError: a cell does not hold what its column says.
    """
    found: dict[str, Any] = {key: cells.get(key) or None for key in KEYS if key not in FIELDS}
    found |= {key: _listed(key, cells) for key in _LISTS}
    found |= {key: [one.strip() for one in cells.get(key, "").split(";") if one.strip()] for key in _NAMES}
    found |= {key: _year(key, cells.get(key, "").strip()) for key in _YEARS}
    return {**found, **{field: _statements(field, cells) for field in FIELDS}}


def _statements(field: str, cells: Mapping[str, str]) -> list[dict[str, Any]]:
    written = cells.get(field, "").replace("\r\n", "\n").strip()
    texts = re.split(r"\n[ \t]*\n\s*", written) if written else []
    grounds = _listed(f"{field}_evidence", cells)
    if len(texts) != len(grounds) or not all(isinstance(one, dict) for one in grounds):
        raise UsageError("practice_grounds", column=field, statements=len(texts), evidence=len(grounds))
    return [{**ground, "text": text} for text, ground in zip(texts, grounds, strict=True)]


def _listed(column: str, cells: Mapping[str, str]) -> list[Any]:
    written = cells.get(column, "").strip() or "[]"
    try:
        found = json.loads(written)
    except ValueError as cause:
        raise UsageError("practice_cell", column=column, cause=cause) from cause
    if not isinstance(found, list):
        raise UsageError("practice_cell", column=column, cause="[...]")
    return found


def _year(column: str, written: str) -> int | None:
    if written and not re.fullmatch(r"\d{4}", written):
        raise UsageError("practice_form", field=column, value=written)
    return int(written) if written else None


def _check_columns(found: Sequence[str]) -> None:
    unknown = [column for column in found if column not in COLUMNS]
    missing = [column for column in ("title", "language") if column not in found]
    if unknown or missing:
        known = ", ".join(COLUMNS)
        raise UsageError("practice_columns", found=", ".join(unknown or missing), known=known)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
