"""Files that go from one knowledge base to another: a table if their name ends with .csv, else JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kb.errors import StorageError, UsageError


def is_table(path: Path) -> bool:
    """Tells whether a file is, or shall be, a table."""
    return path.suffix.lower() == ".csv"


def write_file(path: Path, *, table: Callable[[], str], document: Callable[[], Mapping[str, Any]]) -> None:
    """Writes a file: the text of a table, or a JSON document.

    Raises:
        StorageError: it cannot be written.
    """
    if is_table(path):
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        content = table().encode("utf-8-sig")
    else:
        content = (json.dumps(document(), ensure_ascii=False, indent=2) + "\n").encode()
    try:
        path.write_bytes(content)
    except OSError as cause:
        raise StorageError("practice_unwritable", path=path, cause=cause) from cause


def read_text(path: Path, *, unreadable: str) -> str:
    """Returns the text of a file.

    Args:
        path: the file.
        unreadable: key of the message where it cannot be read.

    Raises:
        UsageError: it cannot.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(unreadable, cause=cause) from cause


def document_in(text: str, *, form: str, field: str, unreadable: str) -> dict[str, Any]:
    """Returns a JSON document that says what it is.

    Args:
        text: the file's.
        form: what the document says under "format".
        field: where its rows are, a list.
        unreadable: key of the message where it is none.

    Raises:
        UsageError: it is none.
    """
    try:
        held = json.loads(text)
    except ValueError as cause:
        raise UsageError(unreadable, cause=cause) from cause
    if not isinstance(held, dict) or held.get("format") != form or not isinstance(held.get(field), list):
        raise UsageError(unreadable, cause=f'"format": "{form}", "{field}": [...]')
    return held
