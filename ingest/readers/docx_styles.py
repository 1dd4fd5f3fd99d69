"""The styles of a Word file: what they are called, what they inherit, and how text in them looks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.readers.docx_package import WORD, number, switch, value
from ingest.wordlists import word_list
from ingest.xml import Element

# Ten points: what Word takes where a file states nothing.
_USUAL_SIZE = 20
_LEVELS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How letters look; their size is in half points."""

    size: int = _USUAL_SIZE
    bold: bool = False
    underlined: bool = False
    capitals: bool = False
    hidden: bool = False


@cache
def _pattern(role: str) -> re.Pattern[str]:
    return re.compile("|".join(word_list("word_styles", "styles", role)))


class Styles:
    """The styles of one file by their identifiers; text without a style has that which the file says is usual."""

    def __init__(self, root: Element) -> None:
        self._styles = {style.get(f"{WORD}styleId"): style for style in root.iterfind(f"{WORD}style")}
        self._usual = next((name for name, style in self._styles.items() if _is_usual(style)), "")
        self._base = _changed(Look(), root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr"))
        self._looks: dict[tuple[str, str], Look] = {}

    def of(self, properties: Element | None) -> str:
        """Returns the style of a paragraph with these properties."""
        return value(properties, "pStyle") or self._usual

    def is_a(self, role: str, style: str) -> bool:
        """Tells whether a style or one that it is based on has a role of `ingest/data/word_styles.toml` by its name."""
        names = ((value(held, "name") or "").lower() for held in self.chain(style))
        return any(_pattern(role).fullmatch(name) for name in names)

    def chain(self, style: str) -> list[Element]:
        """Returns a style and those that it is based on, the nearest first."""
        found: dict[str, Element] = {}
        while style in self._styles and style not in found:
            found[style] = self._styles[style]
            style = value(found[style], "basedOn") or ""
        return list(found.values())

    def outline(self, properties: Element | None, style: str) -> int:
        """Returns the level from 1 that a paragraph has in the outline of the document, 0 for running text."""
        stated = number(properties, "outlineLvl")
        inherited = (self._outline_of(held) for held in self.chain(style))
        level = stated if stated is not None else next((found for found in inherited if found is not None), _LEVELS)
        return level + 1 if 0 <= level < _LEVELS else 0

    def _outline_of(self, style: Element) -> int | None:
        """Returns what a style itself says of its level, counted from 0: by its name, or else by its properties."""
        name = (value(style, "name") or "").lower()
        if named := _pattern("heading").fullmatch(name):
            return int(named.group(1)) - 1
        return 0 if _pattern("title").fullmatch(name) else number(style.find(f"{WORD}pPr"), "outlineLvl")

    def look(self, properties: Element | None, style: str) -> Look:
        """Returns the look of a run with these properties in a paragraph of a style."""
        key = (style, value(properties, "rStyle") or "")
        if key not in self._looks:
            look = self._base
            for held in [*self.chain(key[0])[::-1], *self.chain(key[1])[::-1]]:
                look = _changed(look, held.find(f"{WORD}rPr"))
            self._looks[key] = look
        return _changed(self._looks[key], properties)


def _is_usual(style: Element) -> bool:
    return style.get(f"{WORD}type") == "paragraph" and style.get(f"{WORD}default") in ("1", "true", "on")


def _changed(look: Look, properties: Element | None) -> Look:
    """Returns a look after properties have changed what they state."""
    if properties is None:
        return look
    stated = {
        "size": number(properties, "sz"),
        "bold": switch(properties, "b"),
        "underlined": switch(properties, "u"),
        "capitals": switch(properties, "caps"),
        "hidden": switch(properties, "vanish"),
    }
    changes = {name: setting for name, setting in stated.items() if setting is not None}
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]  # each is of its field's type
