"""A column of a page: texts set below each other, each noted as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.blocks import BlockKind
from tests.ingest.layouts.sheet import BODY, BOLD, ITALIC, Run, Sheet

_HEADING_SIZES = {1: 18.0, 2: 13.0, 3: 11.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The type of a text; `indent` moves it in, `first` its first line; `after` is white space below it in lines."""

    font: str = BODY
    size: float = 10.0
    shade: str = "black"
    leading: float = 1.25
    indent: float = 0.0
    first: float = 0.0
    after: float = 0.6
    align: str = "left"
    mode: int = 0
    hyphen: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What stands before a list item; `apart` from its first line or within it, which hangs by so much."""

    glyph: str = "•"
    font: str = BODY
    apart: bool = True
    indent: float = 0.0
    hang: float = 12.0
    kind: BlockKind = BlockKind.BULLET


ROUND = Mark()
BODY_STYLE = Style()
QUOTE_STYLE = Style(font=ITALIC)
SPEAKER_STYLE = Style(font=BOLD, size=9.0, after=1.4)
CAPTION_STYLE = Style(font=ITALIC, size=8.0, after=1.2)
FOOTNOTE_STYLE = Style(size=7.5, after=0.3)


def wrap(text: str, width: float, look: Style) -> list[str]:
    """Returns the lines of a text, as many words a line as fit; "~" marks where a word may be broken."""

    def fits(line: str) -> bool:
        room = width - (0.0 if lines else look.first)
        return bool(stringWidth(line.replace("~", ""), look.font, look.size) <= room)

    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if fits(f"{line} {word}".strip()):
            line = f"{line} {word}".strip()
            continue
        pieces = word.split("~")
        heads = [("".join(pieces[:cut]), "~".join(pieces[cut:])) for cut in range(len(pieces) - 1, 0, -1)]
        shown = [(head if head.endswith("-") else head + look.hyphen, rest) for head, rest in heads]
        head, rest = next(((head, rest) for head, rest in shown if fits(f"{line} {head}".strip())), ("", word))
        lines.append(f"{line} {head}".strip())
        line = rest
    return [found.replace("~", "") for found in [*lines, line]]


class Column:
    """A column that is filled from its top; `top` is where the next text begins."""

    def __init__(self, sheet: Sheet, left: float, top: float, width: float, style: Style = BODY_STYLE) -> None:
        self.sheet, self.left, self.top, self.width, self.style = sheet, left, top, width, style
        self._empty = True

    def heading(self, text: str, level: int = 1, *, style: Style | None = None) -> None:
        """Sets a heading; the larger the level, the smaller it is."""
        if not self._empty:
            self.gap(0.4)
        look = style or replace(self.style, font=BOLD, size=_HEADING_SIZES[level], first=0, after=0.5, align="left")
        self.text(BlockKind.HEADING, text, style=look, level=level)

    def paragraph(self, text: str, *, lines: int | None = None) -> list[str]:
        """Sets a paragraph or its first lines, and returns the rest for `go_on` in a column as wide."""
        return self.text(BlockKind.PARAGRAPH, text, lines=lines)

    def text(
        self, kind: BlockKind, text: str, *, style: Style | None = None, level: int = 0, lines: int | None = None
    ) -> list[str]:
        """Sets a text, or its first lines, as a block of a kind, and returns the lines that are left."""
        look = style or self.style
        broken = wrap(text, self.width - look.indent, look)
        block = self.sheet.expect(kind, text, level=level)
        self._set(broken[:lines], block, look, ends=lines is None, begins=True)
        return broken[lines:] if lines is not None else []

    def as_lines(self, kind: BlockKind, text: str, lines: Sequence[str], *, style: Style | None = None) -> None:
        """Sets a text in lines that are given, such as with breaks that matter."""
        self._set(lines, self.sheet.expect(kind, text), style or self.style, ends=True)

    def go_on(self, lines: Sequence[str], *, style: Style | None = None) -> None:
        """Sets the rest of the text noted last."""
        self._set(lines, len(self.sheet.truth) - 1, style or self.style, ends=True)

    def quote(self, text: str, *, lines: int | None = None) -> list[str]:
        """Sets what somebody says, or its first lines, and returns the rest for `go_on`."""
        return self.text(BlockKind.QUOTE, text, style=QUOTE_STYLE, lines=lines)

    def speaker(self, text: str, *, align: str = "left") -> None:
        """Sets who gave the testimonial above."""
        self.text(BlockKind.ATTRIBUTION, text, style=replace(SPEAKER_STYLE, align=align))

    def item(self, text: str, mark: Mark = ROUND) -> None:
        """Sets a list item, its lines hanging beside its glyph."""
        block = self.sheet.expect(mark.kind, f"{mark.glyph} {text}" if mark.kind is BlockKind.STEP else text)
        look = replace(self.style, indent=mark.indent + mark.hang, after=0.3)
        first, *lines = wrap(text, self.width - look.indent, look)
        glyph = Run(
            text=mark.glyph,
            left=self.left + mark.indent,
            base=self.top + look.size,
            font=mark.font,
            size=look.size,
            block=block,
        )
        if mark.apart:
            self.sheet.put(glyph)
            self._set([first, *lines], block, look, ends=True)
        else:
            self.sheet.put(replace(glyph, text=f"{mark.glyph} {first}"))
            self.top += look.size * look.leading
            self._set(lines, block, look, ends=True)

    def gap(self, lines: float = 1.0) -> None:
        self.top += lines * self.style.size * self.style.leading

    def _set(self, lines: Sequence[str], block: int, look: Style, *, ends: bool, begins: bool = False) -> None:
        self._empty = False
        for place, line in enumerate(lines):
            moved_in = look.indent + (look.first if begins and place == 0 else 0.0)
            room = self.width - moved_in
            wide = stringWidth(line, look.font, look.size)
            last = ends and place == len(lines) - 1
            spread = (room - wide) / line.count(" ") if look.align == "justify" and " " in line and not last else 0.0
            moved = {"right": room - wide, "centre": (room - wide) / 2}.get(look.align, 0.0)
            self.sheet.put(
                Run(
                    text=line,
                    left=self.left + moved_in + moved,
                    base=self.top + look.size,
                    font=look.font,
                    size=look.size,
                    spread=spread,
                    shade=look.shade,
                    mode=look.mode,
                    block=block,
                )
            )
            self.top += look.size * look.leading
        self.top += look.after * look.size * look.leading
