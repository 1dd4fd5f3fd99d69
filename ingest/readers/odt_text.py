"""The text of an OpenDocument paragraph, without what only hangs on it: notes, comments and boxes."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.readers.odt_styles import Styles
from ingest.xml import Element, attribute, local, number, one_line

_NOT_TEXT = {"annotation", "note", "ruby-text"}
_SIGNS = {"tab": " ", "line-break": " ", "s": " "}
_DRAWN = ":drawing:"
_HOLDS_TEXT = ("{*}p", "{*}h", "{*}list", "{*}table")


def text_of(paragraph: Element) -> str:
    """Returns the text of a paragraph as one line."""
    return one_line("".join(_pieces(paragraph)))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren():
        name = local(child)
        if name in _SIGNS:
            yield _SIGNS[name]
        elif name not in _NOT_TEXT and not is_drawn(child):
            yield from _pieces(child)
        yield child.tail or ""


def is_bold(paragraph: Element, styles: Styles) -> bool:
    """Tells whether all text of a paragraph is bold."""
    own = styles.is_bold(attribute(paragraph, "style-name"), otherwise=False)
    return all(bold for text, bold in _weights(paragraph, styles, own=own) if text.strip())


def _weights(element: Element, styles: Styles, *, own: bool) -> Iterator[tuple[str, bool]]:
    yield element.text or "", own
    for child in element.iterchildren():
        if local(child) not in _NOT_TEXT and not is_drawn(child):
            bold = styles.is_bold(attribute(child, "style-name"), otherwise=own)
            yield from _weights(child, styles, own=bold)
        yield child.tail or "", own


def notes(element: Element, *, in_boxes: bool) -> Iterator[Element]:
    """Yields the bodies of the foot- and endnotes that an element refers to, those in its boxes too if asked for."""
    for child in element.iterchildren():
        if local(child) == "note":
            yield from child.iterchildren("{*}note-body")
        elif in_boxes or not is_drawn(child):
            yield from notes(child, in_boxes=in_boxes)


def boxes(element: Element) -> Iterator[Element]:
    """Yields the text boxes and shapes with text that hang on an element, not those inside of others."""
    if is_drawn(element) and next(element.iterchildren(*_HOLDS_TEXT), None) is not None:
        yield element
        return
    for child in element.iterchildren():
        if local(child) not in _NOT_TEXT:
            yield from boxes(child)


def is_drawn(element: Element) -> bool:
    """Tells whether an element is a box, a shape or a group of them."""
    return _DRAWN in str(element.tag)


def cell_text(cell: Element) -> str:
    """Returns what stands in a cell of a table, with its lists and boxes, as one line."""
    return " ".join(filter(None, _lines(cell)))


def _lines(element: Element) -> Iterator[str]:
    for child in element.iterchildren():
        if local(child) in ("p", "h"):
            yield text_of(child)
        if local(child) not in _NOT_TEXT:
            yield from _lines(child)


def repeated(element: Element, name: str, most: int) -> int:
    """Returns how often a cell or row stands there, at most as often as a page could show."""
    return min(max(number(attribute(element, name), 1), 1), most)
