"""The lists of a Word file: which paragraphs are bullets or numbered, and the numbers as Word shows them.

Word keeps no numbers in the text. A paragraph names a list and a level, by itself or through its style; lists with the
same definition count on from each other unless one states a new start.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from ingest.readers.docx_package import WORD, number, switch, value, whole
from ingest.readers.docx_styles import Styles
from ingest.readers.numerals import letters, roman
from ingest.xml import Element

_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What stands before a paragraph of a list; a bullet has no label. `key` is the same for items of one list."""

    key: str
    level: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How a level of a list counts; `restart` is the level (from 1) after which it begins anew, 0 for never."""

    kind: str = "decimal"
    start: int = 1
    text: str = ""
    style: str | None = None
    restart: int | None = None
    legal: bool = False


class Numbering:
    """The lists of one file; it counts, so paragraphs are asked for in their order."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {found.get(f"{WORD}abstractNumId"): found for found in root.iterfind(f"{WORD}abstractNum")}
        self._lists = {found.get(f"{WORD}numId"): found for found in root.iterfind(f"{WORD}num")}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._keys: dict[str, str] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def item(self, properties: Element | None, style: str) -> Item | None:
        """Returns what stands before a paragraph with these properties; None where it is in no list."""
        found = self._place(properties, style)
        if found is None:
            return None
        name, depth = found
        level = self._levels_of(name).get(depth, _Level())
        if level.kind == "bullet":
            return Item(key=self._keys[name], level=depth)
        label = self._count(name, depth)
        return Item(key=self._keys[name], level=depth, label=label) if label else None

    def _place(self, properties: Element | None, style: str) -> tuple[str, int] | None:
        """Returns the list and the level from 0 that a paragraph stands in."""
        stated = properties.find(f"{WORD}numPr") if properties is not None else None
        inherited = [held.find(f"{WORD}pPr/{WORD}numPr") for held in self._styles.chain(style)]
        sources = [source for source in (stated, *inherited) if source is not None]
        name = next((found for source in sources if (found := value(source, "numId"))), None)
        if name is None or name not in self._lists:
            return None
        depth = number(stated, "ilvl")
        return name, self._depth_of(name, style, sources) if depth is None else depth

    def _depth_of(self, name: str, style: str, sources: list[Element]) -> int:
        """Returns the level that is tied to a paragraph's style."""
        names = [held.get(f"{WORD}styleId") for held in self._styles.chain(style)]
        tied = (depth for depth, level in self._levels_of(name).items() if level.style and level.style in names)
        stated = (number(source, "ilvl") for source in sources)
        return next(tied, next((depth for depth in stated if depth is not None), 0))

    def _levels_of(self, name: str) -> dict[int, _Level]:
        if name not in self._levels:
            held = self._lists[name]
            abstract, key = self._abstract(value(held, "abstractNumId"))
            levels = dict(map(_level, abstract.iterfind(f"{WORD}lvl"))) if abstract is not None else {}
            for override in held.iterfind(f"{WORD}lvlOverride"):
                depth = whole(override.get(f"{WORD}ilvl", "")) or 0
                levels |= dict(map(_level, override.iterfind(f"{WORD}lvl")))
                if (start := number(override, "startOverride")) is not None:
                    levels[depth] = replace(levels.get(depth, _Level()), start=start)
                    self._counts[key].pop(depth, None)
            self._levels[name], self._keys[name] = levels, key
        return self._levels[name]

    def _abstract(self, name: str | None) -> tuple[Element | None, str]:
        """Returns the definition of a list and its name, through the style that it may refer to."""
        found = self._abstracts.get(name)
        linked = value(found, "numStyleLink")
        for key, abstract in self._abstracts.items():
            if linked and value(abstract, "styleLink") == linked:
                return abstract, key
        return found, name or ""

    def _count(self, name: str, depth: int) -> str:
        """Counts one on and returns the label."""
        levels, counts = self._levels_of(name), self._counts[self._keys[name]]
        level = levels.get(depth, _Level())
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [held for held in counts if held > depth]:
            restart = levels.get(deeper, _Level()).restart
            if depth < (deeper if restart is None else restart):
                del counts[deeper]

        def shown(placeholder: re.Match[str]) -> str:
            other = int(placeholder.group(1)) - 1
            of = levels.get(other, _Level())
            return _shown(counts.get(other, of.start), "decimal" if level.legal else of.kind)

        return " ".join(_PLACEHOLDER.sub(shown, level.text).split())


def _level(element: Element) -> tuple[int, _Level]:
    return whole(element.get(f"{WORD}ilvl", "")) or 0, _Level(
        kind=value(element, "numFmt") or "decimal",
        start=number(element, "start") or 0,
        text=value(element, "lvlText") or "",
        style=value(element, "pStyle"),
        restart=number(element, "lvlRestart"),
        legal=switch(element, "isLgl") or False,
    )


def _shown(count: int, kind: str) -> str:
    """Returns a number as a list writes it; kinds of other scripts are written in digits."""
    if kind == "none":
        return ""
    if kind.endswith(("Letter", "Roman")):
        text = letters(count) if kind.endswith("Letter") else roman(count)
        return text.upper() if kind.startswith("upper") else text
    return f"{count:02}" if kind == "decimalZero" else str(count)
