"""Captions: what is said below, or above, a picture or table."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from kb.text import fold

_LONGEST_TITLE = 80


@cache
def _pattern() -> re.Pattern[str]:
    text = resources.files("ingest").joinpath("data/captions.toml").read_text(encoding="utf-8")
    longest_first = sorted(tomllib.loads(text)["words"], key=len, reverse=True)
    words = "|".join(re.escape(word) for word in longest_first)
    number = r"\d+(?:\.\d+)*|[ivx]+\b|[a-z](?=\s*[.:–—]|$)"  # other single letters are words, as in "carte à puce"
    sign = r"[.:–—]|-(?!\w)"  # and other hyphens the word's own, as in "foto-album"
    return re.compile(rf"(?:{words})\b\.?\s*(?:n[°r.]*\s*)?(?P<number>{number})?\s*(?P<sign>{sign})?")


def is_caption(text: str) -> bool:
    """Tells whether a line begins a caption: "Figuur 3. ...", "Photo : ...", or a short title with a number."""
    found = _pattern().match(fold(text))
    if not found:
        return False
    short = len(text) < _LONGEST_TITLE and not text.rstrip().endswith((".", ",", ";"))
    return found["sign"] is not None or (found["number"] is not None and short)
