"""XML as files hold it, and HTML in mail: nothing is resolved or fetched, and depth and size have their limits."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import lxml.html
from lxml import etree

from ingest.limits import MOST_DEPTH
from kb.errors import ReadError

# lxml carries no types.
Element: TypeAlias = Any

_SAFELY = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# Signs of symbol fonts (Wingdings) that carry meaning; the others are decoration and say nothing.
_SYMBOLS = {0xF0E0: " → ", 0xF0E8: " → ", 0xF0DF: " ← ", 0xF0F3: " ↔ "}
_PRIVATE_USE = range(0xE000, 0xF900)


def parse(content: bytes) -> Element:
    """Returns the root element of an XML document, without comments and processing instructions.

    Raises:
        ReadError: it is no XML, states entities of its own, or nests its elements too deep.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**_SAFELY))
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise _reason(cause) from cause
    _refuse_entities(root)
    return root


def stream(content: bytes, *names: str) -> Iterator[Element]:
    """Yields the elements of these names, in any namespace, as they end; each is emptied when the next is asked for.

    Raises:
        ReadError: as `parse`.
    """
    try:
        for _, element in etree.iterparse(io.BytesIO(content), tag=[f"{{*}}{name}" for name in names], **_SAFELY):
            _refuse_entities(element)
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as cause:
        raise _reason(cause) from cause


def html_without(text: str, paths: Iterable[str]) -> str:
    """Returns HTML without the elements that XPath expressions find; what is no HTML stays as it is."""
    try:
        page = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return text
    for path in paths:
        for element in page.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    return str(lxml.html.tostring(page, encoding="unicode"))


def local(element: Element) -> str:
    """Returns the name of an element without its namespace, of which strict and older files have others."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str, default: str = "") -> str:
    """Returns an attribute by its name without its namespace."""
    found = element.get(name)
    if found is None:
        found = next((value for key, value in element.items() if key.endswith("}" + name)), default)
    return str(found)


def number(text: str | None, default: int = 0) -> int:
    """Returns the whole number that an attribute states, or the default where it states none."""
    try:
        return int(text) if text else default
    except ValueError:
        return default


def one_line(text: str) -> str:
    """Returns text with single spaces, and without signs that only a symbol font could show."""
    if not text.isascii():
        text = text.translate(_shown_symbols(text))
    return " ".join(text.split())


def _shown_symbols(text: str) -> dict[int, str]:
    return {ord(char): _SYMBOLS.get(ord(char), " ") for char in set(text) if ord(char) in _PRIVATE_USE}


def _refuse_entities(element: Element) -> None:
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ReadError("xml_entities")


def _reason(cause: Exception) -> ReadError:
    if "depth" in str(cause):
        return ReadError("too_deep", most=MOST_DEPTH)
    if "entity amplification" in str(cause):
        return ReadError("xml_entities")
    return ReadError("damaged", cause=type(cause).__name__)
