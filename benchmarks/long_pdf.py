"""Makes a PDF of many pages: text of varied words, in one column and in two, with running headers and headings.

The file is written directly, page by page, so that ten thousand pages take seconds and no memory.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SEED = 3
_SYLLABLES = "wa ter ge meen te plan for mu bo men dor pen ci vi ca lo an ri os ti na be stu ur pro"
_WORDS = 3000
_LINES = 46
_HEADING_EVERY = 5  # pages
_TWO_COLUMNS_EVERY = 3
_KIDS = 100  # pages under one node of the page tree
_FONTS = b"<</F1 <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
/F2 <</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>>>"


def write_long_pdf(path: Path, pages: int) -> None:
    """Writes a PDF of so many pages, the same at each run."""
    with path.open("wb") as file:
        writer = _Writer(file)
        nodes = -(-pages // _KIDS)
        root, catalog, first_page = nodes + 1, nodes + 2, nodes + 3  # each page is followed by its content
        texts = _texts(pages)
        for node in range(nodes):
            numbers = range(node * _KIDS, min((node + 1) * _KIDS, pages))
            kids = b" ".join(b"%d 0 R" % (first_page + 2 * number) for number in numbers)
            writer.add(node + 1, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (root, len(numbers), kids))
            for number in numbers:
                page = first_page + 2 * number
                writer.add(
                    page,
                    b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources<</Font %s>>/Contents %d 0 R>>"
                    % (node + 1, _FONTS, page + 1),
                )
                content = zlib.compress(next(texts))
                writer.add(
                    page + 1, b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content)
                )
        kids = b" ".join(b"%d 0 R" % (node + 1) for node in range(nodes))
        writer.add(root, b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
        writer.add(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % root)
        writer.end(catalog)


class _Writer:
    """Writes objects of a PDF and remembers where they begin."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._starts: dict[int, int] = {}
        file.write(b"%PDF-1.7\n")

    def add(self, number: int, body: bytes) -> None:
        self._starts[number] = self._file.tell()
        self._file.write(b"%d 0 obj%s\nendobj\n" % (number, body))

    def end(self, catalog: int) -> None:
        start, count = self._file.tell(), max(self._starts) + 1
        rows = b"".join(b"%010d 00000 n \n" % self._starts[number] for number in range(1, count))
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, rows))
        self._file.write(b"trailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, catalog, start))


def _texts(pages: int) -> Iterator[bytes]:
    """Yields the content of each page."""
    chance = random.Random(_SEED)  # noqa: S311 - words to read, no secret
    vocabulary = ["".join(chance.choices(_SYLLABLES.split(), k=chance.randint(1, 4))) for _ in range(_WORDS)]
    for number in range(1, pages + 1):
        shown = [_shown("F1", 8, 60, 812, "Verslag van de stedenbanden"), _shown("F1", 8, 290, 25, str(number))]
        if number % _HEADING_EVERY == 1:
            shown.append(_shown("F2", 16, 60, 775, f"Hoofdstuk {number // _HEADING_EVERY + 1}"))
        columns = ((60, 4), (310, 4)) if number % _TWO_COLUMNS_EVERY == 0 else ((60, 9),)
        for left, words in columns:
            for line in range(_LINES):
                text = " ".join(chance.choices(vocabulary, k=words))
                ended = f"{text.capitalize()}." if chance.random() < 0.2 else text  # noqa: PLR2004 - a sentence in five lines
                shown.append(_shown("F1", 10, left, 745 - 15 * line, ended))
        yield b"BT\n%s\nET" % b"\n".join(shown)


def _shown(font: str, size: int, left: int, base: int, text: str) -> bytes:
    return f"/{font} {size} Tf 1 0 0 1 {left} {base} Tm ({text}) Tj".encode("ascii")
