"""HTML, read by lxml: the main text, without navigation, forms and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from ingest.blocks import Block, BlockKind, Parsed, step
from ingest.encoding import decode
from ingest.tables import table_blocks
from kb.errors import ReadError

_BOILERPLATE = "nav|header|footer|aside|script|style|noscript|form|template|svg|iframe|button"
_BLOCKS = {
    "p": BlockKind.PARAGRAPH,
    "pre": BlockKind.PARAGRAPH,
    "dt": BlockKind.PARAGRAPH,
    "dd": BlockKind.PARAGRAPH,
    "figcaption": BlockKind.PARAGRAPH,
    "blockquote": BlockKind.QUOTE,
    "cite": BlockKind.ATTRIBUTION,
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CONTAINERS = {"div", "section", "article", "main", "body", "ul", "ol", "dl", "figure", "details", "td", "center"}
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_TEXT_BLOCKS = {*_BLOCKS, *_HEADINGS, *_CONTAINERS, "table", "li"} - {"cite"}
# Deeper trees are the work of a broken or hostile file.
_DEEPEST = 200
_WIDEST_SPAN = 100


def read_html(content: bytes) -> Parsed:
    """Reads a web page.

    Raises:
        ReadError: it is damaged or holds no text.
    """
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = lxml.html.document_fromstring(_DECLARED.sub("", decode(content)), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    title = _clean(page.findtext(".//title"))
    date = page.xpath("string(//meta[@name='date' or @property='article:published_time']/@content)")
    main = _main(page)
    for element in main.xpath("|".join(f".//{tag}" for tag in _BOILERPLATE.split("|"))):
        element.drop_tree()
    blocks = tuple(block for block in _blocks(main, 0) if block.text)
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=title or None, date=str(date) or None)


def _main(page: Any) -> Any:  # noqa: ANN401 - lxml elements
    """Returns the element that holds the text: what is marked so, else the only article, else the body."""
    articles = page.xpath("//article")
    marked = page.xpath("//main | //*[@role='main']") or (articles if len(articles) == 1 else [])
    return (marked or page.xpath("//body") or [page])[0]


def _blocks(element: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401 - an lxml element
    """Walks down to the elements that hold text; loose text between them is a paragraph."""
    loose = [element.text or ""]
    for child in element:
        inner = list(_element(child, depth)) if _is_block(child) and depth < _DEEPEST else None
        if inner is None:
            loose.append(" " if child.tag == "br" else _text(child))
        else:
            yield from _paragraph(loose)
            yield from inner
            loose = []
        loose.append(child.tail or "")
    yield from _paragraph(loose)


def _is_block(element: Any) -> bool:  # noqa: ANN401 - an lxml element
    tag = element.tag
    if tag == "cite":
        return element.getparent().tag in _CONTAINERS | {"blockquote"}
    return tag in _TEXT_BLOCKS or _holds_blocks(element)


def _holds_blocks(element: Any) -> bool:  # noqa: ANN401 - an lxml element
    return any(inner.tag in _TEXT_BLOCKS for inner in element.iterdescendants())


def _element(element: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401 - an lxml element
    tag = element.tag
    if tag in _HEADINGS:
        yield Block(kind=BlockKind.HEADING, text=_clean(_text(element)), level=_HEADINGS[tag])
    elif tag == "table":
        yield from _table(element)
    elif tag == "li" and not _holds_blocks(element):
        yield _item(element, _clean(_text(element)))
    elif tag == "blockquote":
        yield from _quotation(element, depth)
    elif tag in _BLOCKS and not _holds_blocks(element):
        yield Block(kind=_BLOCKS[tag], text=_clean(_text(element)))
    else:
        yield from _blocks(element, depth + 1)


def _table(element: Any) -> Iterator[Block]:  # noqa: ANN401 - an lxml element
    """Yields the caption and the rows of a table, not those of tables inside of it."""
    for caption in element.xpath("./caption"):
        yield Block(kind=BlockKind.PARAGRAPH, text=_clean(_text(caption)))
    rows = element.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    yield from table_blocks([_cells(row, is_header=not place) for place, row in enumerate(rows)])


def _cells(row: Any, *, is_header: bool) -> list[str]:  # noqa: ANN401 - an lxml element
    """Returns a cell a column; a cell that spans columns heads all of them, but its value stands once."""
    cells: list[str] = []
    for cell in row.xpath("./td | ./th"):
        text, span = _clean(_text(cell)), cell.get("colspan", "1")
        more = min(int(span), _WIDEST_SPAN) - 1 if span.isdecimal() else 0
        cells += [text, *[text if is_header else ""] * more]
    return cells


def _item(element: Any, text: str) -> Block:  # noqa: ANN401 - an lxml element
    if element.getparent().tag != "ol" or not text:
        return Block(kind=BlockKind.BULLET, text=text)
    return step(1 + sum(1 for _ in element.itersiblings("li", preceding=True)), text)


def _quotation(element: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401 - an lxml element
    for block in _blocks(element, depth + 1):
        quoted = block.kind is BlockKind.PARAGRAPH
        yield Block(kind=BlockKind.QUOTE, text=block.text) if quoted else block


def _paragraph(loose: list[str]) -> Iterator[Block]:
    text = _clean("".join(loose))
    if text:
        yield Block(kind=BlockKind.PARAGRAPH, text=text)


def _text(element: Any) -> str:  # noqa: ANN401 - an lxml element
    """Returns the text of an element, with a space where a line or block ends."""
    pieces = [element.text or ""]
    for child in element:
        apart = child.tag == "br" or child.tag in _TEXT_BLOCKS or child.tag in ("tr", "td", "th", "caption")
        pieces += [" ", _text(child), " "] if apart else [_text(child)]
        pieces.append(child.tail or "")
    return "".join(pieces)


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
