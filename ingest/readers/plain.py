"""Plain text in any encoding."""

from __future__ import annotations

from ingest.blocks import Parsed
from ingest.encoding import decode
from ingest.structure import structure, text_lines
from kb.errors import ReadError


def read_plain(content: bytes) -> Parsed:
    """Reads a text file.

    Raises:
        ReadError: it holds no text.
    """
    blocks = tuple(structure(text_lines(decode(content))))
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks)
