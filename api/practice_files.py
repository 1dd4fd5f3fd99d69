"""Practice records as people write them: in a file of JSON, YAML or TOML, on standard input, or in their editor."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kb.errors import UsageError
from kb.practice_desk import as_written
from kb.practice_store import StoredPractice
from kb.practices import FIELDS

STANDARD_INPUT = "-"
# What `kb practices show --json` tells beside the content; a person who edits that need not take it out.
_TOLD = ("practice_id", "version", "changed_at", "possible", "id", "state", "reuses", "withdrawn_reason", "history")
_TOLD_OF_CITATION = ("document_is_there", "places")


def read_record(path: str) -> dict[str, Any]:
    """Returns what a file, or standard input, holds of a record.

    Raises:
        UsageError: it cannot be read, or is neither JSON, YAML nor TOML.
    """
    try:
        text = sys.stdin.read() if path == STANDARD_INPUT else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError("practice_unreadable", path=path, cause=cause) from cause
    return _parsed(text, path)


def version_in(data: Mapping[str, Any]) -> int | None:
    """Returns the version that what a person wrote is based on, None where it is not told."""
    version = data.get("version")
    return version if isinstance(version, int) else None


def content_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the content of a record, without what the system tells of it."""
    content = {key: value for key, value in data.items() if key not in _TOLD}
    for field in (*FIELDS, "evidence"):
        if isinstance(content.get(field), list):
            content[field] = [_without_places(one) for one in content[field]]
    return content


def edited_by_hand(stored: StoredPractice) -> dict[str, Any]:
    """Returns a record as somebody leaves it in their editor.

    Raises:
        UsageError: no editor is set, it fails, or nothing was changed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageError("practice_no_editor", id=stored.record.id)
    before = yaml.safe_dump(as_written(stored), allow_unicode=True, sort_keys=False, width=100)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stored.record.id}.yaml"
        path.write_text(before, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 - the editor that its user chose
        except (OSError, subprocess.CalledProcessError) as cause:
            raise UsageError("practice_unreadable", path=editor, cause=cause) from cause
        after = path.read_text(encoding="utf-8")
    if after == before:
        raise UsageError("practice_unchanged")
    return _parsed(after, editor)


def _parsed(text: str, path: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(text) if path.endswith(".toml") else _json_or_yaml(text)
    except (ValueError, yaml.YAMLError) as cause:
        raise UsageError("practice_unreadable", path=path, cause=cause) from cause
    if not isinstance(found, dict):
        raise UsageError("practice_unreadable", path=path, cause=f"{str(found)[:60]!r}")
    return found


def _json_or_yaml(text: str) -> Any:  # noqa: ANN401 - whatever somebody wrote
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(text)


def _without_places(data: object) -> object:
    """Returns a statement or citation without where its quotes stand now."""
    if not isinstance(data, Mapping):
        return data
    kept = {key: value for key, value in data.items() if key not in _TOLD_OF_CITATION}
    if isinstance(kept.get("evidence"), list):
        kept["evidence"] = [_without_places(one) for one in kept["evidence"]]
    return kept
