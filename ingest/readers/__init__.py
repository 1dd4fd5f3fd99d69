"""One reader a format: bytes in, blocks in reading order out."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from ingest.blocks import Parsed
from ingest.formats import Format
from ingest.manuals import mark_manual
from ingest.options import ReadOptions
from ingest.speech import mark_speech

# By name, so that a run that reads nothing anew loads none of the libraries behind them.
_READERS = {
    Format.PDF: ("ingest.readers.pdf", "read_pdf"),
    Format.DOCX: ("ingest.readers.docx", "read_docx"),
    Format.PPTX: ("ingest.readers.slides", "read_slides"),
    Format.XLSX: ("ingest.readers.sheets", "read_workbook"),
    Format.CSV: ("ingest.readers.sheets", "read_csv"),
    Format.ODT: ("ingest.readers.odt", "read_odt"),
    Format.EML: ("ingest.readers.mail", "read_mail"),
    Format.HTML: ("ingest.readers.html", "read_html"),
    Format.MARKDOWN: ("ingest.readers.markdown", "read_markdown"),
    Format.TEXT: ("ingest.readers.plain", "read_plain"),
}


def read(content: bytes, found: Format, options: ReadOptions = ReadOptions()) -> Parsed:  # noqa: B008 - frozen
    """Reads a file of a known format.

    Args:
        content: all of it.
        found: its format.
        options: what the PDF reader is told; the others have no pages to wait for.

    Raises:
        ReadError: it cannot be read; the key says why.
    """
    module, name = _READERS[found]
    told = (options,) if found is Format.PDF else ()
    parsed: Parsed = getattr(import_module(module), name)(content, *told)
    return replace(parsed, blocks=mark_speech(mark_manual(parsed.blocks)))
