"""What a PDF says of itself, told by pypdf: whether it may be read, its pages and their labels, what it carries."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.blocks import Attachment
from ingest.limits import MOST_ATTACHMENTS, MOST_PAGES
from kb.errors import ReadError

# pypdf reports each oddity of a file; what matters to a reader ends in the file's status.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# What pypdf raises on files that are not what they seem.
DAMAGE = (
    PyPdfError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    NotImplementedError,
    AssertionError,
    OverflowError,
    ZeroDivisionError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An open PDF; `labels` are what is printed on its pages, empty where that is just their number."""

    reader: pypdf.PdfReader
    pages: int
    labels: tuple[str, ...]
    title: str | None
    date: str | None
    has_form: bool
    is_xfa: bool
    attachments: tuple[Attachment, ...]


def open_gate(content: bytes) -> Gate | None:
    """Opens a PDF; None where it is too damaged for pypdf.

    Raises:
        ReadError: it needs a password, or has too many pages.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("password")
        pages = len(reader.pages)
    except (FileNotDecryptedError, DependencyError) as cause:
        raise ReadError("password") from cause
    except DAMAGE:
        return None
    if pages > MOST_PAGES:
        raise ReadError("too_many_pages", pages=pages, most=MOST_PAGES)
    return _gate(reader, pages)


def _gate(reader: pypdf.PdfReader, pages: int) -> Gate:
    title, date = _facts(reader)
    form = _form(reader)
    return Gate(
        reader=reader,
        pages=pages,
        labels=_labels(reader),
        title=title,
        date=date,
        has_form=form is not None,
        is_xfa=(form is not None and "/XFA" in form) or "/NeedsRendering" in reader.root_object,
        attachments=_attachments(reader),
    )


def _facts(reader: pypdf.PdfReader) -> tuple[str | None, str | None]:
    try:
        facts = reader.metadata
        title, date = (facts.get("/Title"), facts.get("/CreationDate")) if facts else (None, None)
    except DAMAGE:
        return None, None
    return str(title) if title else None, str(date) if date else None


def _form(reader: pypdf.PdfReader) -> pypdf.generic.DictionaryObject | None:
    try:
        form = reader.root_object.get("/AcroForm")
        found = form.get_object() if form is not None else None
    except DAMAGE:
        return None
    return found if isinstance(found, pypdf.generic.DictionaryObject) else None


def _labels(reader: pypdf.PdfReader) -> tuple[str, ...]:
    try:
        return tuple(reader.page_labels) if "/PageLabels" in reader.root_object else ()
    except DAMAGE:
        return ()


def _attachments(reader: pypdf.PdfReader) -> tuple[Attachment, ...]:
    """Returns the files inside the file, as far as they can be read."""
    found: list[Attachment] = []
    try:
        for held in reader.attachment_list:
            if len(found) == MOST_ATTACHMENTS:
                break
            found.append(Attachment(name=held.alternative_name or held.name, content=held.content))
    except DAMAGE:
        pass
    return tuple(found)
