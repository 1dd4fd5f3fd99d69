"""Facts about the catalogue as a whole, a row each: its revision, and which model's vectors answer."""

from __future__ import annotations

import sqlalchemy as sa

from kb.schema import facts


def read_fact(connection: sa.Connection, name: str) -> str | None:
    """Returns a fact, None if it is not known."""
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


def write_fact(connection: sa.Connection, name: str, value: str | None) -> None:
    """Writes a fact in place of the one that was known; None leaves none."""
    connection.execute(sa.delete(facts).where(facts.c.name == name))
    if value is not None:
        connection.execute(sa.insert(facts).values(name=name, value=value))


def facts_named(connection: sa.Connection, prefix: str) -> dict[str, str]:
    """Returns the facts whose names begin with `prefix`, by what follows it."""
    rows = connection.execute(sa.select(facts).where(facts.c.name.startswith(prefix, autoescape=True)))
    return {row.name.removeprefix(prefix): row.value for row in rows}
