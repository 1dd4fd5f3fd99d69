"""PDF files written byte by byte, for what no layout program would write."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from ingest.letters import page_words
from ingest.page import PageWords

A4 = (0, 0, 595, 842)
HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
# A font without a Unicode table whose letters, of the codes 1 to 8, have names that tell nothing.
NAMELESS = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 8"
    f"/Widths[{'600 ' * 8}]/CharProcs<<>>/Resources<<>>"
    f"/Encoding<</Type/Encoding/Differences[1 {' '.join(f'/g{code}' for code in range(400, 408))}]>>>>"
)


def raw_pdf(
    *streams: str,
    box: Sequence[float] = A4,
    page: str = "",
    font: str = HELVETICA,
    catalog: str = "",
    objects: str = "",
) -> bytes:
    """Returns a PDF with a page a stream.

    Args:
        streams: what draws each page; its font is called F1.
        box: the media box of all pages.
        page: further entries of each page's dictionary.
        font: the font.
        catalog: further entries of the catalog.
        objects: an object that gets the number 4.
    """
    first = 5
    kids = " ".join(f"{first + 2 * place} 0 R" for place in range(len(streams)))
    made = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(streams)}/MediaBox[{' '.join(map(str, box))}]>>",
        font,
        objects or "null",
    ]
    for place, stream in enumerate(streams):
        made.append(
            f"<</Type/Page/Parent 2 0 R/Contents {first + 2 * place + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>{page}>>"
        )
        made.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    return _written(made)


def text(*lines: str, left: float = 60, base: float = 720, size: float = 10, leading: float = 12) -> str:
    """Returns the operators that set lines below each other."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return f"BT /F1 {size} Tf {leading} TL 1 0 0 1 {left} {base} Tm {shown} ET "


def words_of(content: bytes, number: int = 1) -> PageWords:
    """Returns the words of a page of a file."""
    document = pypdfium2.PdfDocument(content)
    try:
        return page_words(document[number - 1], number)
    finally:
        document.close()


def _written(objects: Sequence[str]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252"))
    start = out.tell()
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}{trailer}".encode())
    return out.getvalue()
