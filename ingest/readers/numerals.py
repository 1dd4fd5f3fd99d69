"""Numbers as lists write them: in digits, letters or Roman digits."""

from __future__ import annotations

_LETTERS = 26
_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix",
    5: "v", 4: "iv", 1: "i",
}  # fmt: skip
# Beyond these Word writes no letters (thirty times "z") and no Roman numbers.
_LARGEST_LETTERS = 780
_LARGEST_ROMAN = 32_767


def letters(count: int) -> str:
    """Returns a number in letters: "a" to "z", "aa", "bb" and so on; in digits where there are none for it."""
    if not 0 < count <= _LARGEST_LETTERS:
        return str(count)
    times, place = divmod(count - 1, _LETTERS)
    return chr(ord("a") + place) * (times + 1)


def roman(count: int) -> str:
    """Returns a number in small Roman digits; in Arabic ones where there are none for it."""
    if not 0 < count <= _LARGEST_ROMAN:
        return str(count)
    text = ""
    for worth, digits in _ROMAN.items():
        times, count = divmod(count, worth)
        text += digits * times
    return text
