"""What a file is, told by its content; its name only decides between kinds of plain text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from enum import StrEnum

from kb.errors import ReadError, UnsupportedError


class Format(StrEnum):
    """The formats that are read."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


# What a zip file holds tells what it is.
_ZIP_PARTS = (
    ("word/", Format.DOCX),
    ("ppt/", "PowerPoint (PPTX)"),
    ("xl/", "Excel (XLSX)"),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The stream that every Outlook message has.
_OLE_MESSAGE = "__properties_version1.0".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--(?:(?!-->).)*+-->\s*+)*+)<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*(?:MIME-Version|Message-ID|Received|From|Subject):",
    re.IGNORECASE,
)
_MARKDOWN_LINE = re.compile(rb"^(?:#{1,6} \S|\s*[-*] \[[ x]\] |```|\[[^\]]+\]: \S)", re.MULTILINE)
_MARKDOWN_ENDINGS = (".md", ".markdown")
# A PDF's mark may stand behind a few bytes that another program put before it.
_PDF_MARK_WITHIN = 1024
_PROBE = 8192
_FIRST_PRINTABLE = 0x20


def sniff(content: bytes, name: str) -> Format:
    """Returns the format of a file.

    Args:
        content: all of it.
        name: its name.

    Raises:
        UnsupportedError: a known format that is not read; the message says what to save it as.
        ReadError: it is empty or protected by a password.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise ReadError("empty_file")
    if b"%PDF-" in content[:_PDF_MARK_WITHIN]:
        return Format.PDF
    if content.startswith(b"PK\x03\x04"):
        return _sniff_zip(content)
    if content.startswith(_OLE):
        return _reject_ole(content)
    if content.startswith(b"{\\rtf"):
        raise UnsupportedError("unsupported", format="RTF")
    return _sniff_text(content, name)


def _sniff_zip(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as cause:
        raise ReadError("damaged", cause=cause) from cause
    for part, found in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            if isinstance(found, Format):
                return found
            raise UnsupportedError("unsupported", format=found)
    if _OPEN_DOCUMENT in content[:_PROBE]:
        raise UnsupportedError("unsupported", format="OpenDocument")
    raise UnsupportedError("unknown_type")


def _reject_ole(content: bytes) -> Format:
    if _OLE_ENCRYPTED in content:
        raise ReadError("password")
    if _OLE_MESSAGE in content:
        raise UnsupportedError("unsupported", format="Outlook (MSG)")
    raise UnsupportedError("unsupported", format="Office 97-2003 (DOC, XLS, PPT)")


def _sniff_text(content: bytes, name: str) -> Format:
    start = content[:_PROBE].removeprefix(b"\xef\xbb\xbf")
    if _is_binary(start):
        raise UnsupportedError("unknown_type")
    if _HTML.match(start):
        return Format.HTML
    if name.lower().endswith(_MARKDOWN_ENDINGS):
        return Format.MARKDOWN
    if name.lower().endswith(".eml") or (_MAIL.match(start) and b"MIME-Version" in start):
        raise UnsupportedError("unsupported", format="E-mail (EML)")
    if start.lstrip()[:1] in (b"{", b"[") and _is_json(content):
        raise UnsupportedError("unknown_type")
    if name.lower().endswith((".csv", ".tsv")):
        raise UnsupportedError("unsupported", format="CSV")
    return Format.MARKDOWN if _MARKDOWN_LINE.search(start) and not name.lower().endswith(".txt") else Format.TEXT


def _is_binary(start: bytes) -> bool:
    """Tells whether bytes are no text in any encoding: UTF-16 has noughts, but begins with its mark."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(byte < _FIRST_PRINTABLE and byte not in b"\t\n\r\f\x1b" for byte in start)
    return b"\0" in start or control > len(start) // 20


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
