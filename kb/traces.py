"""The rows of the catalogue that people wrote, or files were noted in: they lose what is erased and keep the rest.

Decisions, citations, remarks and items of dossiers that rest on it go; in all other texts a neutral mark takes the
place of what was copied from it and of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from kb.admission import ERASED
from kb.copies import Copies
from kb.decided import relabel
from kb.persons import MARK, strings_of
from kb.practices import FIELDS
from kb.schema import (
    audit,
    decisions,
    dossier_items,
    dossiers,
    erasures,
    feedback,
    job_files,
    jobs,
    keys,
    practice_events,
    practices,
    sources,
)
from kb.text import words

# Tables whose rows stay, and their columns that people, or the names of files, filled.
_WRITTEN: tuple[tuple[sa.Table, tuple[str, ...]], ...] = (
    (decisions, ("who", "note")),
    (practice_events, ("who", "note")),
    (feedback, ("who", "question", "note")),
    (dossiers, ("owner", "title")),
    (dossier_items, ("note",)),
    (job_files, ("name", "origin", "reason_values")),
    (jobs, ("who", "idempotency_key")),
    (keys, ("name",)),
    (audit, ("who", "subject", "details")),
    (erasures, ("who",)),
    (sources, ("reason_values",)),
)
# Texts of a record that are people's own; names of partnerships, themes and states are the project's.
_TEXTS = ("title", "maturity_reason", "contact_role", "withdrawn_reason")


class Traces:
    """Removes what people wrote of what is erased; `removed` are the texts that went, as they were.

    Args:
        connection: the catalogue, in the transaction of the erasure.
        copies: tells what is of it.
        passages: ids of the passages that are gone.
    """

    def __init__(self, connection: sa.Connection, copies: Copies, passages: frozenset[str]) -> None:
        self.removed: list[str] = []
        self._connection = connection
        self._copies = copies
        self._passages = passages

    def remove(self) -> dict[str, int]:
        """Removes them; returns how many decisions, citations, remarks and items of dossiers went."""
        counts = {"decisions": self._decisions(), "remarks": self._remarks(), "citations": self._records()}
        counts["dossier_items"] = self._dossiers()
        self._files()
        for table, columns in _WRITTEN:
            self._redact(table, columns)
        return counts

    def _decisions(self) -> int:
        rows = self._rows(decisions)
        gone = [row for row in rows if self._copies.is_quote(row["document_id"], row["quote"])]
        self._drop(decisions, gone)
        quotes: dict[str, set[str]] = {}
        for row in gone:
            quotes.setdefault(row["document_id"], set()).add(row["quote"])
        for document, said in quotes.items():
            if document not in self._copies.documents:
                relabel(self._connection, document, said)
        return len(gone)

    def _remarks(self) -> int:
        gone = [
            row
            for row in self._rows(feedback)
            if row["document_id"] in self._copies.documents or row["passage_id"] in self._passages
        ]
        self._drop(feedback, gone)
        return len(gone)

    def _dossiers(self) -> int:
        collected = [row for row in self._rows(dossier_items) if row["document_id"]]
        gone = [
            row
            for row in collected
            if row["passage_id"] in self._passages or self._copies.is_quote(row["document_id"], row["quote"])
        ]
        self._drop(dossier_items, gone)
        return len(gone)

    def _files(self) -> None:
        """Takes the names of files, and why they failed, from jobs that brought documents which are gone."""
        for row in self._rows(job_files):
            if row["document_id"] in self._copies.documents:
                # A reason without its values could not be told any more.
                reason = {"reason_key": ERASED if row["reason_key"] else None, "reason_values": None}
                self._change(job_files, row, {"name": MARK, "origin": MARK, **reason})

    def _records(self) -> int:
        """Takes what is erased from records and from all that they ever were; returns how many citations went."""
        taken = 0
        for table in (practices, practice_events):
            for row in self._rows(table):
                content, count = self._record(row["content"])
                if content != row["content"]:
                    self._change(table, row, {"content": content})
                taken += count if table is practices else 0
        return taken

    def _record(self, content: dict[str, Any]) -> tuple[dict[str, Any], int]:
        left, taken = dict(content), 0
        for field in filter(content.get, FIELDS):
            read = [self._statement(one) for one in content[field]]
            left[field] = [one for one, _ in read if one is not None]
            taken += sum(count for _, count in read)
        if content.get("evidence"):
            left["evidence"], count = self._cited(content["evidence"])
            taken += count
        for key in filter(content.get, (*_TEXTS, "reuses")):
            left[key] = self._copies.redacted_data(content[key])
        return left, taken

    def _statement(self, statement: dict[str, Any]) -> tuple[dict[str, Any] | None, int]:
        """Returns what is left of a statement: none where all that it rested on is gone, or nothing is left to say."""
        evidence, taken = self._cited(statement["evidence"])
        text = self._copies.redacted(statement["text"])
        rests = evidence or not taken or statement["by"]
        says = text == statement["text"] or words(text.replace(MARK, ""))
        if not (rests and says):
            return None, taken
        return {**statement, "text": text, "evidence": evidence, "by": self._copies.redacted(statement["by"])}, taken

    def _cited(self, citations: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
        left = [self._citation(one) for one in citations if not self._is_gone(one)]
        return left, len(citations) - len(left)

    def _is_gone(self, citation: dict[str, Any]) -> bool:
        return self._copies.is_quote(citation["document_id"], citation["quote"])

    def _citation(self, citation: dict[str, Any]) -> dict[str, Any]:
        named = {key: self._copies.redacted(citation[key]) for key in ("source", "title")}
        return {**citation, **named}

    def _redact(self, table: sa.Table, columns: Sequence[str]) -> None:
        for row in self._rows(table):
            changed = {name: self._copies.redacted_data(row[name]) for name in columns}
            changed = {name: value for name, value in changed.items() if value != row[name]}
            if changed and table is jobs:
                changed["idempotency_key"] = None
            if changed:
                self._change(table, row, changed)

    def _rows(self, table: sa.Table) -> Sequence[sa.RowMapping]:
        return self._connection.execute(sa.select(table)).mappings().all()

    def _change(self, table: sa.Table, row: sa.RowMapping, values: dict[str, Any]) -> None:
        held = [text for name in values for text in strings_of(row[name])]
        kept = {text for value in values.values() for text in strings_of(value)}
        self.removed += [text for text in held if text not in kept]
        self._connection.execute(sa.update(table).where(*_is_row(table, row)).values(values))

    def _drop(self, table: sa.Table, rows: Sequence[sa.RowMapping]) -> None:
        for row in rows:
            self.removed += [text for name in ("quote", "question", "note") if name in row for text in [row[name]]]
            self._connection.execute(sa.delete(table).where(*_is_row(table, row)))


def _is_row(table: sa.Table, row: sa.RowMapping) -> Iterator[sa.ColumnElement[bool]]:
    return (column == row[column.name] for column in table.primary_key)
