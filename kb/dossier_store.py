"""Dossiers in the catalogue. Of a link by which one is shared only a digest is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from secrets import token_hex, token_urlsafe
from typing import Any

import sqlalchemy as sa

from kb import audit
from kb.catalog import Catalog
from kb.dossiers import Dossier, DossierItem, ItemKind, title_of
from kb.errors import StaleError, UnknownError, UsageError
from kb.moments import now, written
from kb.schema import dossier_items, dossiers, passages

# 128 random bits: nothing to guess, so that one round of SHA-256 keeps them.
_TOKEN_BYTES = 16
# Whoever has more dossiers than this is a program gone astray.
MOST_DOSSIERS = 200

Change = Callable[[Dossier], Dossier]


class DossierStore:
    """Reads and writes dossiers; no search depends on them, so that none of that raises a revision.

    Whose dossier it is must be told with each call: of somebody else's nobody learns that it is there.

    Args:
        catalog: where they are.
        clock: tells the time that is noted with a change.
    """

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._clock = clock

    def create(self, owner: str, title: str) -> Dossier:
        """Makes an empty dossier.

        Raises:
            UsageError: it has no title, or one that is too long, or there are too many already.
        """
        at = self._now()
        made = Dossier(
            id=token_hex(8), owner=owner, title=title_of(title), version=1, created_at=at, changed_at=at
        )  # fmt: skip
        own = sa.select(sa.func.count()).select_from(dossiers).where(dossiers.c.owner == owner)
        with self._catalog.transaction(revises=False) as connection:
            if connection.execute(own).scalar_one() >= MOST_DOSSIERS:
                raise UsageError("dossier_too_many", most=MOST_DOSSIERS)
            connection.execute(sa.insert(dossiers), {"id": made.id, "created_at": at, **_row(made)})
            _note(connection, "create", made)
        return made

    def all(self, owner: str) -> list[Dossier]:
        """Returns all dossiers of somebody, the one that was changed last first."""
        chosen = sa.select(dossiers).where(dossiers.c.owner == owner).order_by(dossiers.c.changed_at.desc(), "id")
        with self._catalog.engine.connect() as connection:
            return [_dossier(connection, row) for row in connection.execute(chosen).mappings().all()]

    def get(self, dossier_id: str, owner: str) -> Dossier:
        """Returns a dossier.

        Raises:
            UnknownError: they have none of that id.
        """
        with self._catalog.engine.connect() as connection:
            return _own(connection, dossier_id, owner)

    def shared(self, token: str) -> Dossier:
        """Returns the dossier that a link leads to.

        Raises:
            UnknownError: it leads to none, or does no more.
        """
        with self._catalog.engine.connect() as connection:
            return _only(connection, dossiers.c.share_digest == _digest(token))

    def change(
        self, dossier_id: str, owner: str, change: Change, *, action: str, version: int | None = None
    ) -> Dossier:
        """Changes title and items of a dossier.

        Args:
            dossier_id: which one.
            owner: whose it is.
            change: makes the new one of the one that is there.
            action: what the change is called in the log.
            version: the change that the wish is based on; None to change whatever is there.

        Raises:
            UnknownError: they have none of that id, or a passage that was added is gone.
            UsageError: the change is not possible.
            StaleError: it was changed since `version`.
        """
        with self._catalog.transaction(revises=False) as connection:
            held = _current(connection, dossier_id, owner, version)
            changed = replace(change(held), version=held.version + 1, changed_at=self._now())
            _check_new(connection, held, changed)
            _write(connection, changed)
            _note(connection, action, changed)
        return changed

    def delete(self, dossier_id: str, owner: str, *, version: int | None = None) -> None:
        """Removes a dossier with all that is in it.

        Raises:
            UnknownError: they have none of that id.
            StaleError: it was changed since `version`.
        """
        with self._catalog.transaction(revises=False) as connection:
            held = _current(connection, dossier_id, owner, version)
            connection.execute(sa.delete(dossiers).where(dossiers.c.id == held.id))
            _note(connection, "delete", held)

    def share(self, dossier_id: str, owner: str) -> str:
        """Makes a link to a dossier and returns its token, which nothing can tell again; an earlier link ends.

        Raises:
            UnknownError: they have none of that id.
        """
        token = token_urlsafe(_TOKEN_BYTES)
        self._set_digest(dossier_id, owner, _digest(token), "share")
        return token

    def unshare(self, dossier_id: str, owner: str) -> None:
        """Ends the link to a dossier, from this moment on.

        Raises:
            UnknownError: they have none of that id.
        """
        self._set_digest(dossier_id, owner, None, "unshare")

    def _set_digest(self, dossier_id: str, owner: str, digest: str | None, action: str) -> None:
        with self._catalog.transaction(revises=False) as connection:
            held = _own(connection, dossier_id, owner)
            if digest or held.is_shared:
                setting = sa.update(dossiers).where(dossiers.c.id == held.id).values(share_digest=digest)
                connection.execute(setting)
                _note(connection, action, held)

    def _now(self) -> str:
        return written(self._clock())


def _current(connection: sa.Connection, dossier_id: str, owner: str, version: int | None) -> Dossier:
    held = _own(connection, dossier_id, owner)
    if version not in (None, held.version):
        raise StaleError("dossier_stale")
    return held


def _check_new(connection: sa.Connection, held: Dossier, changed: Dossier) -> None:
    """Rejects what was erased or removed since it was read, so that no copy of it outlives it."""
    known = {item.id for item in held.items}
    new = {item.passage_id for item in changed.items if item.id not in known and item.kind is ItemKind.PASSAGE}
    there = sa.select(sa.func.count()).select_from(passages).where(passages.c.id.in_(new))
    if new and connection.execute(there).scalar_one() != len(new):
        raise UnknownError("passage_unknown")


def _own(connection: sa.Connection, dossier_id: str, owner: str) -> Dossier:
    return _only(connection, dossiers.c.id == dossier_id, dossiers.c.owner == owner)


def _only(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> Dossier:
    row = connection.execute(sa.select(dossiers).where(*conditions)).mappings().first()
    if row is None:
        raise UnknownError("dossier_unknown")
    return _dossier(connection, row)


def _dossier(connection: sa.Connection, row: sa.RowMapping) -> Dossier:
    own = sa.select(dossier_items).where(dossier_items.c.dossier_id == row["id"]).order_by("position")
    return Dossier(
        id=row["id"],
        owner=row["owner"],
        title=row["title"],
        version=row["version"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        is_shared=row["share_digest"] is not None,
        items=tuple(map(_item, connection.execute(own).mappings())),
    )


def _item(row: sa.RowMapping) -> DossierItem:
    values = {name: row[name] for name in DossierItem.__slots__}
    return DossierItem(**values | {"kind": ItemKind(row["kind"])})


def _write(connection: sa.Connection, changed: Dossier) -> None:
    connection.execute(sa.update(dossiers).where(dossiers.c.id == changed.id).values(_row(changed)))
    connection.execute(sa.delete(dossier_items).where(dossier_items.c.dossier_id == changed.id))
    if rows := _item_rows(changed.id, changed.items):
        connection.execute(sa.insert(dossier_items), rows)


def _row(dossier: Dossier) -> dict[str, Any]:
    return {name: getattr(dossier, name) for name in ("owner", "title", "version", "changed_at")}


def _item_rows(dossier_id: str, items: Sequence[DossierItem]) -> list[dict[str, Any]]:
    return [
        {**asdict(item), "kind": item.kind.value, "dossier_id": dossier_id, "position": position}
        for position, item in enumerate(items)
    ]


def _note(connection: sa.Connection, action: str, dossier: Dossier) -> None:
    told: dict[str, audit.Detail] = {"version": dossier.version, "items": len(dossier.items)}
    audit.note(connection, dossier.owner, f"dossier.{action}", dossier.id, told)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
