"""What people wrote of what is erased: records, decisions, feedback and names of files, without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kb.named import MARK, Names
from kb.practices import FIELDS
from kb.schema import audit, decisions, feedback, job_files, keys, practice_events, practices
from kb.text import fold

_NAMED_COLUMNS = {
    decisions: ("who", "note"),
    practice_events: ("who", "note"),
    feedback: ("who", "question", "note"),
    audit: ("who",),
    keys: ("name",),
    job_files: ("name",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What is erased, as far as people's writings may hold it.

    `documents` go as a whole, of `partly` only passages; `texts` are those of all passages that go, folded.
    """

    documents: frozenset[str]
    partly: frozenset[str]
    texts: tuple[str, ...]
    names: Names

    def holds(self, document_id: str, quote: str) -> bool:
        """Tells whether a quote is erased."""
        said = document_id in self.partly and self._is_said(quote)
        return document_id in self.documents or said or self.names.in_text(quote)

    def _is_said(self, text: str) -> bool:
        folded = " ".join(fold(text).split())
        return bool(folded) and any(folded in said for said in self.texts)

    def title(self, text: str) -> str:
        """Returns a title, or a mark where it was taken from what is erased."""
        return MARK if self._is_said(text) else text


def erase_from_decisions(connection: sa.Connection, gone: Gone) -> int:
    """Removes the decisions on what is erased, and returns how many."""
    rows = connection.execute(sa.select(decisions.c.id, decisions.c.document_id, decisions.c.quote)).all()
    concerned = [row.id for row in rows if gone.holds(row.document_id, row.quote)]
    concerned += _undone_by(connection, set(concerned))
    return _delete(connection, decisions, concerned)


def erase_from_practices(connection: sa.Connection, gone: Gone) -> int:
    """Takes what is erased out of all records and their histories; returns how many records were touched."""
    touched: set[str] = set()
    rows = connection.execute(sa.select(practice_events).order_by("id")).mappings().all()
    left: dict[str, Any] = {}
    dropped: list[int] = []
    for row in rows:
        content = _without(row["content"], gone)
        if content is None:
            dropped.append(row["id"])
        else:
            left[row["practice_id"]] = content
        if content != row["content"]:
            touched.add(row["practice_id"])
            changed = sa.update(practice_events).where(practice_events.c.id == row["id"])
            connection.execute(changed.values(content=content or {}))
    _delete(connection, practice_events, dropped)
    for practice_id in touched:
        own = practices.c.id == practice_id
        if practice_id in left:
            connection.execute(sa.update(practices).where(own).values(content=left[practice_id]))
        else:
            connection.execute(sa.delete(practices).where(own))
    return len(touched)


def erase_from_the_rest(connection: sa.Connection, gone: Gone) -> None:
    """Removes feedback on documents that are erased, the names of their files, and names of persons everywhere."""
    for document_id in gone.documents:
        connection.execute(sa.delete(feedback).where(feedback.c.document_id == document_id))
        own = job_files.c.document_id == document_id
        connection.execute(sa.update(job_files).where(own).values(name=MARK, reason_values=None))
    if gone.names.spellings:
        for table, columns in _NAMED_COLUMNS.items():
            _take_names_out(connection, table, columns, gone.names)


def _take_names_out(connection: sa.Connection, table: sa.Table, columns: tuple[str, ...], names: Names) -> None:
    primary = list(table.primary_key.columns)
    for row in connection.execute(sa.select(*primary, *(table.c[name] for name in columns))).mappings().all():
        changed = {name: text for name in columns if (text := names.taken_out(row[name])) != row[name]}
        if changed:
            own = sa.and_(*(column == row[column.name] for column in primary))
            connection.execute(sa.update(table).where(own).values(changed))


def _without(content: dict[str, Any], gone: Gone) -> dict[str, Any] | None:
    """Returns a record without what is erased; None if it rests on nothing else."""

    def is_gone(citation: dict[str, Any]) -> bool:
        return gone.holds(citation["document_id"], citation["quote"])

    if not any(is_gone(citation) for citation in _citations(content)):
        return _named(content, gone)
    held = {field: [one for one in content[field] if not any(map(is_gone, one["evidence"]))] for field in FIELDS}
    left = {**content, **held, "evidence": [one for one in content["evidence"] if not is_gone(one)]}
    if not any(True for _ in _citations(left)):
        return None
    return _named({**left, "title": gone.title(left["title"])}, gone)


def _named(content: dict[str, Any], gone: Gone) -> dict[str, Any]:
    found: dict[str, Any] = gone.names.taken_out_of(content) if gone.names.spellings else content
    return found


def _citations(content: dict[str, Any]) -> list[dict[str, Any]]:
    said = [citation for field in FIELDS for statement in content[field] for citation in statement["evidence"]]
    return [*said, *content["evidence"]]


def _undone_by(connection: sa.Connection, undone: set[int]) -> list[int]:
    rows = connection.execute(sa.select(decisions.c.id, decisions.c.undoes)).all()
    return [row.id for row in rows if row.undoes in undone and row.id not in undone]


def _delete(connection: sa.Connection, table: sa.Table, ids: list[int]) -> int:
    for number in ids:
        connection.execute(sa.delete(table).where(table.c.id == number))
    return len(ids)
