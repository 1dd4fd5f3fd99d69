"""Text that goes into files of other programs: without what no line of theirs can hold, or what turns it around."""

from __future__ import annotations

import re
from unicodedata import category

_BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Runs of spaces become one; spaces that do not break belong to how French and numbers are written.
_SPACES = re.compile("[^\\S\u00a0\u202f]+")
# They join letters of some scripts; all other format characters only change how the rest is read.
_JOINERS = "\u200c\u200d"
_DROPPED = {"Cc", "Cf", "Cs"}
# Codes that Unicode gives to no character ever, so that XML has no room for them; also the last two of each 65,536.
_NO_CHARACTERS = range(0xFDD0, 0xFDF0)
_LAST_TWO = 0xFFFE


def one_line(text: str) -> str:
    """Returns a text on one line, without control characters, marks of direction and halves of characters."""
    spaced = _SPACES.sub(" ", _BREAKS.sub(" ", text))
    return _SPACES.sub(" ", "".join(letter for letter in spaced if _is_plain(letter))).strip()


def lines_of(text: str) -> tuple[str, ...]:
    """Returns the lines of a text that are not blank, each as `one_line` leaves it."""
    return tuple(filter(None, map(one_line, _BREAKS.split(text))))


def _is_plain(letter: str) -> bool:
    code = ord(letter)
    is_no_character = code & _LAST_TWO == _LAST_TWO or code in _NO_CHARACTERS
    return letter in _JOINERS or not (category(letter) in _DROPPED or is_no_character)
