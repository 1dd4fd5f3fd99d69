"""Erasing: from one transaction on nobody finds it; then no byte of it is left in any file, and a receipt says so."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import sqlalchemy as sa

from kb import lexical
from kb.bootstrap import KnowledgeBase
from kb.embeddings import stored_vectors
from kb.erasure_plan import Plan
from kb.erasure_records import Gone, erase_from_decisions, erase_from_practices, erase_from_the_rest
from kb.errors import UnknownError
from kb.moments import now, written
from kb.probes import fingerprints
from kb.rows import StoredPassage, parts
from kb.schema import erasures
from kb.suppression import suppress, to_suppress
from kb.text import fold
from kb.types import Document

_SUBJECTS = {False: "documents", True: "persons"}


class ErasureState(StrEnum):
    """`deleted`: nobody finds it any more; `done`: no byte of it is left."""

    DELETED = "deleted"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure, without what was erased; `receipt` is there once no byte is left."""

    id: str
    at: str
    who: str
    subject: str
    state: ErasureState
    counts: dict[str, int]
    receipt: dict[str, Any] | None


def erase(base: KnowledgeBase, plan: Plan, *, who: str) -> Erasure:
    """Removes what is planned from the catalogue, in one transaction; `kb.scrubbing` sees to the files.

    It waits for a document that is just being written, not for a whole ingest.
    """
    catalog = base.catalog
    suppressed = to_suppress(catalog)
    stored = [*plan.passages, *(one for document in plan.documents for one in catalog.passages_of(document.id))]
    gone = Gone(
        documents=frozenset(document.id for document in plan.documents),
        partly=frozenset(document.id for document in plan.emptied_originals),
        texts=tuple(" ".join(fold(one.passage.text).split()) for one in stored),
        names=plan.names,
    )
    row = _row(plan, who)
    with catalog.transaction() as connection:
        key = int.from_bytes(secrets.token_bytes(8), "little")
        contents = list(_contents(base, connection, plan, stored))
        lexical.remove(connection, [one.number for one in stored])
        catalog.remove_passages(connection, [one.number for one in plan.passages])
        for document in plan.documents:
            catalog.remove_document(connection, document.id)
            suppress(connection, suppressed.of_file(document.origin, document.content_hash))
        for document in plan.emptied_originals:
            suppress(connection, suppressed.of_original(document.content_hash))
        suppress(connection, suppressed.of_names(plan.names))
        row["counts"] |= {
            "passages": len(stored),
            "decisions": erase_from_decisions(connection, gone),
            "practices": erase_from_practices(connection, gone),
        }
        erase_from_the_rest(connection, gone)
        prints = fingerprints(contents, key)
        row["probes"] = np.concatenate([np.array([key], np.uint64), prints]).tobytes()
        connection.execute(sa.insert(erasures), row)
    return erasure(base, row["id"])


def erasure(base: KnowledgeBase, erasure_id: str) -> Erasure:
    """Returns an erasure.

    Raises:
        UnknownError: there is none of that id.
    """
    found = next((one for one in all_erasures(base) if one.id == erasure_id), None)
    if found is None:
        raise UnknownError("erasure_unknown")
    return found


def all_erasures(base: KnowledgeBase) -> list[Erasure]:
    """Returns all erasures, the last one first."""
    with base.catalog.engine.connect() as connection:
        rows = connection.execute(sa.select(erasures).order_by(erasures.c.at.desc(), erasures.c.id)).mappings()
        return [
            Erasure(
                id=row["id"],
                at=row["at"],
                who=row["who"],
                subject=row["subject"],
                state=ErasureState(row["state"]),
                counts=row["counts"],
                receipt=row["receipt"],
            )
            for row in rows
        ]


def _row(plan: Plan, who: str) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(8),
        "at": written(now()),
        "who": who,
        "subject": _SUBJECTS[bool(plan.names.spellings)],
        "state": ErasureState.DELETED.value,
        "counts": {"documents": len(plan.documents), "originals": len(plan.documents) + len(plan.emptied_originals)},
        "receipt": None,
    }


def _contents(
    base: KnowledgeBase, connection: sa.Connection, plan: Plan, stored: list[StoredPassage]
) -> Iterator[bytes]:
    """Yields what is to be looked for afterwards: texts, as written and as indexed, vectors and files."""
    for one in stored:
        yield from (one.passage.text.encode(), one.passage.context.encode())
    for part in parts([one.number for one in stored]):
        yield from lexical.indexed_texts(connection, part)
        yield from stored_vectors(connection, part)
    documents: dict[str, Document] = {one.id: one for one in (*plan.documents, *plan.emptied_originals)}
    for document in documents.values():
        path = base.originals.path(document.content_hash)
        if path.is_file():
            yield path.read_bytes()
