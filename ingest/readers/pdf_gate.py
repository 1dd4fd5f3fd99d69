"""What a PDF says of itself, told by pypdf: whether it may be read, its pages and their labels, what it carries."""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from dataclasses import dataclass

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import BooleanObject

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
    labels: tuple[str, ...]
    title: str | None
    date: str | None
    has_form: bool
    is_xfa: bool
    attachments: tuple[Attachment, ...]

    def page(self, number: int) -> pypdf.PageObject | None:
        """Returns a page by its number from 1, None where pypdf cannot read it.

        The first call walks the whole page tree, which takes 10 KB a page: most files are read without it.
        """
        try:
            return self.reader.pages[number - 1]
        except DAMAGE:
            return None


def open_gate(content: bytes) -> Gate | None:
    """Opens a PDF; None where it is too damaged for pypdf.

    Raises:
        ReadError: it needs a password, or has too many pages.
    """
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("password")
        pages = reader.root_object.raw_get("/Pages").get_object().get("/Count", 0)
        is_dynamic = reader.root_object.get("/NeedsRendering") == BooleanObject(value=True)
    except (FileNotDecryptedError, DependencyError) as cause:
        raise ReadError("password") from cause
    except DAMAGE:
        return None
    if isinstance(pages, int):
        check_pages(pages)
    return _gate(reader, is_dynamic=is_dynamic)


def check_pages(pages: int) -> None:
    """Rejects a file of too many pages.

    Raises:
        ReadError: it has more than are read.
    """
    if pages > MOST_PAGES:
        raise ReadError("too_many_pages", pages=pages, most=MOST_PAGES)


def _gate(reader: pypdf.PdfReader, *, is_dynamic: bool) -> Gate:
    title, date = _facts(reader)
    form = _form(reader)
    return Gate(
        reader=reader,
        labels=_labels(reader),
        title=title,
        date=date,
        has_form=form is not None,
        is_xfa=is_dynamic or (form is not None and "/XFA" in form),
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
    with suppress(*DAMAGE):
        for held in reader.attachment_list:
            if len(found) == MOST_ATTACHMENTS:
                break
            with suppress(*DAMAGE):
                found.append(Attachment(name=held.alternative_name or held.name, content=held.content))
    return tuple(found)
