"""The words of a Word paragraph as a reader sees them, each with its look.

Kept: links, insertions, content controls, the results of fields, formulas. Left out: deletions, what was moved away,
hidden text, the codes of fields, placeholders that ask for text, and what repeats a drawing for older programs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import hexdigits

from ingest.readers.docx_package import WORD, switch
from ingest.readers.docx_styles import Look, Styles
from ingest.xml import Element, one_line

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SIGNS = {f"{WORD}tab": " ", f"{WORD}ptab": " ", f"{WORD}noBreakHyphen": "-"}
_BREAKS = {f"{WORD}br", f"{WORD}cr"}
_NOTES = {f"{WORD}footnoteReference": "footnote", f"{WORD}endnoteReference": "endnote"}
_LEFT_OUT = {
    *(f"{WORD}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt")),
    *(f"{WORD}{name}" for name in ("sdtPr", "object", "altChunk")),
}
# Halves of characters are none.
_SURROGATES = range(0xD800, 0xE000)
# The bullets of symbol fonts are bullets; a soft hyphen shows only at the end of a line.
_SAME_SIGN = {0xF0B7: "•", 0xF0A7: "•", 0xAD: None}
# The bookmarks that a table of contents leads to.
_CONTENTS_TARGET = "_Toc"
_OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one look; `to` is the bookmark that it is a link to, or that it leads out of the file."""

    text: str
    look: Look
    to: str = ""


@dataclass(slots=True, kw_only=True)
class Words:
    """The text of a paragraph, a list of spans a line, with the text boxes and notes that hang on it."""

    lines: list[list[Span]] = field(default_factory=lambda: [[]])
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        """All spans that show something."""
        return [span for line in self.lines for span in line if span.text.strip()]

    @property
    def leads_to_headings(self) -> bool:
        """Tells whether all of it is a link to a heading: a line of a table of contents."""
        return bool(self.spans) and all(span.to.startswith(_CONTENTS_TARGET) for span in self.spans)


def read_words(paragraph: Element, styles: Styles, style: str) -> Words:
    """Returns the words of a paragraph in a style."""
    reading = _Reading(styles, style)
    reading.read(paragraph, styles.look(None, style), "")
    return reading.words


def shown(line: Sequence[Span]) -> str:
    """Returns the text of a line, without signs and white space that show nothing."""
    return one_line("".join(span.text for span in line).translate(_SAME_SIGN))


class _Reading:
    """One pass over a paragraph; `fields` tells of each open field whether its result has begun."""

    def __init__(self, styles: Styles, style: str) -> None:
        self.words = Words()
        self._styles, self._style = styles, style
        self._fields: list[bool] = []

    def read(self, element: Element, look: Look, to: str) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{WORD}r":
                self.read(child, self._styles.look(child.find(f"{WORD}rPr"), self._style), to)
            elif tag in (f"{WORD}t", _FORMULA_TEXT):
                self._add(child.text or "", look, to)
            elif tag == f"{WORD}txbxContent":
                self.words.boxes.append(child)
            elif not self._read_sign(child, look, to) and not _is_left_out(child):
                self.read(child, look, to or _target(child))

    def _read_sign(self, element: Element, look: Look, to: str) -> bool:
        """Reads an element that stands for a character, a break, a note or a side of a field."""
        tag = element.tag
        if tag in _SIGNS:
            self._add(_SIGNS[tag], look, to)
        elif tag in _BREAKS:
            self.words.lines += [[]] if all(self._fields) else []
        elif tag in _NOTES:
            self.words.notes.append((_NOTES[tag], element.get(f"{WORD}id", "")))
        elif tag == f"{WORD}sym":
            self._add(_symbol(element.get(f"{WORD}char", "")), look, to)
        elif tag == f"{WORD}fldChar":
            self._turn(element.get(f"{WORD}fldCharType"))
        else:
            return False
        return True

    def _turn(self, side: str | None) -> None:
        if side == "begin":
            self._fields.append(False)
        elif self._fields and side == "separate":
            self._fields[-1] = True
        elif self._fields:
            self._fields.pop()

    def _add(self, text: str, look: Look, to: str) -> None:
        if all(self._fields) and not look.hidden:
            self.words.lines[-1].append(Span(text, look, to))


def _target(element: Element) -> str:
    return element.get(f"{WORD}anchor", _OUTSIDE) if element.tag == f"{WORD}hyperlink" else ""


def _is_left_out(element: Element) -> bool:
    if element.tag == f"{WORD}sdt":
        return switch(element.find(f"{WORD}sdtPr"), "showingPlcHdr") or False
    repeats = element.tag == f"{_COMPATIBILITY}Fallback" and element.getprevious() is not None
    return repeats or element.tag in _LEFT_OUT or not isinstance(element.tag, str)


def _symbol(code: str) -> str:
    """Returns the character that a code in a symbol font stands for."""
    place = int(code, 16) if set(code) <= set(hexdigits) and code else 0
    return chr(place) if 0 < place <= sys.maxunicode and place not in _SURROGATES else " "
