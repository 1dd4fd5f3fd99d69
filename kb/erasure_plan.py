"""What an erasure takes: whole documents, passages of others, and the originals that must go with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from kb.admission import texts_of
from kb.errors import UnknownError
from kb.file_names import INSIDE
from kb.persons import Persons
from kb.rows import StoredPassage, stored_passages, to_document
from kb.schema import documents, passages, sources
from kb.types import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """A document that an erasure concerns: with how many passages, and whether all of it goes."""

    document: Document
    passages: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes.

    Attributes:
        documents: those that go as a whole.
        passages: those of other documents, by number, with the document that each is of.
        files: origins of files that gave no document and are noted all the same.
        reduced: documents that stay, and whose originals go.
    """

    documents: tuple[Document, ...] = ()
    passages: dict[int, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    reduced: tuple[Document, ...] = ()


def plan_documents(connection: sa.Connection, ids: Sequence[str]) -> Plan:
    """Returns what goes with documents: also the files inside them, and the originals of the files that they are in.

    Raises:
        UnknownError: there is no document of one of the ids.
    """
    held = _documents(connection)
    chosen = [_known(held, name) for name in dict.fromkeys(ids)]
    origins = {document.origin for document in chosen}
    whole = [one for one in held.values() if one.origin in origins or _is_inside(one.origin, origins)]
    files = [origin for origin in _files(connection) if _is_inside(origin, origins)]
    return Plan(documents=tuple(whole), files=tuple(files), reduced=_around(held.values(), whole, ()))


def plan_persons(connection: sa.Connection, persons: Persons) -> Plan:
    """Returns what goes with all that names a person.

    A document goes as a whole if its title, source or origin does, or nothing would be left of it.
    """
    held = _documents(connection)
    named = {one.id for one in held.values() if persons.named_in(one.title, one.source, one.origin)}
    origins = {held[name].origin for name in named}
    named |= {one.id for one in held.values() if _is_inside(one.origin, origins)}
    found = {n: document for n, document in _naming(connection, persons) if document not in named}
    named |= _emptied(connection, found)
    whole = [one for one in held.values() if one.id in named]
    left = {number: document for number, document in found.items() if document not in named}
    partly = {held[document] for document in left.values()}
    files = [name for name in _files(connection) if persons.named_in(name) or _is_inside(name, origins)]
    return Plan(
        documents=tuple(whole), passages=left, files=tuple(files), reduced=_around(held.values(), whole, partly)
    )


def concerned(connection: sa.Connection, plan: Plan) -> list[Concerned]:
    """Returns the documents that a plan concerns, in order of source."""
    counted = sa.select(passages.c.document_id, sa.func.count()).group_by(passages.c.document_id)
    sizes = {row[0]: row[1] for row in connection.execute(counted)}
    whole = [Concerned(document=one, passages=sizes.get(one.id, 0), whole=True) for one in plan.documents]
    taken = Counter(plan.passages.values())
    partly = [Concerned(document=one, passages=taken[one.id], whole=False) for one in plan.reduced]
    return sorted([*whole, *partly], key=lambda one: one.document.source)


def _documents(connection: sa.Connection) -> dict[str, Document]:
    return {row["id"]: to_document(row) for row in connection.execute(sa.select(documents)).mappings()}


def _files(connection: sa.Connection) -> list[str]:
    """Returns the origins of the files that gave no document."""
    return list(connection.scalars(sa.select(sources.c.origin).where(sources.c.document_id.is_(None))))


def _known(held: dict[str, Document], name: str) -> Document:
    if name not in held:
        raise UnknownError("document_unknown")
    return held[name]


def _is_inside(origin: str, origins: Collection[str]) -> bool:
    return any(outer in origins for outer in _outer(origin))


def _outer(origin: str) -> Iterator[str]:
    """Yields the origins of the files that a file is in."""
    parts = origin.split(INSIDE)
    return (INSIDE.join(parts[:count]) for count in range(1, len(parts)))


def _around(
    held: Collection[Document], whole: Collection[Document], partly: Collection[Document]
) -> tuple[Document, ...]:
    """Returns the documents that stay without their originals: of which passages go, or in which such a file lies."""
    gone = {one.id for one in whole}
    around = {origin for one in (*whole, *partly) for origin in _outer(one.origin)}
    return tuple(one for one in held if one.id not in gone and (one in partly or one.origin in around))


def _naming(connection: sa.Connection, persons: Persons) -> Iterator[tuple[int, str]]:
    # What is read of a passage is what its texts are taken from when it is written.
    every: list[StoredPassage] = stored_passages(connection, sa.true())
    for stored in every:
        if persons.named_in(*texts_of(stored.passage)):
            yield stored.number, stored.document.id


def _emptied(connection: sa.Connection, found: dict[int, str]) -> set[str]:
    """Returns the documents of which no passage would be left."""
    taken = Counter(found.values())
    counted = sa.select(passages.c.document_id, sa.func.count()).group_by(passages.c.document_id)
    return {document for document, count in connection.execute(counted) if taken[document] == count}
