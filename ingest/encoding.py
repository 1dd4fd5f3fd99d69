"""Bytes to text, whatever their encoding."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 2048
# Who declares these uses the quotation marks of Windows all the same; browsers read them so.
_MEANT = dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252")
# Latin letters in UTF-16 have a nought in every second place; so many of the places at least, and few of the others.
_NOUGHTS, _NOUGHTS_ELSEWHERE = 0.3, 0.03
_FEWEST_BYTES = 4
_SEVERAL_BYTES = re.compile(rb"((?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+)")
_HIGH = re.compile(rb"[\x80-\xff]")
# UTF-8 with some bytes of another encoding has so many bytes of its own for each of the others.
_OWN_FOR_EACH_OTHER = 4
# What the four languages are written in, one byte a letter; of those that fit alike, the first is meant.
_WESTERN = ("cp1252", "iso8859-15", "mac_roman", "cp850")
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßÀÁÂÄÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜŒ")
_SIGNS = frozenset("\xa0«»“”„‘’–—…€°·•¿¡ªº²³§£©®×½¼¾±™†‡‰\xad")
_SIGNS_IN_WORDS = frozenset("’‘·\xad")
_WORDS_OF_ONE_LETTER = frozenset("àÀôÔóÓúÚáÁéÉ")
_NEVER_BEFORE_LETTERS = frozenset("½¼¾²³")
# Small letters with accents are what texts are full of.
_USUAL, _GOOD, _BAD, _IMPOSSIBLE = 2, 1, -2, -4
# Enough to tell encodings apart by.
_SAMPLE = 200_000
_AROUND = re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?")


def decode(content: bytes) -> str:
    """Returns the text of a file: by its byte order mark, as UTF-8, as it declares itself, or as it looks."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _tidy(content.decode(encoding, "replace"))
    if order := byte_order(content):
        return _tidy(content.decode(order, "replace"))
    try:
        return _tidy(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _tidy(_decode_mixed(content) or _decode_declared(content) or _decode_as_it_looks(content))


def byte_order(content: bytes) -> str | None:
    """Returns the encoding of a text in UTF-16 that lacks its mark; None for everything else."""
    sample = content[: min(_SAMPLE, len(content) // 2 * 2)]
    if len(sample) < _FEWEST_BYTES:
        return None
    first, second = (sample[start::2].count(0) * 2 / len(sample) for start in (0, 1))
    if max(first, second) < _NOUGHTS or min(first, second) > _NOUGHTS_ELSEWHERE:
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _decode_mixed(content: bytes) -> str | None:
    """Returns a text that is UTF-8 but for some bytes, as where files were joined; None where it is not."""
    own = sum(map(len, _SEVERAL_BYTES.findall(content)))
    if own < _OWN_FOR_EACH_OTHER * (len(_HIGH.findall(content)) - own):
        return None
    pieces = _SEVERAL_BYTES.split(content)
    return "".join(piece.decode("utf-8" if place % 2 else "cp1252", "replace") for place, piece in enumerate(pieces))


def _decode_declared(content: bytes) -> str | None:
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    if declared is None:
        return None
    name = declared.group(1).decode("ascii").lower()
    try:
        return content.decode(_MEANT.get(name, name))
    except (LookupError, UnicodeError):
        return None


def _decode_as_it_looks(content: bytes) -> str:
    """Western European first: the four languages are written in it, and few bytes tell it from its neighbours."""
    fits = {encoding: _fit(content, encoding) for encoding in _WESTERN}
    best = max(_WESTERN, key=lambda encoding: fits[encoding])
    if fits[best] < 0 and (found := from_bytes(content).best()):
        return str(found)
    return content.decode(best, "replace")


def _fit(content: bytes, encoding: str) -> int:
    """Returns how well a text reads in an encoding: letters in words and signs beside them, and no other characters."""
    around = b"\n".join(_AROUND.findall(content[:_SAMPLE])).decode(encoding, "replace")
    return sum(
        _fit_of_character(around[place - 1 : place], char, around[place + 1 : place + 2])
        for place, char in enumerate(around)
        if not char.isascii()
    )


def _fit_of_character(before: str, char: str, after: str) -> int:
    if char in _LETTERS:
        if not before.isalpha() and not after.isalpha() and char not in _WORDS_OF_ONE_LETTER:
            return _BAD
        if char.islower():
            return _USUAL
        return _BAD if before.islower() else _GOOD
    if char in _SIGNS:
        in_word = (before.isalpha() and char not in _SIGNS_IN_WORDS) or char in _NEVER_BEFORE_LETTERS
        return _BAD if in_word and after.isalpha() else _GOOD
    return _IMPOSSIBLE if char == "\ufffd" or not char.isprintable() else _BAD


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\f", "\n\n")
