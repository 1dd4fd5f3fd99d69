"""Whole pages as municipal sites make them: their text is read to the last word, and nothing of what surrounds it.

In the pages, `data-is` names what a reader must find; rows, steps and terms state their whole text.
"""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

from ingest.readers.html import read_html

PAGES = sorted((Path(__file__).parent / "web_pages").glob("*.html"))
STATED = {"data-bullet": "bullet", "data-row": "table_row", "data-step": "step", "data-pair": "paragraph"}


def charset(text: str) -> str:
    declared = re.search(r"charset=[\"']?([\w-]+)", text)
    return declared.group(1) if declared else "utf-8"


def expected(text: str) -> list[tuple[str, str]]:
    found = []
    for element in lxml.html.document_fromstring(text).iter("*"):
        if kind := element.get("data-is"):
            found.append((kind, shown(element)))
        for name, kind in STATED.items():
            if stated := element.get(name):
                found.append((kind, stated))
    return found


def shown(element: lxml.html.HtmlElement) -> str:
    """Returns the text of an element without what leads to and from notes."""
    for mark in element.xpath(".//sup[a] | .//a[@role='doc-backlink']"):
        mark.drop_tree()
    for line in element.iter("br"):
        line.tail = f" {line.tail or ''}"
    return " ".join(element.text_content().replace("\u00ad", "").split())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_text_of_a_page_is_read_and_nothing_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [
        (block.kind.value, block.text) for block in read_html(text.encode(charset(text), "xmlcharrefreplace")).blocks
    ]

    assert found == expected(text)
