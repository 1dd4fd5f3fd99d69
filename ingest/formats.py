"""What a file is, told by its content; its name only decides between kinds of plain text."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import NoReturn

from ingest.archive import Archive, open_archive
from ingest.encoding import byte_order, decode
from kb.errors import ReadError, UnsupportedError


class Format(StrEnum):
    """The formats that are read."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    HTML = "html"
    MARKDOWN = "markdown"
    EML = "eml"
    CSV = "csv"
    TEXT = "text"


# What a zip file holds tells what it is, macros or not; these come first, for an XLSB has an xl/ folder too.
_UNREAD_PARTS = (
    ("xl/workbook.bin", "Excel (XLSB)", "XLSX"),
    ("index/document.iwa", "Apple iWork (Pages, Numbers, Keynote)", "PDF"),
    ("index.zip", "Apple iWork (Pages, Numbers, Keynote)", "PDF"),
    ("index.apxl", "Apple iWork (Keynote)", "PDF"),
    ("visio/document.xml", "Visio (VSDX)", "PDF"),
)
_ZIP_PARTS = (("word/", Format.DOCX), ("ppt/", Format.PPTX), ("xl/", Format.XLSX))
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.([a-z]+)")
_OPEN_DOCUMENTS = {
    "spreadsheet": ("OpenDocument (ODS)", "XLSX"),
    "presentation": ("OpenDocument (ODP)", "PPTX / PDF"),
}
_EPUB = b"application/epub+zip"

# What a file begins with that is read by nobody here.
_UNREAD_STARTS = (
    (b"{\\rtf", "RTF", "DOCX / PDF"),
    (b"\x89PNG\r\n", "PNG", "PDF"),
    (b"\xff\xd8\xff", "JPEG", "PDF"),
    (b"II*\0", "TIFF", "PDF"),
    (b"MM\0*", "TIFF", "PDF"),
    (b"GIF8", "GIF", "PDF"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams inside such a file, by which it is told; others are drawings, projects and the like.
_OLE_ENCRYPTED = "EncryptedPackage"
_OLE_STREAMS = (
    ("__properties_version1.0", "Outlook (MSG)", "EML / PDF"),
    ("WordDocument", "Word 97-2003 (DOC)", "DOCX / PDF"),
    ("PowerPoint Document", "PowerPoint 97-2003 (PPT)", "PPTX / PDF"),
    ("Workbook", "Excel 97-2003 (XLS)", "XLSX"),
)
_BEFORE_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->\s*", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*(?:MIME-Version|Message-ID|Received|From|Subject):",
    re.IGNORECASE,
)
_MARKDOWN_LINE = re.compile(rb"^(?:#{1,6} \S|[ \t]*[-*] \[[ x]\] |```|\[[^\]]+\]: \S)", re.MULTILINE)
_MARKDOWN_ENDINGS = (".md", ".markdown")
_TABLE_ENDINGS = (".csv", ".tsv", ".tab")
# A PDF's mark may stand behind a few bytes that another program put before it.
_PDF_MARK_WITHIN = 1024
_PROBE = 8192
_FIRST_PRINTABLE = 0x20
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sniff(content: bytes, name: str) -> Format:
    """Returns the format of a file.

    Args:
        content: all of it.
        name: its name.

    Raises:
        UnsupportedError: a known format that is not read; the message says what to save it as.
        ReadError: it is empty, damaged, protected by a password, or an archive over the limits.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise ReadError("empty_file")
    if b"%PDF-" in content[:_PDF_MARK_WITHIN]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _sniff_zip(content)
    if content.startswith(_OLE):
        _reject_ole(content)
    for start, found, save_as in _UNREAD_STARTS:
        if content.startswith(start):
            raise UnsupportedError("unsupported", format=found, save_as=save_as)
    return _sniff_text(content, name)


def _sniff_zip(content: bytes) -> Format:
    """Returns the format of an archive, all of whose parts are within the limits."""
    archive = open_archive(content)
    for part, found, save_as in _UNREAD_PARTS:
        if part in archive:
            raise UnsupportedError("unsupported", format=found, save_as=save_as)
    known = (found for part, found in _ZIP_PARTS if any(name.startswith(part) for name in archive.names))
    format_ = next(known, None) or _sniff_open_document(archive)
    archive.check()
    return format_


def _sniff_open_document(archive: Archive) -> Format:
    stated = b" ".join(archive.read(name) for name in ("mimetype", "META-INF/manifest.xml") if name in archive)
    if _EPUB in stated:
        raise UnsupportedError("unsupported", format="EPUB", save_as="PDF")
    kind = _OPEN_DOCUMENT.search(stated)
    if kind is None:
        raise UnsupportedError("unknown_type")
    name = kind.group(1).decode()
    if name == "text":
        return Format.ODT
    found, save_as = _OPEN_DOCUMENTS.get(name, ("OpenDocument", "PDF"))
    raise UnsupportedError("unsupported", format=found, save_as=save_as)


def _reject_ole(content: bytes) -> NoReturn:
    if _OLE_ENCRYPTED.encode("utf-16-le") in content:
        raise ReadError("password")
    for stream, found, save_as in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            raise UnsupportedError("unsupported", format=found, save_as=save_as)
    raise UnsupportedError("unsupported", format="Microsoft Office 97-2003", save_as="PDF")


def _sniff_text(content: bytes, name: str) -> Format:
    start = _start(content)
    lower = name.lower()
    if _is_binary(start):
        raise UnsupportedError("unknown_type")
    if lower.endswith(".eml") or (_MAIL.match(start) and b"mime-version:" in start.lower()):
        return Format.EML
    if _begins_as_html(start):
        return Format.HTML
    if lower.endswith(_MARKDOWN_ENDINGS):
        return Format.MARKDOWN
    if start.lstrip()[:1] in (b"{", b"[") and _is_json(content):
        raise UnsupportedError("unknown_type")
    if lower.endswith(_TABLE_ENDINGS):
        return Format.CSV
    return Format.MARKDOWN if _MARKDOWN_LINE.search(start) and not lower.endswith(".txt") else Format.TEXT


def _begins_as_html(start: bytes) -> bool:
    """Tells whether a text begins as HTML does, perhaps behind a declaration and comments.

    Not by one pattern: Python 3.11 now and then misses a match where a possessive repeat stands within another.
    """
    before = _BEFORE_HTML.match(start)
    place = before.end() if before else 0
    while comment := _COMMENT.match(start, place):
        place = comment.end()
    return _HTML.match(start, place) is not None


def _start(content: bytes) -> bytes:
    """Returns how a text begins, without its mark; what is UTF-16, with or without one, as UTF-8."""
    start = content[:_PROBE]
    if start.startswith(_WIDE_MARKS) or byte_order(start):
        return decode(start).encode("utf-8", "replace")
    return start.removeprefix(_MARK)


def _is_binary(start: bytes) -> bool:
    """Tells whether bytes are no text in any encoding that begins with letters."""
    control = sum(byte < _FIRST_PRINTABLE and byte not in b"\t\n\r\f\x1b" for byte in start)
    return b"\0" in start or control > len(start) // 20


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
