"""Word lists of `ingest/data`, as patterns over folded text."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from kb.text import fold


@cache
def word_list(name: str, table: str, entry: str) -> tuple[str, ...]:
    """Returns the words of an entry, as they are written in `ingest/data/<name>.toml`."""
    text = resources.files("ingest").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[table][entry])


@cache
def any_of(name: str, table: str, entry: str) -> str:
    """Returns a pattern that matches any of the words of an entry, folded; the longest are tried first."""
    folded = sorted({fold(word) for word in word_list(name, table, entry)}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word) for word in folded) + ")"
