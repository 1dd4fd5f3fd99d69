"""What readers say of passages that they were shown: useful, not useful, or wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from kb.catalog import Catalog
from kb.moments import now, written
from kb.schema import feedback


class Verdict(StrEnum):
    """What a reader says of a passage: it helps, it does not, or it is wrong."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What somebody said of a passage, and to which question they were shown it."""

    at: str
    who: str
    passage_id: str
    document_id: str
    verdict: Verdict
    question: str = ""
    note: str = ""


class FeedbackStore:
    """Keeps what readers say; answers stay as they are."""

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._clock = clock

    def add(  # noqa: PLR0913 - what is said
        self, passage_id: str, document_id: str, verdict: Verdict, *, who: str, question: str = "", note: str = ""
    ) -> Feedback:
        """Keeps what somebody says of a passage."""
        row = {
            "at": written(self._clock(), "seconds"),
            "who": who,
            "passage_id": passage_id,
            "document_id": document_id,
            "verdict": verdict.value,
            "question": question.strip(),
            "note": note.strip(),
        }
        with self._catalog.transaction(revises=False) as connection:
            connection.execute(sa.insert(feedback), row)
        return _feedback(row)

    def all(self, verdict: Verdict | None = None, among: Collection[str] | None = None) -> list[Feedback]:
        """Returns what was said, the last first.

        Args:
            verdict: only what was said in this sense.
            among: only of documents of these ids.
        """
        chosen = sa.select(feedback).order_by(feedback.c.id.desc())
        if verdict is not None:
            chosen = chosen.where(feedback.c.verdict == verdict.value)
        with self._catalog.engine.connect() as connection:
            rows = connection.execute(chosen).mappings()
            return [_feedback(row) for row in rows if among is None or row["document_id"] in among]


def _feedback(row: sa.RowMapping | dict[str, str]) -> Feedback:
    return Feedback(
        at=row["at"],
        who=row["who"],
        passage_id=row["passage_id"],
        document_id=row["document_id"],
        verdict=Verdict(row["verdict"]),
        question=row["question"],
        note=row["note"],
    )
