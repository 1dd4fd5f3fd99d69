"""Reading what is erased, for its fingerprints, and removing it, all in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from kb import lexical
from kb.erasure_plan import Plan
from kb.lexicon import is_known
from kb.persons import Persons
from kb.probes import SHORT, ProbeMaker
from kb.rows import StoredPassage, parts, stored_passages
from kb.schema import documents, passages, sources, suggestions, vectors
from kb.text import words

_TEXTS = sa.text(
    "SELECT words, stems, headings FROM passage_words WHERE rowid IN (SELECT value FROM json_each(:numbers))"
)
_MEANINGS = sa.text(
    "SELECT meanings, headings FROM passage_meanings WHERE rowid IN (SELECT value FROM json_each(:numbers))"
)


class Prober:
    """Takes the fingerprints of what is erased, in each form in which a file may hold it.

    Args:
        key: of the fingerprints.
        persons: whose names are told by eight letters; None if it is not about people.
    """

    def __init__(self, key: bytes, persons: Persons | None) -> None:
        self.maker = ProbeMaker(key)
        self._persons = persons

    def text(self, text: str) -> None:
        """Takes a text as UTF-8 and as JSON writes it, its unusual words, and the names in it."""
        self.maker.add(text.encode())
        if not text.isascii():
            self.maker.add(json.dumps(text).encode())
        for word in words(text):
            if len(word.folded) >= SHORT and not is_known(word.folded):
                self.maker.add_short(word.folded.encode())
                self.maker.add_short(text[word.start : word.end].encode())
        for start, end in self._persons.places(text) if self._persons else ():
            self.maker.add_short(text[start:end].encode(), every=True)

    def data(self, data: Any) -> None:  # noqa: ANN401 - a value of a row, or JSON
        """Takes all texts and bytes within a value."""
        if isinstance(data, str):
            self.text(data)
        elif isinstance(data, bytes):
            self.maker.add(data)
        elif isinstance(data, dict):
            self.data(list(data.values()))
        elif isinstance(data, list | tuple):
            for value in data:
                self.data(value)


def numbers_of(connection: sa.Connection, plan: Plan) -> list[int]:
    """Returns the numbers of all passages that go."""
    ids = [document.id for document in plan.documents]
    found = [
        number
        for part in parts(ids)
        for number in connection.scalars(sa.select(passages.c.number).where(passages.c.document_id.in_(part)))
    ]
    return sorted([*found, *plan.passages])


def read_passages(connection: sa.Connection, numbers: Sequence[int]) -> list[StoredPassage]:
    """Returns passages by their numbers."""
    return [
        stored for part in parts(list(numbers)) for stored in stored_passages(connection, passages.c.number.in_(part))
    ]


def probe_rows(connection: sa.Connection, plan: Plan, numbers: Sequence[int], prober: Prober) -> None:
    """Takes the fingerprints of all rows that go with a plan."""
    ids = [document.id for document in plan.documents]
    for row in _rows_to_go(connection, ids, plan.files, numbers):
        prober.data(list(row))


def remove_rows(connection: sa.Connection, plan: Plan, numbers: Sequence[int]) -> None:
    """Removes documents and passages with all that hangs on them, and lets what is left be read anew."""
    lexical.remove(connection, numbers)
    for part in parts(list(numbers)):
        connection.execute(sa.delete(passages).where(passages.c.number.in_(part)))
    for document in plan.documents:
        connection.execute(sa.delete(sources).where(sources.c.document_id == document.id))
        connection.execute(sa.delete(documents).where(documents.c.id == document.id))
    for origin in plan.files:
        connection.execute(sa.delete(sources).where(sources.c.origin == origin))
    for document in plan.reduced:
        connection.execute(sa.update(sources).where(sources.c.document_id == document.id).values(reader=""))


def _rows_to_go(
    connection: sa.Connection, ids: list[str], files: Sequence[str], numbers: Sequence[int]
) -> Iterator[Sequence[Any]]:
    told = {"numbers": json.dumps(list(numbers))}
    yield from connection.execute(_TEXTS, told)
    yield from connection.execute(_MEANINGS, told)
    for part in parts(ids):
        yield from connection.execute(
            sa.select(documents.c.title, documents.c.source, documents.c.origin).where(documents.c.id.in_(part))
        )
    for part in parts(list(files)):
        yield from connection.execute(
            sa.select(sources.c.source, sources.c.origin, sources.c.reason_values).where(sources.c.origin.in_(part))
        )
    for part in parts(list(numbers)):
        yield from _of_passages(connection, part)


def _of_passages(connection: sa.Connection, numbers: Iterable[int]) -> Iterator[Sequence[Any]]:
    told = (passages.c.text, passages.c.context, passages.c.headings, passages.c.speaker)
    yield from connection.execute(sa.select(*told).where(passages.c.number.in_(numbers)))
    yield from connection.execute(sa.select(vectors.c.vector).where(vectors.c.number.in_(numbers)))
    yield from connection.execute(sa.select(suggestions.c.evidence).where(suggestions.c.number.in_(numbers)))
