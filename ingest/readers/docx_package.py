"""The parts of a Word file: body, styles, numbering and notes.

They are opened here rather than by python-docx, which refuses macro documents, templates, strict Open XML and files
that lack a picture. Macros are never looked at, and nothing outside of the file is opened.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.archive import Archive, open_archive
from ingest.office import main_part, related, title_and_date
from ingest.xml import Element, parse
from kb.errors import ReadError

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Strict files call the same elements by another name.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_NOTHING = b"<nothing/>"
# Word's own numbers have 32 bits.
_MOST_DIGITS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts that hold what a reader sees; parts that the file lacks are elements without children.

    `notes` are foot- and endnotes by kind and number, such as ``("footnote", "2")``.
    """

    body: Element
    styles: Element
    numbering: Element
    notes: dict[tuple[str, str], Element]
    title: str | None
    date: str | None


def open_package(content: bytes) -> Package:
    """Opens a Word file.

    Raises:
        ReadError: it is damaged, protected, or beyond the limits.
    """
    archive = open_archive(content)
    main = main_part(archive, posixpath.join("word", "document.xml"))
    body = _part(archive, main).find(f"{WORD}body")
    if body is None:
        raise ReadError("damaged", cause="body")
    title, date = title_and_date(archive)
    return Package(
        body=body,
        styles=_part(archive, related(archive, main, "styles")),
        numbering=_part(archive, related(archive, main, "numbering")),
        notes=dict(_notes(archive, main)),
        title=title,
        date=date,
    )


def _part(archive: Archive, name: str | None) -> Element:
    content = _NOTHING if name is None else archive.read(name)
    return parse(content.replace(_STRICT, WORD[1:-1].encode()))


def _notes(archive: Archive, main: str) -> Iterator[tuple[tuple[str, str], Element]]:
    for kind in ("footnote", "endnote"):
        for note in _part(archive, related(archive, main, f"{kind}s")).iterfind(f"{WORD}{kind}"):
            yield (kind, note.get(f"{WORD}id", "")), note


def value(parent: Element | None, name: str) -> str | None:
    """Returns the value that a property of Word states, empty where it states none; None without the property."""
    found = parent.find(f"{WORD}{name}") if parent is not None else None
    return str(found.get(f"{WORD}val", "")) if found is not None else None


def number(parent: Element | None, name: str) -> int | None:
    """Returns the number that a property states; None where it states none."""
    return whole((value(parent, name) or "").removesuffix("pt"))


def whole(text: str) -> int | None:
    """Returns a whole number of a size that documents have; None for any other text."""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) <= _MOST_DIGITS else None


def switch(parent: Element | None, name: str) -> bool | None:
    """Returns what a property switches: without a value it is on; None without the property."""
    stated = value(parent, name)
    return None if stated is None else stated not in ("0", "false", "off", "none")
