"""DOCX, read by python-docx: headings by style, lists, quotations and tables, in the order of the text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from ingest.blocks import Block, BlockKind, Parsed, step
from ingest.cues import is_attribution
from ingest.structure import join_lines
from ingest.tables import table_blocks
from kb.errors import ReadError

_HEADING_STYLE = re.compile(r"(?:heading|kop|titre|título|titulo|überschrift)\s*(\d)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list|lijst|liste|lista|opsomming", re.IGNORECASE)
_NUMBERED_STYLE = re.compile(r"number|nummer|numér|numer", re.IGNORECASE)
_QUOTE_STYLE = re.compile(r"quote|citaat|citation|cita", re.IGNORECASE)
# What python-docx, zipfile, zlib and lxml raise on files that are not what they seem.
_DAMAGE = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    AttributeError,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_WORDS_OF_HEADING = 12
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_WORD}tab": " ", f"{_WORD}br": " ", f"{_WORD}cr": " ", f"{_WORD}noBreakHyphen": "-"}


def read_docx(content: bytes) -> Parsed:
    """Reads a Word document; it has no pages until it is printed, so its blocks have none.

    Raises:
        ReadError: it is damaged or holds no text.
    """
    try:
        document = docx.Document(io.BytesIO(content))
        blocks = tuple(_numbered(_blocks(document)))
        facts = document.core_properties
        title, date = facts.title, facts.created
    except _DAMAGE as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=title or None, date=str(date) if date else None)


def _blocks(document: Any) -> Iterator[Block]:  # noqa: ANN401 - python-docx carries no types
    for item in _items(document.element.body, document):
        if isinstance(item, Table):
            yield from table_blocks([_cells(row, is_header=not place) for place, row in enumerate(item.rows)])
        elif text := join_lines([_text(item._p)]):  # noqa: SLF001 - the public text loses hyperlinks
            yield _paragraph(item, text)


def _items(element: Any, document: Any) -> Iterator[Paragraph | Table]:  # noqa: ANN401 - as above
    """Yields paragraphs and tables in order, those inside content controls included."""
    for child in element:
        if child.tag == f"{_WORD}p":
            yield Paragraph(child, document._body)  # noqa: SLF001 - what python-docx itself does
        elif child.tag == f"{_WORD}tbl":
            yield Table(child, document._body)  # noqa: SLF001 - as above
        elif child.tag in (f"{_WORD}sdt", f"{_WORD}sdtContent"):
            yield from _items(child, document)


def _cells(row: _Row, *, is_header: bool) -> list[str]:
    """Returns a cell a column; a merged cell heads all its columns, but its value stands once."""
    elements = [cell._tc for cell in row.cells]  # noqa: SLF001 - tells merged cells apart from equal ones
    return [
        "" if place and not is_header and element is elements[place - 1] else join_lines([_text(element)])
        for place, element in enumerate(elements)
    ]


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Numbers the steps under each heading: Word keeps the numbers out of the text."""
    number = 0
    for block in blocks:
        number = 0 if block.kind is BlockKind.HEADING else number + (block.kind is BlockKind.STEP)
        yield step(number, block.text) if block.kind is BlockKind.STEP else block


def _text(element: Any) -> str:  # noqa: ANN401 - an lxml element
    """Returns the text of an element, that inside hyperlinks and inserted revisions included."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401 - an lxml element
    for child in element:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag != _FALLBACK:  # the same text once more, for older programs
            yield from _pieces(child)
            # Paragraphs inside a cell or a text box are lines of their own.
            yield " " if child.tag == f"{_WORD}p" else ""


def _paragraph(paragraph: Paragraph, text: str) -> Block:
    style = paragraph.style.name if paragraph.style is not None else ""
    level = _heading_level(paragraph, style, text)
    if level:
        return Block(kind=BlockKind.HEADING, text=text, level=level)
    return Block(kind=_kind(paragraph, style), text=text)


def _heading_level(paragraph: Paragraph, style: str, text: str) -> int:
    if found := _HEADING_STYLE.search(style):
        return int(found.group(1))
    if style.lower() in ("title", "titel", "titre", "título"):
        return 1
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    short = len(text.split()) <= _WORDS_OF_HEADING and not text.endswith((".", ":", ",", ";"))
    return 2 if bold and short and not _LIST_STYLE.search(style) and not is_attribution(text) else 0


def _kind(paragraph: Paragraph, style: str) -> BlockKind:
    properties = paragraph._p.pPr  # noqa: SLF001 - the numbering has no public name
    if _LIST_STYLE.search(style) or (properties is not None and properties.numPr is not None):
        return BlockKind.STEP if _NUMBERED_STYLE.search(style) else BlockKind.BULLET
    if _QUOTE_STYLE.search(style):
        return BlockKind.QUOTE
    return BlockKind.PARAGRAPH
