"""Bytes to text, whatever their encoding."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 2048


def decode(content: bytes) -> str:
    """Returns the text of a file: by its byte order mark, as UTF-8, as it declares itself, or as it looks."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _tidy(content.decode(encoding, "replace"))
    try:
        return _tidy(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _tidy(_decode_declared(content) or _decode_as_it_looks(content))


def _decode_declared(content: bytes) -> str | None:
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    try:
        return content.decode(declared.group(1).decode("ascii")) if declared else None
    except (LookupError, UnicodeError):
        return None


def _decode_as_it_looks(content: bytes) -> str:
    """Western European first: the four languages are written in it, and few bytes tell it from its neighbours."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return str(from_bytes(content).best() or content.decode("latin-1"))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\f", "\n\n")
