"""Taking decisions and taking them back, each time together with the labels of the passages concerned.

Decisions are only ever added. Search, facets and counts are other ones after each, at a new revision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from kb.audit import Detail
from kb.audit import note as note_change
from kb.catalog import Catalog
from kb.decided import add_decisions, last_moment, read_decisions, relabel
from kb.decisions import Action, Decision, Told, standing, told_of
from kb.errors import StaleError, UnknownError, UsageError
from kb.moments import now, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Decisions that were added, and the numbers of the passages that they concern."""

    decisions: tuple[Decision, ...]
    numbers: tuple[int, ...]


class DecisionStore:
    """Reads and adds decisions.

    Args:
        catalog: where they are, and the passages.
        clock: tells the time that is noted with a decision.
    """

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._clock = clock

    def all(self, document_id: str | None = None) -> list[Decision]:
        """Returns all decisions, or those of a document, in the order in which they were taken."""
        with self._catalog.engine.connect() as connection:
            return read_decisions(connection, document_id)

    def take(self, act: Sequence[Decision]) -> Taken:
        """Adds the decisions of one act, with the moment in which it is done."""
        with self._catalog.transaction() as connection:
            return self._added(connection, act)

    def undo(
        self, decision_id: int, *, who: str, note: str = "", sees: Callable[[str], bool] = lambda _: True
    ) -> Taken:
        """Takes back a decision with all that was decided in the same act, in the documents that `sees` admits by id.

        Raises:
            UnknownError: there is none of that number.
            UsageError: it is itself an undo.
            StaleError: it was taken back already.
        """
        with self._catalog.transaction() as connection:
            every = [one for one in read_decisions(connection) if sees(one.document_id)]
            undone = _to_undo(decision_id, every)
            act = [one for one in standing(every) if (one.at, one.who) == (undone.at, undone.who)]
            return self._added(connection, [_undo(one, who, note) for one in act])

    def bring_in(self, told: Sequence[Told]) -> Taken:
        """Adds decisions that were taken elsewhere and are not here yet, all or none.

        Raises:
            UsageError: one takes back what is neither here nor among them, or is itself an undo.
        """
        with self._catalog.transaction() as connection:
            held = read_decisions(connection)
            ids = {one.key: one.decision.id for one in told_of(held)}
            undone = {one.id for one in held if one.action is Action.UNDO}
            added: list[Decision] = []
            for one in sorted(told, key=lambda one: one.decision.action is Action.UNDO):
                if one.key in ids:
                    continue
                undoes = ids.get(one.undoes) if one.undoes else None
                if one.undoes and (undoes is None or undoes in undone):
                    raise UsageError("decision_no_target", target=one.undoes)
                [new] = add_decisions(connection, [replace(one.decision, undoes=undoes)])
                note_change(connection, new.who, "decision.import", str(new.id), {"document": new.document_id})
                ids[one.key] = new.id
                undone |= {new.id} if new.action is Action.UNDO else set()
                added.append(new)
            return Taken(decisions=tuple(added), numbers=_relabelled(connection, added))

    def now(self) -> datetime:
        """Returns the time, in UTC."""
        return self._clock().astimezone(UTC)

    def _added(self, connection: sa.Connection, act: Sequence[Decision]) -> Taken:
        at = self._moment(connection)
        added = add_decisions(connection, [replace(one, at=at) for one in act])
        for one in added:
            details: dict[str, Detail] = {"document": one.document_id, "facet": one.facet}
            note_change(connection, one.who, f"decision.{one.action.value}", str(one.id), details)
        return Taken(decisions=tuple(added), numbers=_relabelled(connection, added))

    def _moment(self, connection: sa.Connection) -> str:
        """Returns the time as it is noted, later than that of any other act, whatever clocks say."""
        last, now = last_moment(connection), self.now()
        if last is not None:
            now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
        return written(now)


def _relabelled(connection: sa.Connection, added: Iterable[Decision]) -> tuple[int, ...]:
    quotes: dict[str, set[str]] = {}
    for one in added:
        quotes.setdefault(one.document_id, set()).add(one.quote)
    return tuple(number for document_id, said in quotes.items() for number in relabel(connection, document_id, said))


def _to_undo(decision_id: int, every: Sequence[Decision]) -> Decision:
    found = next((one for one in every if one.id == decision_id), None)
    if found is None:
        raise UnknownError("decision_unknown", id=decision_id)
    if found.action is Action.UNDO:
        raise UsageError("decision_is_undo", id=decision_id)
    by = next((one for one in every if one.undoes == decision_id), None)
    if by is not None:
        raise StaleError("decision_undone", id=decision_id, who=by.who, at=by.at)
    return found


def _undo(decision: Decision, who: str, note: str) -> Decision:
    return replace(decision, id=0, who=who, action=Action.UNDO, accepted=(), rejected=(), note=note, undoes=decision.id)
