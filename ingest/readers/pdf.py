"""PDF, read by pypdf: text in the order of the file's own content streams."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.blocks import Parsed
from ingest.layout import PlacedLine, arrange
from ingest.structure import inner_lines, structure
from kb.errors import ReadError

logger = logging.getLogger(__name__)

_LIGATURE = re.compile("[\ufb00-\ufb06]")

# pypdf reports each oddity of a file; what matters to a reader ends in the file's status.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes) -> Parsed:
    """Reads a PDF.

    Raises:
        ReadError: it needs a password or OCR, or is damaged.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("password")
        lines = [line for number, page in enumerate(reader.pages, start=1) for line in _lines(page, number)]
        pages = len(reader.pages)
        facts = reader.metadata
        title = facts.get("/Title") if facts else None
        date = facts.get("/CreationDate") if facts else None
    except (FileNotDecryptedError, DependencyError) as cause:
        raise ReadError("password") from cause
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    if not any(char.isalnum() for line in lines for char in line.text):
        raise ReadError("needs_ocr", pages=pages)
    arranged = [part for line in arrange(lines) for part in inner_lines(line)]
    return Parsed(
        blocks=tuple(structure(arranged)),
        title=str(title) if title else None,
        date=str(date) if date else None,
        pages=pages,
    )


def _lines(page: pypdf.PageObject, number: int) -> list[PlacedLine]:
    """Returns the lines of a page in the order of its content, with the place and type of their first piece."""
    pieces: list[tuple[str, PlacedLine]] = []
    height = float(page.mediabox.height) or 1.0

    def take(text: str, cm: list[float], tm: list[float], font: dict[str, object] | None, size: float) -> None:
        placed = PlacedLine(
            text="",
            page=number,
            x=tm[4] * cm[0] + tm[5] * cm[2] + cm[4] - float(page.mediabox.left),
            y=tm[4] * cm[1] + tm[5] * cm[3] + cm[5] - float(page.mediabox.bottom),
            size=abs(size * tm[3] * cm[3]) or 1.0,
            bold="bold" in str((font or {}).get("/BaseFont", "")).lower(),
            page_height=height,
        )
        pieces.append((text, placed))

    try:
        page.extract_text(visitor_text=take)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        logger.debug("page %d cannot be read", number, exc_info=True)  # it does not cost the others
    return _assembled(pieces)


def _assembled(pieces: Sequence[tuple[str, PlacedLine]]) -> list[PlacedLine]:
    """Puts pieces together to the lines that pypdf ends with a line feed."""
    lines: list[PlacedLine] = []
    held: list[tuple[str, PlacedLine]] = []
    for text, placed in pieces:
        *ended, rest = text.split("\n")
        for part in ended:
            lines.extend(_line([*held, (part, placed)]))
            held = []
        if rest:
            held.append((rest, placed))
    return [*lines, *_line(held)]


def _line(pieces: Sequence[tuple[str, PlacedLine]]) -> list[PlacedLine]:
    text = _tidy("".join(piece for piece, _ in pieces))
    written = [placed for piece, placed in pieces if piece.strip()]
    if not text:
        return []
    size = max(placed.size for placed in written)
    return [replace(written[0], text=text, size=size, bold=all(placed.bold for placed in written))]


def _tidy(text: str) -> str:
    """Takes out what cannot be stored (lone surrogates, noughts) and takes ligatures apart."""
    storable = text.encode("utf-8", "ignore").decode().replace("\0", "").replace("\xa0", " ").replace("\t", " ")
    return _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), storable).strip()
