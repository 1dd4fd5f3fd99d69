"""What people filled in: the values of a PDF form's fields, each in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

from ingest.letters import Field
from ingest.readers.pdf_gate import DAMAGE

# A field may be part of another, and that of a third; forms have no more levels.
_LEVELS = 16
# Flags of a field and of its place on the page (ISO 32000-2, tables 167, 227 and 230): nobody sees what is hidden or is
# not viewed, and nobody is to see a password.
_HIDDEN, _NO_VIEW, _PASSWORD = 1 << 1, 1 << 5, 1 << 13


def fields_of(page: pypdf.PageObject) -> list[Field]:
    """Returns the texts that were filled in on a page and can be seen, as far as they can be read."""
    found: list[Field] = []
    with suppress(*DAMAGE):
        for reference in _annotations(page):
            with suppress(*DAMAGE):
                found.extend(_filled(reference.get_object()))
    return found


def _annotations(page: pypdf.PageObject) -> ArrayObject:
    held = page.get("/Annots")
    annotations = held.get_object() if held is not None else None
    return annotations if isinstance(annotations, ArrayObject) else ArrayObject()


def _filled(annotation: object) -> Iterator[Field]:
    """Yields the text of a field and its place, where it has both."""
    if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") != "/Widget":
        return
    value, kind = _inherited(annotation, "/V"), _inherited(annotation, "/FT")
    if kind in {"/Tx", "/Ch"} and isinstance(value, TextStringObject) and value.strip() and _is_shown(annotation):
        rectangle = annotation["/Rect"].get_object()
        left, bottom, right, top = map(float, rectangle if isinstance(rectangle, ArrayObject) else ())
        if left != right and bottom != top:
            yield Field(text=str(value), sides=(min(left, right), min(bottom, top), max(left, right), max(bottom, top)))


def _is_shown(annotation: DictionaryObject) -> bool:
    place, kind = _inherited(annotation, "/F"), _inherited(annotation, "/Ff")
    is_hidden = isinstance(place, int) and bool(place & (_HIDDEN | _NO_VIEW))
    return not is_hidden and not (isinstance(kind, int) and bool(kind & _PASSWORD))


def _inherited(annotation: DictionaryObject, key: str) -> object:
    """Returns what a field says, or the field that it is part of."""
    holder: object = annotation
    for _ in range(_LEVELS):
        if not isinstance(holder, DictionaryObject):
            return None
        if key in holder:
            return holder[key].get_object()
        parent = holder.get("/Parent")
        holder = parent.get_object() if parent is not None else None
    return None
