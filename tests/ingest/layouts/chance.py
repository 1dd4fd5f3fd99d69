"""Pages by chance: type, columns, white space and order of the stream are drawn by lot, and the truth is known.

They keep a reader from being fitted to the pages that somebody thought of.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import BlockKind
from tests.ingest.layouts.column import Column, Style, wrap
from tests.ingest.layouts.sheet import A4, A5, Case, Order, Run, Sheet, as_placed
from tests.ingest.layouts.stream import across, blocks_backwards, blocks_shuffled, headings_last, words_backwards
from tests.ingest.layouts.texts import bullets, text, topics

_SIZES = (A4, A5, (612.0, 792.0), (842.0, 595.0), (500.0, 500.0))
_FAMILIES = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"))
_ORDERS: tuple[Order, ...] = (as_placed, across, blocks_backwards, blocks_shuffled, headings_last, words_backwards)
_TITLES = {
    "nl": ("Resultaten", "Wat we leerden", "Vooruitblik"),
    "fr": ("Résultats", "Ce que nous avons appris", "Perspectives"),
    "es": ("Resultados", "Lo que aprendimos", "Perspectivas"),
    "en": ("Results", "What we learned", "Outlook"),
}
_MARGIN = 55.0
_NARROWEST = 110.0
# Lines left free under a text in its column: a heading stands above some of its own, items are narrower than thought.
_KEPT_FREE = {BlockKind.HEADING: 3, BlockKind.BULLET: 1, BlockKind.PARAGRAPH: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A text to set: its kind, and for a heading the size that its level has."""

    kind: BlockKind
    text: str
    style: Style
    level: int = 0


def page_by_chance(seed: int) -> Case:
    """Returns a document of two or three columns of text, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a layout, no secret
    size = chance.choice(_SIZES)
    sheet = Sheet(size=size, order=chance.choice(_ORDERS))
    body, bold = chance.choice(_FAMILIES)
    style = _style(chance, body)
    gutter = chance.uniform(16, 32)
    most = int((size[0] - 2 * _MARGIN + gutter) / (_NARROWEST + gutter))
    count = chance.randint(1, min(3, most))
    width = (size[0] - 2 * _MARGIN - (count - 1) * gutter) / count
    flow = _Flow(sheet, [_MARGIN + place * (width + gutter) for place in range(count)], width, style)
    for part in _parts(chance, style, bold):
        flow.set(part)
    return sheet.case(all_ink=True)


def _style(chance: random.Random, body: str) -> Style:
    """Draws the type: paragraphs are set off by white space, or by a first line that is moved in."""
    indented = chance.random() < 0.3
    return Style(
        font=body,
        size=chance.choice((8.5, 9.0, 10.0, 11.0)),
        leading=chance.uniform(1.15, 1.45),
        align=chance.choice(("left", "justify")),
        first=12.0 if indented else 0.0,
        after=0.0 if indented else chance.uniform(0.45, 1.0),
    )


def _parts(chance: random.Random, style: Style, bold: str) -> Iterator[_Part]:
    language = chance.choice(tuple(_TITLES))
    heads = {
        level: replace(style, font=bold, size=style.size * larger, first=0.0, align="left", after=0.5, leading=1.2)
        for level, larger in ((1, 1.9), (2, 1.35))
    }
    names = chance.sample(topics(language), 7)
    points = bullets(language)
    for place, title in enumerate(_TITLES[language]):
        level = 1 if place == 0 else 2
        yield _Part(kind=BlockKind.HEADING, text=title, style=heads[level], level=level)
        for name in names[2 * place : 2 * place + 2]:
            yield _Part(kind=BlockKind.PARAGRAPH, text=text(f"{language}.{name}"), style=style)
        if place == 1:
            hanging = replace(style, first=0.0, after=0.4)
            yield from (_Part(kind=BlockKind.BULLET, text=point, style=hanging) for point in points)


def _cut(lines: Sequence[str], room: int) -> int:
    """Returns after how many lines a paragraph goes on in the next column, 0 where it does not.

    Never at the end of a sentence: nobody could tell then that it goes on.
    """
    if room >= len(lines):
        return 0
    return next((kept for kept in range(room, 1, -1) if lines[kept - 1][-1] not in ".:;"), 0)


class _Flow:
    """Fills column after column and page after page."""

    def __init__(self, sheet: Sheet, lefts: Sequence[float], width: float, style: Style) -> None:
        self._sheet, self._lefts, self._width, self._style = sheet, lefts, width, style
        self._place = 0
        self._column = self._new()

    def set(self, part: _Part) -> None:
        """Sets a text; a paragraph goes on in the next column, all else begins there if it does not fit."""
        lines = wrap(part.text, self._width, part.style)
        room = int((self._sheet.height - _MARGIN - self._column.top) / (part.style.size * part.style.leading))
        if part.kind is BlockKind.PARAGRAPH and (kept := _cut(lines, room)):
            rest = self._column.text(part.kind, part.text, style=part.style, lines=kept)
            self._next()
            self._column.go_on(rest, style=part.style)
            return
        if room < len(lines) + _KEPT_FREE[part.kind]:
            self._next()
        if part.kind is BlockKind.HEADING:
            self._column.heading(part.text, part.level, style=part.style)
        elif part.kind is BlockKind.BULLET:
            self._column.style = part.style
            self._column.item(part.text)
        else:
            self._column.text(part.kind, part.text, style=part.style)

    def _next(self) -> None:
        self._place += 1
        if self._place == len(self._lefts):
            self._place = 0
            self._sheet.next_page()
            number = Run(text=str(self._sheet.page), left=self._sheet.width / 2, base=self._sheet.height - 20, size=8)
            self._sheet.aside(number)
        self._column = self._new()

    def _new(self) -> Column:
        return Column(self._sheet, self._lefts[self._place], _MARGIN, self._width, self._style)
