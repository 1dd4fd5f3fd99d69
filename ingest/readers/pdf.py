"""PDF, read by pypdf: text in the order of the file's own content streams."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.blocks import Parsed
from ingest.structure import page_lines, structure
from kb.errors import ReadError

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
        pages = list(_page_texts(reader))
        facts = reader.metadata
        title = facts.get("/Title") if facts else None
        date = facts.get("/CreationDate") if facts else None
    except (FileNotDecryptedError, DependencyError) as cause:
        raise ReadError("password") from cause
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    if not any(char.isalnum() for _, text in pages for char in text):
        raise ReadError("needs_ocr", pages=len(pages))
    return Parsed(
        blocks=tuple(structure(page_lines(pages))),
        title=str(title) if title else None,
        date=str(date) if date else None,
        pages=len(pages),
    )


def _page_texts(reader: pypdf.PdfReader) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(reader.pages, start=1):
        try:
            text = page.extract_text()
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            text = ""  # one page that cannot be read does not cost the others
        # A surrogate that stands alone cannot be stored; a nought ends text in some programs.
        yield number, _LIGATURE.sub(_apart, text.encode("utf-8", "ignore").decode().replace("\0", ""))


def _apart(ligature: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", ligature.group())
