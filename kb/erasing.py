"""Erasing documents, and all that names a person: from the commit on nobody finds it; the files are scrubbed after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from kb import audit, suppression
from kb.bootstrap import KnowledgeBase
from kb.copies import Copies
from kb.erasure_plan import Concerned, Plan, concerned, plan_documents, plan_persons
from kb.erasure_rows import Prober, numbers_of, probe_rows, read_passages, remove_rows
from kb.erasure_store import Erasure, add_erasure
from kb.persons import Persons
from kb.probes import FILE_STEP
from kb.rows import StoredPassage, parts
from kb.schema import vectors
from kb.traces import Traces
from kb.types import Document

DOCUMENTS, PERSONS = "documents", "persons"

Planner = Callable[[sa.Connection], Plan]


def preview_documents(base: KnowledgeBase, ids: Sequence[str]) -> list[Concerned]:
    """Returns what erasing documents would take, by document.

    Raises:
        UnknownError: there is no document of one of the ids.
    """
    return _preview(base, lambda connection: plan_documents(connection, ids))


def preview_persons(base: KnowledgeBase, names: Sequence[str]) -> list[Concerned]:
    """Returns what erasing persons would take, by document.

    Raises:
        UsageError: a name is too short to tell a person.
    """
    persons = Persons(names)
    return _preview(base, lambda connection: plan_persons(connection, persons))


def erase_documents(base: KnowledgeBase, ids: Sequence[str], who: str) -> Erasure:
    """Removes documents, with the files inside them, and all that was made of them.

    Args:
        base: where they are.
        ids: theirs.
        who: whose decision it is.

    Raises:
        UnknownError: there is no document of one of the ids.
    """
    return _Erasing(base, who, None).carry_out(lambda connection: plan_documents(connection, ids))


def erase_persons(base: KnowledgeBase, names: Sequence[str], who: str) -> Erasure:
    """Removes all passages that name persons, and the originals of their documents.

    Args:
        base: where they are.
        names: of the persons, each in the spellings that occur.
        who: whose decision it is.

    Raises:
        UsageError: a name is too short to tell a person.
    """
    persons = Persons(names)
    return _Erasing(base, who, persons).carry_out(lambda connection: plan_persons(connection, persons))


def allow_persons(base: KnowledgeBase, names: Sequence[str], who: str) -> int:
    """Lets persons be named again by what is read from now on; returns how many spellings were suppressed."""
    with base.catalog.transaction(revises=False) as connection:
        key = suppression.key_of(base.config.home)
        count = suppression.allow_persons(connection, key, Persons(names).spellings)
        audit.note(connection, who, f"{PERSONS}.allow", "", {"count": count})
    return count


def allow_documents(base: KnowledgeBase, origins: Iterable[str], who: str) -> int:
    """Lets erased files, named by their paths, be read again; returns how many were suppressed."""
    with base.catalog.transaction(revises=False) as connection:
        key = suppression.key_of(base.config.home)
        count = sum(suppression.allow_documents(connection, key, origin) for origin in origins)
        audit.note(connection, who, f"{DOCUMENTS}.allow", "", {"count": count})
    return count


def _preview(base: KnowledgeBase, planner: Planner) -> list[Concerned]:
    with base.catalog.engine.connect() as connection:
        return concerned(connection, planner(connection))


class _Erasing:
    """One erasure: what goes, its fingerprints, and what is suppressed from now on."""

    def __init__(self, base: KnowledgeBase, who: str, persons: Persons | None) -> None:
        self._base = base
        self._who = who
        self._persons = persons
        self._key = suppression.key_of(base.config.home)
        self._prober = Prober(self._key, persons)

    def carry_out(self, planner: Planner) -> Erasure:
        with self._base.catalog.transaction() as connection:
            plan = planner(connection)
            numbers = numbers_of(connection, plan)
            taken = read_passages(connection, numbers)
            counts = {
                "documents": len(plan.documents),
                "passages": len(numbers),
                "vectors": _count_vectors(connection, numbers),
            }
            probe_rows(connection, plan, numbers, self._prober)
            remove_rows(connection, plan, numbers)
            counts |= self._remove_traces(connection, plan, taken)
            counts["originals"] = self._give_up_originals(connection, plan)
            self._suppress(connection, plan)
            subject = PERSONS if self._persons else DOCUMENTS
            return add_erasure(
                connection, subject=subject, who=self._signed(), counts=counts, probes=self._prober.maker.probes()
            )

    def _remove_traces(self, connection: sa.Connection, plan: Plan, taken: Sequence[StoredPassage]) -> dict[str, int]:
        texts: dict[str, list[str]] = {}
        for stored in taken:
            texts.setdefault(stored.document.id, []).append(stored.passage.text)
        phrases = {document.title for document in plan.documents}
        phrases |= {heading for stored in taken for heading in stored.passage.headings}
        copies = Copies(connection, {one.id for one in plan.documents}, texts, phrases, self._persons)
        traces = Traces(connection, copies, frozenset(stored.passage.id for stored in taken))
        counts = traces.remove()
        self._prober.data(traces.removed)
        return counts

    def _give_up_originals(self, connection: sa.Connection, plan: Plan) -> int:
        """Takes the fingerprints of the originals that nothing refers to any more; returns how many go."""
        reduced = {one.id for one in plan.reduced}
        held = self._base.catalog.documents_within(connection)
        # The same content in another place may be of a document that nothing is erased of.
        shared = {one.content_hash for one in held if one.id not in reduced}
        suppression.add_originals(connection, self._key, {one.content_hash for one in plan.reduced} - shared)
        gone = {one.content_hash for one in (*plan.documents, *plan.reduced)} - shared
        originals = self._base.originals
        there = [name for name in sorted(gone) if originals.path(name).is_file()]
        for name in there:
            self._prober.maker.add(originals.path(name).read_bytes(), FILE_STEP)
        return len(there)

    def _suppress(self, connection: sa.Connection, plan: Plan) -> None:
        if self._persons:
            suppression.add_persons(connection, self._key, self._persons.spellings)
        else:
            suppression.add_documents(connection, self._key, map(_file_of, plan.documents))

    def _signed(self) -> str:
        """Returns whose erasure it is, unless that is the very name that is erased."""
        named = self._persons is not None and self._persons.named_in(self._who)
        return "" if named else self._who


def _file_of(document: Document) -> tuple[str, str]:
    return document.origin, document.content_hash


def _count_vectors(connection: sa.Connection, numbers: Sequence[int]) -> int:
    counted = sa.select(sa.func.count()).select_from(vectors)
    return sum(connection.scalar(counted.where(vectors.c.number.in_(part))) or 0 for part in parts(list(numbers)))
