"""The sentences of a text, each as it stands there."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from kb.text import fold

# A sentence ends at its mark (with the quotation mark or bracket that closes after it), if what follows begins like
# one: with a capital, a digit, or what opens a quotation or question; lines, such as those of lists, end too.
_END = re.compile(r"(?<=[.!?…])[»”\"’')\]]*\s+(?=[«“„\"¿¡(‘']*\s?[^\W_a-zà-öø-ÿ])|\n+")
_LAST_WORD = re.compile(r"([^\s(«“„\"]+)\.$")


@cache
def _abbreviations() -> frozenset[str]:
    text = resources.files("kb").joinpath("data/practice_cues.toml").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in tomllib.loads(text)["abbreviations"])


def sentences(text: str) -> list[tuple[int, int]]:
    """Returns where the sentences of a text begin and end, as character offsets [start, end), in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if _is_abbreviated(text[start : end.start()]):
            continue
        found.append((start, end.start() + len(end.group().rstrip())))
        start = end.end()
    found.append((start, len(text)))
    return [trimmed for begin, end in found if (trimmed := _trimmed(text, begin, end))[0] < trimmed[1]]


def _is_abbreviated(sentence: str) -> bool:
    last = _LAST_WORD.search(sentence)
    if last is None:
        return False
    # A number that stands alone is that of a list; one at a sentence's end may be a year.
    return fold(last[1]) in _abbreviations() or len(last[1]) == 1 or sentence.strip(". ").isdigit()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
