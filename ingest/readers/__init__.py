"""One reader a format: bytes in, blocks in reading order out."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from ingest.blocks import Parsed
from ingest.formats import Format
from ingest.speech import mark_speech

# By name, so that a run that reads nothing anew loads none of the libraries behind them.
_READERS = {
    Format.PDF: ("ingest.readers.pdf", "read_pdf"),
    Format.DOCX: ("ingest.readers.docx", "read_docx"),
    Format.HTML: ("ingest.readers.html", "read_html"),
    Format.MARKDOWN: ("ingest.readers.markdown", "read_markdown"),
    Format.TEXT: ("ingest.readers.plain", "read_plain"),
}


def read(content: bytes, found: Format) -> Parsed:
    """Reads a file of a known format.

    Raises:
        ReadError: it cannot be read; the key says why.
    """
    module, name = _READERS[found]
    parsed: Parsed = getattr(import_module(module), name)(content)
    return replace(parsed, blocks=mark_speech(parsed.blocks))
