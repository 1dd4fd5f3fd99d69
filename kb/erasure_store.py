"""What was erased, without what it was: who did it, when, how much, and once no byte is left the receipt."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

import sqlalchemy as sa

from kb import audit
from kb.errors import UnknownError
from kb.moments import now, written
from kb.probes import Probes
from kb.schema import erasures


class ErasureState(StrEnum):
    """How far an erasure is: nobody finds it any more; no byte of it is left."""

    DELETED = "deleted"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That nothing is left: what was looked through, by how many fingerprints, and when.

    Attributes:
        finished_at: when the files had been looked through.
        probes: fingerprints that were looked for.
        files: files that were looked through, with their bytes.
        found: fingerprints that were met: always nought.
        seconds: how long removing and looking took.
    """

    finished_at: str
    probes: int
    files: int
    bytes: int
    seconds: float
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure; `subject` is "documents" or "persons", `counts` how much of what went."""

    id: str
    at: str
    who: str
    subject: str
    state: ErasureState
    counts: Mapping[str, int]
    receipt: Receipt | None = None


def add_erasure(
    connection: sa.Connection, *, subject: str, who: str, counts: Mapping[str, int], probes: Probes
) -> Erasure:
    """Notes an erasure in its own transaction, with the fingerprints of what is being erased."""
    made = Erasure(
        id=secrets.token_hex(8),
        at=written(now(), "seconds"),
        who=who,
        subject=subject,
        state=ErasureState.DELETED,
        counts=dict(counts),
    )
    row = {**asdict(made), "state": made.state.value, "probes": probes.to_bytes()}
    connection.execute(sa.insert(erasures), row)
    audit.note(connection, who, f"{subject}.erase", made.id, counts)
    return made


def read_erasures(connection: sa.Connection) -> list[Erasure]:
    """Returns all erasures, the last one first."""
    chosen = sa.select(erasures).order_by(erasures.c.at.desc(), erasures.c.id)
    return [_to_erasure(row) for row in connection.execute(chosen).mappings()]


def read_erasure(connection: sa.Connection, erasure_id: str) -> Erasure:
    """Returns an erasure.

    Raises:
        UnknownError: there is none of that id.
    """
    row = connection.execute(sa.select(erasures).where(erasures.c.id == erasure_id)).mappings().first()
    if row is None:
        raise UnknownError("erasure_unknown")
    return _to_erasure(row)


def pending(connection: sa.Connection) -> dict[str, Probes]:
    """Returns the fingerprints of each erasure that has no receipt yet."""
    chosen = sa.select(erasures.c.id, erasures.c.probes).where(erasures.c.state == ErasureState.DELETED.value)
    return {row.id: Probes.from_bytes(row.probes) for row in connection.execute(chosen)}


def count_pending(connection: sa.Connection) -> int:
    """Returns how many erasures have no receipt yet."""
    waiting = erasures.c.state == ErasureState.DELETED.value
    return connection.scalar(sa.select(sa.func.count()).select_from(erasures).where(waiting)) or 0


def finish(connection: sa.Connection, erasure_id: str, receipt: Receipt) -> None:
    """Writes the receipt of an erasure and drops its fingerprints."""
    values = {"state": ErasureState.DONE.value, "probes": None, "receipt": asdict(receipt)}
    connection.execute(sa.update(erasures).where(erasures.c.id == erasure_id).values(values))


def _to_erasure(row: sa.RowMapping) -> Erasure:
    return Erasure(
        id=row["id"],
        at=row["at"],
        who=row["who"],
        subject=row["subject"],
        state=ErasureState(row["state"]),
        counts=row["counts"],
        receipt=Receipt(**row["receipt"]) if row["receipt"] else None,
    )
