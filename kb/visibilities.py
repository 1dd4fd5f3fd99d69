"""Who may see which document, in the catalogue: what a document keeps when it is read again, and changing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from kb import audit, kinship
from kb.access import INTERNAL, PUBLIC
from kb.errors import UnknownError
from kb.file_names import INSIDE
from kb.schema import documents
from kb.types import Document


def kept_visibility(connection: sa.Connection, document: Document) -> str:
    """Returns who may see a document that is about to be written: as it was, or else as what it belongs to.

    A new one inside a file goes by the nearest file around it that is a document. Where none is, as with a message
    that is only its attachments, it goes by the others in there, by the narrowest of them.
    """
    around = list(_outwards(document.origin))
    held = _visibilities(connection, documents.c.origin.in_(around))
    known = next((held[origin] for origin in around if origin in held), None)
    if known is None and len(around) > 1:
        beside = _visibilities(connection, _inside(around[-1])).values()
        known = max(beside, key=_narrowness, default=None)
    return known or document.visibility


def set_visibility(connection: sa.Connection, document_id: str, visibility: str, who: str = "") -> None:
    """Sets who may see a document, and the documents inside its file; `who` decides it.

    Raises:
        UnknownError: there is no document of that id.
    """
    origin = connection.scalar(sa.select(documents.c.origin).where(documents.c.id == document_id))
    if origin is None:
        raise UnknownError("document_unknown")
    changed = _show(connection, [origin], visibility)
    audit.note(connection, who, "document.show_to", document_id, {"visibility": visibility, "documents": changed})


def show_files_to(connection: sa.Connection, origins: Iterable[str], visibility: str) -> None:
    """Sets who may see the documents of files, and those inside them; files without any are passed over."""
    changed = _show(connection, origins, visibility)
    if changed:
        audit.note(connection, "", "documents.show_to", "", {"visibility": visibility, "documents": changed})


def _show(connection: sa.Connection, origins: Iterable[str], visibility: str) -> int:
    changed = 0
    for origin in origins:
        theirs = sa.or_(documents.c.origin == origin, _inside(origin))
        other = sa.update(documents).where(theirs, documents.c.visibility != visibility)
        changed += connection.execute(other.values(visibility=visibility)).rowcount
    if changed:
        kinship.forget(connection)
    return changed


def _outwards(origin: str) -> Iterator[str]:
    """Yields a file's origin, and those of the files that it is inside of, the nearest first."""
    yield origin
    while INSIDE in origin:
        origin = origin.rpartition(INSIDE)[0]
        yield origin


def _inside(origin: str) -> sa.ColumnElement[bool]:
    """Returns the condition of documents inside a file, as a range of the index over origins."""
    first = origin + INSIDE
    return sa.and_(documents.c.origin >= first, documents.c.origin < first[:-1] + chr(ord(first[-1]) + 1))


def _visibilities(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> dict[str, str]:
    rows = connection.execute(sa.select(documents.c.origin, documents.c.visibility).where(condition))
    return {row.origin: row.visibility for row in rows}


def _narrowness(visibility: str) -> int:
    return {PUBLIC: 0, INTERNAL: 1}.get(visibility, 2)
