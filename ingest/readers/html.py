"""HTML, read by lxml: the text of a page without what surrounds it."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from ingest.blocks import Parsed
from ingest.encoding import decode
from ingest.limits import MOST_DEPTH
from ingest.readers.html_blocks import blocks_of
from ingest.readers.html_main import main_content
from ingest.readers.html_text import text_of
from ingest.xml import Element
from kb.errors import ReadError

_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
# What stands for no sign: a reference may name it, but no tree may be given it.
_NO_SIGN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY = "<html></html>"
_DATE = (
    "string(//meta[@name='date' or @name='dcterms.date' or @name='DC.date' or @name='dcterms.modified'"
    " or @property='article:published_time']/@content)"
)
# These hold text only in what they hold.
_WITHOUT_TEXT = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})


def read_html(content: bytes) -> Parsed:
    """Reads a web page.

    Raises:
        ReadError: it is damaged or holds no text.
    """
    page = page_of(decode(content))
    date = str(page.xpath(_DATE)) or None
    title = _title(page)
    blocks = tuple(blocks_of(main_content(page)))
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=title, date=date)


def page_of(text: str) -> Element:
    """Returns the tree of a page, no deeper than it may be.

    Raises:
        ReadError: there is none, or it is too deep to be held.
    """
    # Within libxml2's own limits it would leave out silently what lies deep; what is too deep for us is flattened.
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = lxml.html.document_fromstring(_DECLARED.sub("", text) or _EMPTY, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    if any("depth" in entry.message for entry in parser.error_log):
        raise ReadError("too_deep", most=MOST_DEPTH)
    # A page within a page, as templates make them, stands beside the first.
    page.extend(list(page.itersiblings()))
    for element in page.iter("*"):
        if _NO_SIGN.search(f"{element.text}{element.tail}"):
            element.text, element.tail = (_NO_SIGN.sub(" ", held or "") for held in (element.text, element.tail))
    _flatten(page)
    return page


def _flatten(page: Element) -> None:
    """Leaves of elements that lie too deep only their text, as browsers do."""
    waiting = [(page, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth < MOST_DEPTH:
            waiting += [(child, depth + 1) for child in element]
        elif len(element):
            _leave_text(next(held for held in (element, *element.iterancestors()) if held.tag not in _WITHOUT_TEXT))


def _leave_text(element: Element) -> None:
    text, tail = " ".join(element.itertext()), element.tail
    element.clear()
    element.text, element.tail = text, tail


def _title(page: Element) -> str | None:
    """Returns the title of a page; where it only adds the name of the site to its first heading, that heading."""
    stated = page.find(".//title")
    title = text_of(stated) if stated is not None else ""
    heading = page.find(".//h1")
    shown = text_of(heading) if heading is not None else ""
    return (shown if shown and shown in title else title) or None
