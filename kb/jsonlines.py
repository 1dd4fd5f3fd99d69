"""Files that people write judged questions in: a JSON object a line, with errors that name the line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line with its place."""

    path: Path
    number: int
    fields: dict[str, Any]

    def text(self, *names: str) -> str:
        """Returns the first of the named fields that is there; a number counts as a text.

        Raises:
            UsageError: none is there, or it is empty.
        """
        value = next((self.fields[name] for name in names if name in self.fields), None)
        found = str(value).strip() if isinstance(value, str | int) else ""
        if not found:
            raise UsageError("eval_text", path=self.path, line=self.number, field=names[0])
        return found


def json_lines(path: Path) -> Iterator[Line]:
    """Yields the lines of a file that are not blank.

    Raises:
        UsageError: the file is not UTF-8 text, or a line is no JSON object.
    """
    for number, written in read_lines(path):
        try:
            fields = json.loads(written)
        except ValueError as cause:
            raise UsageError("eval_line", path=path, line=number, value=_start(written)) from cause
        if not isinstance(fields, dict):
            raise UsageError("eval_line", path=path, line=number, value=_start(written))
        yield Line(path=path, number=number, fields=fields)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yields the lines of a file that are not blank, each with its number from 1.

    Raises:
        UsageError: the file is not UTF-8 text.
    """
    try:
        # Editors on Windows begin the file with a mark of its encoding.
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        raise UsageError("eval_encoding", path=path) from cause
    # Only line feeds: other separators may stand within a text.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield number, line


def _start(written: str) -> str:
    most = 60
    return written.strip() if len(written) <= most else f"{written.strip()[:most]}…"
