"""What elements of a web page are by their tags, roles and names, as `ingest/data/boilerplate.toml` lists them."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache, lru_cache

from ingest.wordlists import word_list
from ingest.xml import Element

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A site has far fewer classes than pages; the many names of generated ones are not worth keeping.
_REMEMBERED = 10_000
_LONGEST = 500


class Part(Enum):
    """What an element is of a page: its text, or something around, beside or between it."""

    TEXT = auto()
    NEVER = auto()
    AROUND = auto()
    BESIDE = auto()
    SHORT = auto()


def part_of(element: Element) -> Part:
    """Returns what an element says that it is."""
    tag, role = element.tag, element.get("role")
    if element.getparent() is not None and element.getparent().tag in ("blockquote", "figure"):
        return Part.TEXT  # the footer of a quotation names who is quoted
    if role in _list("elements", "roles") or has_name(element, "never"):
        return Part.NEVER
    if tag in _list("elements", "around"):
        return Part.AROUND
    if tag in _list("elements", "beside") or role in _list("elements", "beside_roles") or has_name(element, "beside"):
        return Part.BESIDE
    return Part.SHORT if tag in _list("elements", "above") or has_name(element, "short") else Part.TEXT


def is_inline(element: Element) -> bool:
    """Tells whether an element is part of a line."""
    return element.tag in _list("elements", "inline")


def has_name(element: Element, sort: str) -> bool:
    """Tells whether a class or identifier of an element, or the tag that somebody made for it, is of a sort."""
    names = (element.get("class"), element.get("id"), element.tag if "-" in element.tag else None)
    return any(_is_named(name[:_LONGEST], sort) for name in names if name)


@lru_cache(_REMEMBERED)
def _is_named(names: str, sort: str) -> bool:
    of_sort = _list("names", "of_sort")
    whole, words = _patterns(sort)
    for name in names.split():
        if whole.fullmatch(name.lower()):
            return True
        words_of_name = () if name.lower().startswith(of_sort) else _WORD.findall(_CAMEL.sub(" ", name).lower())
        if any(map(words.fullmatch, words_of_name)):
            return True
    return False


@cache
def _patterns(sort: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns the names of a sort as patterns for whole classes, and for words in them."""
    names = _list("names", sort)
    words = [name for name in names if "=" not in name and "-" not in name]
    return _any([name.removeprefix("=") for name in names]), _any(words)


def _any(names: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name).replace(r"\*", r"[\w-]*") for name in names) or r"(?!)")


def _list(table: str, entry: str) -> tuple[str, ...]:
    return word_list("boilerplate", table, entry)
