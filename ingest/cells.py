"""Numbers as a person sees them in a cell: in the file's format, with the marks of the text's language.

Dates are written year first, since "03/04/2024" is two different days.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from kb.language import language_of_passage

_GENERAL = "General"
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<code>General|E[+-]|.)')
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)")
_PLACEHOLDERS = "0#?.,"
_DATE_LETTERS = "ymdhs"
# What a spreadsheet shows of a number without a format, and from where its digits are no longer exact.
_SIGNIFICANT = 10
_EXACT_BELOW = 10**15
# Days count from here; the first 60 are one off, because 1900 was taken for a leap year.
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
_DAY_OF_1904 = 1462
_LEAP_ERROR_UNTIL = 60
_LAST_DAY = 2_958_466


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How a language writes numbers and truth values."""

    group: str
    decimal: str
    true: str
    false: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A part of a format: what stands around the digits, and how these are written."""

    before: str = ""
    digits: str = ""
    after: str = ""
    percents: int = 0
    date: str = ""
    is_general: bool = False


_EMPTY = _Section(is_general=True)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("ingest").joinpath("data/number_formats.toml").read_text(encoding="utf-8"))


def marks_of(text: str) -> Marks:
    """Returns the marks of the language that a text is in; those of Dutch where it is too short to tell."""
    return Marks(**_data()["languages"][language_of_passage(text, "nl")])


def builtin_format(number: int) -> str:
    """Returns the format that files name by a number."""
    return str(_data()["builtin"].get(str(number), _GENERAL))


def is_date(code: str) -> bool:
    """Tells whether a format shows days or times."""
    return bool(_sections(code)[0].date)


def shown(value: float, code: str, marks: Marks, *, from_1904: bool = False) -> str:
    """Returns a number as its format shows it.

    Args:
        value: the number, days since 1900 for a date.
        code: the format, such as ``#,##0.00``.
        marks: how the language writes numbers.
        from_1904: the file counts days from 1904.
    """
    sections = _sections(code)
    place = 1 if value < 0 else 2 if value == 0 else 0
    # An empty section hides its numbers, which no answer should.
    section = sections[place] if place < len(sections) and sections[place] != _EMPTY else sections[0]
    signed = value < 0 and section is sections[0]
    if section.date and (date := _date(value + from_1904 * _DAY_OF_1904, section.date)):
        return date
    text = section.before + _digits(Decimal(repr(abs(value))), section, marks) + section.after
    return ("-" if signed else "") + text.strip()


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code or _GENERAL):
        if token["code"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_section, parts))


def _section(tokens: list[re.Match[str]]) -> _Section:
    letters = "".join(_date_letters(token) for token in tokens)
    if letters:
        return _Section(date=letters, is_general=True)
    around, digits, gaps = ["", ""], "", 0
    for token in tokens:
        if token["code"] and token["code"] in (*_PLACEHOLDERS, _GENERAL):
            gaps += bool(digits) and bool(around[1])
            digits += token["code"]
        else:
            around[bool(digits)] += _literal(token)
    codes = [token["code"] for token in tokens]
    free = _GENERAL in codes or any(code and code[0] == "E" for code in codes) or bool(gaps) or "@" in codes
    return _Section(
        before="" if gaps else around[0],
        digits=digits,
        after="" if gaps else around[1],
        percents=codes.count("%"),
        is_general=free or not (digits or "".join(around).strip()),
    )


def _date_letters(token: re.Match[str]) -> str:
    if token["bracket"] is not None:
        return "[" if _ELAPSED.fullmatch(token["bracket"]) else ""
    return token["code"].lower() if token["code"] and token["code"].lower() in _DATE_LETTERS else ""


def _literal(token: re.Match[str]) -> str:
    """Returns what a token shows as it is: quoted text, a currency, a space as wide as another sign."""
    if token["bracket"] is not None:
        currency = _CURRENCY.match(token["bracket"])
        return currency.group(1) if currency else ""
    if token["code"]:
        return "" if token["code"] == "@" or token["code"][0] == "E" else token["code"]
    return token["quoted"] or token["escaped"] or (" " if token.group().startswith("_") else "")


def _digits(value: Decimal, section: _Section, marks: Marks) -> str:
    value = value.scaleb(2 * section.percents)
    if section.is_general or value >= _EXACT_BELOW:
        return _general(value, marks)
    if not section.digits:
        return ""
    whole, _, fraction = section.digits.partition(".")
    scaled = value.scaleb(-3 * (len(section.digits) - len(section.digits.rstrip(","))))
    most, least = sum(char in "0#?" for char in fraction), fraction.count("0")
    written, _, decimals = f"{scaled.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP):f}".partition(".")
    written = written.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        written = f"{int(written or 0):,}".replace(",", marks.group) if written else ""
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    return written + (marks.decimal + decimals if decimals else "")


def _general(value: Decimal, marks: Marks) -> str:
    if value == value.to_integral_value() and value < _EXACT_BELOW:
        return str(int(value))
    return f"{float(value):.{_SIGNIFICANT}g}".upper().replace(".", marks.decimal)


def _date(days: float, letters: str) -> str:
    """Returns a day, a month, a year or a time, as much of it as the format shows; nothing for no date."""
    if not 0 <= days < _LAST_DAY:
        return ""
    if "[" in letters:
        return _elapsed(days)
    moment = _FIRST_DAY + timedelta(days=int(days) + (1 <= days < _LEAP_ERROR_UNTIL))
    moment += timedelta(seconds=round(days % 1 * 86_400))
    with_time = "h" in letters or "s" in letters
    parts = [_day(moment, letters)] if "y" in letters or "d" in letters or not with_time else []
    if with_time:
        parts.append(moment.strftime("%H:%M:%S" if "s" in letters and moment.second else "%H:%M"))
    return " ".join(parts)


def _day(moment: datetime, letters: str) -> str:
    if "d" in letters:
        return moment.strftime("%Y-%m-%d")
    return moment.strftime("%Y-%m" if "m" in letters else "%Y")


def _elapsed(days: float) -> str:
    minutes = round(days * 24 * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
