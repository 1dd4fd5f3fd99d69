"""Decisions in the catalogue: reading and adding them, and giving passages the values that count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from kb.decisions import Action, Decision, Quoted, concerning, decided, standing
from kb.rows import numbered_passages, parts, write_labels
from kb.schema import decisions, passages
from kb.shingles import text_key
from kb.suggestions import completed, read_suggestions, write_suggestions
from kb.types import Passage, Suggestion


def read_decisions(connection: sa.Connection, document_id: str | None = None) -> list[Decision]:
    """Returns all decisions, or those of a document, in the order in which they were taken."""
    chosen = sa.select(decisions).order_by(decisions.c.at, decisions.c.id)
    if document_id is not None:
        chosen = chosen.where(decisions.c.document_id == document_id)
    return [_to_decision(row) for row in connection.execute(chosen).mappings()]


def last_moment(connection: sa.Connection) -> str | None:
    """Returns when the last decision was taken, None if there is none."""
    found: str | None = connection.scalar(sa.select(sa.func.max(decisions.c.at)))
    return found


def add_decisions(connection: sa.Connection, new: Sequence[Decision]) -> list[Decision]:
    """Adds decisions and returns them with the numbers that they got."""
    adding = sa.insert(decisions).returning(decisions.c.id)
    return [replace(one, id=int(connection.execute(adding, _row(one)).scalar_one())) for one in new]


def with_decisions(
    connection: sa.Connection, document_id: str, new: Sequence[Passage], said: Mapping[str, Sequence[Suggestion]]
) -> tuple[Passage, ...]:
    """Returns the passages of a document, as the machine describes them, with what people decided of them before.

    Args:
        connection: the catalogue.
        document_id: the document.
        new: all its passages.
        said: all that the machine says of each, by the passage's id.
    """
    held = standing(read_decisions(connection, document_id))
    if not held:
        return tuple(new)
    texts = [passage.text for passage in new]
    each = concerning(held, texts, [text_key(text) for text in texts])
    pairs = zip(new, each, strict=True)
    return tuple(decided(passage, said[passage.id], those) if those else passage for passage, those in pairs)


def relabel(connection: sa.Connection, document_id: str, quotes: Iterable[str]) -> list[int]:
    """Gives the passages that quotes belong to the labels that count now, and returns their numbers."""
    numbers, texts, keys = _texts_of(connection, document_id)
    stands = Quoted(texts, keys)
    wanted = sorted({place for quote in quotes for place in stands.places(quote)})
    each = concerning(standing(read_decisions(connection, document_id)), texts, keys)
    found = {numbers[place]: each[place] for place in wanted}
    held = read_suggestions(connection, list(found))
    older = _by_labels(connection, held)
    # Labels that are older than suggestions become some before decisions change them.
    write_suggestions(connection, older)
    said = held | older
    for part in parts(list(found)):
        for stored in numbered_passages(connection, part):
            counts = decided(stored.passage, said[stored.number], found[stored.number])
            write_labels(connection, stored.number, counts)
    return list(found)


def said_of(connection: sa.Connection, numbers: list[int]) -> dict[int, tuple[Suggestion, ...]]:
    """Returns what the machine says of passages; of those that were labelled before there were suggestions, as sure."""
    found = read_suggestions(connection, numbers)
    return found | _by_labels(connection, found)


def same_text_elsewhere(connection: sa.Connection, passage: Passage) -> dict[str, str]:
    """Returns the other documents that say the same as a passage, each with its wording."""
    chosen = sa.select(passages.c.document_id, passages.c.text).where(
        passages.c.text_key == text_key(passage.text), passages.c.document_id != passage.document_id
    )
    return {row.document_id: row.text for row in connection.execute(chosen.order_by(passages.c.number))}


def _texts_of(connection: sa.Connection, document_id: str) -> tuple[list[int], list[str], list[int]]:
    """Returns the numbers, texts and text keys of a document's passages."""
    chosen = sa.select(passages.c.number, passages.c.text, passages.c.text_key)
    rows = connection.execute(chosen.where(passages.c.document_id == document_id).order_by("position")).all()
    return [row.number for row in rows], [row.text for row in rows], [row.text_key for row in rows]


def _by_labels(
    connection: sa.Connection, held: Mapping[int, Sequence[Suggestion]]
) -> dict[int, tuple[Suggestion, ...]]:
    """Returns suggestions by the labels of the passages that have none."""
    bare = [number for number, said in held.items() if not said]
    return {stored.number: completed(stored.passage, ()) for stored in numbered_passages(connection, bare)}


def _row(decision: Decision) -> dict[str, object]:
    row = asdict(decision)
    del row["id"]
    return row | {"action": decision.action.value}


def _to_decision(row: sa.RowMapping) -> Decision:
    listed = {"accepted": tuple(row["accepted"]), "rejected": tuple(row["rejected"])}
    return Decision(**{**row, **listed, "action": Action(row["action"])})
