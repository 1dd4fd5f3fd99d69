"""The styles of an OpenDocument text: what a paragraph is by its style, what is bold, and which lists count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.blocks import BlockKind
from ingest.xml import Element, attribute, number

# Styles go by these names inside the file, in whatever language the program speaks.
_KINDS = {
    "Quotations": BlockKind.QUOTE,
    "Caption": BlockKind.CAPTION,
    "Illustration": BlockKind.CAPTION,
    "Table": BlockKind.CAPTION,
    "Figure": BlockKind.CAPTION,
}
_TITLE = "Title"
_HEADING = re.compile(r"Heading_20_(\d{1,2})")
_BOLD = ("bold", "600", "700", "800", "900")
# A style takes after a few others; more is a circle.
_LONGEST_CHAIN = 20


class Styles:
    """What the styles of a document say, those that the program made for single paragraphs included."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._styles: dict[str, Element] = {}
        self._numbered: set[tuple[str, int]] = set()
        self._starts: dict[tuple[str, int], int] = {}
        for root in roots:
            for style in root.iter("{*}style"):
                self._styles[attribute(style, "name")] = style
            for style in root.iter("{*}list-style"):
                self._add_list(style)

    def _add_list(self, style: Element) -> None:
        for mark in style.iterchildren("{*}list-level-style-number"):
            key = attribute(style, "name"), number(attribute(mark, "level"), 1)
            self._starts[key] = number(attribute(mark, "start-value"), 1)
            if attribute(mark, "num-format"):
                self._numbered.add(key)

    def kind(self, name: str) -> BlockKind:
        """Returns what a paragraph of a style is."""
        return next((_KINDS[link] for link in self._names(name) if link in _KINDS), BlockKind.PARAGRAPH)

    def heading_level(self, name: str) -> int:
        """Returns the level of the heading that a style makes, 0 for none."""
        for link in self._names(name):
            if link == _TITLE:
                return 1
            if found := _HEADING.fullmatch(link):
                return int(found.group(1))
        return 0

    def is_bold(self, name: str, *, otherwise: bool) -> bool:
        """Tells whether text of a style is bold."""
        for style in self._chain(name):
            for properties in style.iterchildren("{*}text-properties"):
                if weight := attribute(properties, "font-weight"):
                    return weight in _BOLD
        return otherwise

    def is_numbered(self, list_style: str, level: int) -> bool:
        """Tells whether a list counts its items at a level from 1."""
        return (list_style, level) in self._numbered

    def start(self, list_style: str, level: int) -> int:
        """Returns the number that a list begins with."""
        return self._starts.get((list_style, level), 1)

    def _names(self, name: str) -> Iterator[str]:
        yield name
        yield from (attribute(style, "parent-style-name") for style in self._chain(name))

    def _chain(self, name: str) -> Iterator[Element]:
        for _ in range(_LONGEST_CHAIN):
            if (style := self._styles.get(name)) is None:
                return
            yield style
            name = attribute(style, "parent-style-name")
