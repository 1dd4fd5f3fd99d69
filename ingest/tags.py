"""Headings by a PDF's own tagged structure, as PDFium reads it with the file's role map applied."""

from __future__ import annotations

import ctypes
import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.limits import MOST_DEPTH

_HEADING = re.compile(r"H([1-6])?|Title")
_NAME_BYTES = 64
# A page with more elements than this is not tagged for reading.
_MOST_ELEMENTS = 20_000


def heading_levels(page: pypdfium2.PdfPage) -> dict[int, int] | None:
    """Returns the level of the heading that each piece of marked content belongs to, 0 for text that is none.

    Args:
        page: the page, open in PDFium.

    Returns:
        Levels from 1 by the id of marked content; None where the page is not tagged.
    """
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return None
    try:
        return _levels(tree) or None
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _levels(tree: Any) -> dict[int, int]:  # noqa: ANN401 - PDFium's handles carry no types
    found: dict[int, int] = {}
    roots = pdfium.FPDF_StructTree_CountChildren(tree)
    waiting = [(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), 0, 0) for at in range(max(roots, 0))]
    seen = 0
    while waiting and seen < _MOST_ELEMENTS:
        element, level, depth = waiting.pop()
        seen += 1
        if not element or depth > MOST_DEPTH:
            continue
        here = _level(element) or level
        children = pdfium.FPDF_StructElement_CountChildren(element)
        for at in range(min(max(children, 0), _MOST_ELEMENTS)):
            # Of this page's content only: the ids of a paragraph that goes on over the page are another page's too.
            name = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
            if name >= 0:
                found[name] = here
            waiting.append((pdfium.FPDF_StructElement_GetChildAtIndex(element, at), here, depth + 1))
    return found


def _level(element: Any) -> int:  # noqa: ANN401 - as above
    buffer = ctypes.create_string_buffer(_NAME_BYTES)
    length = pdfium.FPDF_StructElement_GetType(element, buffer, _NAME_BYTES)
    found = _HEADING.fullmatch(buffer.raw[: max(min(length, _NAME_BYTES) - 2, 0)].decode("utf-16-le", "replace"))
    return int(found[1] or 1) if found else 0
