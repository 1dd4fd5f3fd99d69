"""Key figures in text: a line that is only a number, and the short line that says of what."""

from __future__ import annotations

import re

from kb.text import word_count

_NUMBER = r"[+±<>≤≥~]?\s?\d[\d.,\s]*"
_UNIT = (
    r"%|€|\$|£|euro|m²|km²|ha|km|mln\.?|miljoen|miljard|duizend|millions?|milliards?|mille|millón|millones|mil"
    r"|billion|thousand"
)
_FIGURE = re.compile(rf"[€$£]?\s?{_NUMBER}\s?(?:{_UNIT})?(?:\s?(?:{_UNIT}))?", re.IGNORECASE)
_WITH_UNIT = re.compile(rf"[€$£]\s?{_NUMBER}.*|{_NUMBER}\s?(?:{_UNIT})\b.*|{_NUMBER}\s?[%€$£].*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE_WITH_SHARE = re.compile(r"[+±<>≤≥~]?\s?\d[\d.,]*\s?%\s+(?:\w|d['’])")
_SENTENCE_INSIDE = re.compile(r"[.!?;:]\s")
_FIGURE_CHARACTERS = 24
# Labels of the sample report have up to 11 words; a longer line is text that happens to begin with a number.
_LABEL_WORDS = 15
# Labels with a capital have so many words at least: "12%" above "Benin" are cells of a table.
_FEWEST_LABEL_WORDS = 3


def is_figure(text: str) -> bool:
    """Tells whether a line is nothing but a number, with its unit; a number of four digits may be a year."""
    bare = text.strip()
    return len(bare) <= _FIGURE_CHARACTERS and bool(_FIGURE.fullmatch(bare)) and not _YEAR.fullmatch(bare)


def is_label(figure: str, label: str) -> bool:
    """Tells whether a line says what the figure above it counts.

    A plain number may as well be that of a chapter or page: its label goes on in lower case.
    """
    if word_count(label) > _LABEL_WORDS or not label[:1].isalpha():
        return False
    if _SENTENCE_INSIDE.search(label) or label.endswith(":"):
        return False
    has_unit = _WITH_UNIT.fullmatch(figure.strip()) is not None
    return label[:1].islower() or (has_unit and word_count(label) >= _FEWEST_LABEL_WORDS)


def is_key_figure(text: str) -> bool:
    """Tells whether a paragraph is a share and what it is of, in one short sentence."""
    whole = _SENTENCE_WITH_SHARE.match(text) is not None and not _SENTENCE_INSIDE.search(text)
    return whole and word_count(text) <= _LABEL_WORDS
