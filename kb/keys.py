"""Keys of programs and people that call the API. A secret is shown once; what is kept is its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex, token_urlsafe
from typing import Any

import sqlalchemy as sa

from kb import audit
from kb.access import Reader, Scope, groups_of, visibility_of
from kb.catalog import Catalog
from kb.errors import UnknownError, UsageError
from kb.moments import now, written
from kb.schema import keys

# What each secret begins with, so that people, and programs that look for secrets in files, know one when they see it.
PREFIX = "kb_"
_SECRET_BYTES = 32
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key: whose it is, what it allows, and from when on it counts no more; None is never."""

    id: str
    name: str
    scopes: frozenset[Scope]
    groups: frozenset[str]
    internal: bool
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Tells whether it lets anybody in at a moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    @property
    def reader(self) -> Reader:
        """Who calls with it."""
        via = f"key:{self.id}"
        return Reader(name=self.name, scopes=self.scopes, groups=self.groups, internal=self.internal, via=via)


class KeyStore:
    """Makes, finds and revokes keys; no search depends on them, so that none of that raises a revision.

    A secret is 256 random bits, so that one round of SHA-256 keeps it: there is nothing to guess, and nothing to learn
    from how long it takes to find a digest.

    Args:
        catalog: where they are.
        clock: tells the time.
    """

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = now) -> None:
        self._catalog = catalog
        self._clock = clock

    def create(
        self,
        name: str,
        *,
        scopes: Iterable[Scope] = (Scope.READ,),
        groups: Iterable[str] = (),
        internal: bool = True,
        expires_at: datetime | None = None,
    ) -> tuple[Key, str]:
        """Makes a key and returns it with its secret, which nothing can tell again.

        Raises:
            UsageError: it has no name, allows nothing, names a group that cannot be, or has expired already.
        """
        key = Key(
            id=token_hex(4),
            name=_name(name),
            scopes=frozenset(scopes),
            groups=_groups(groups),
            internal=internal,
            created_at=self.now(),
            expires_at=expires_at and expires_at.astimezone(UTC),
        )
        _check(key)
        secret = f"{PREFIX}{key.id}_{token_urlsafe(_SECRET_BYTES)}"
        with self._catalog.transaction(revises=False) as connection:
            connection.execute(sa.insert(keys), _row(key) | {"digest": _digest(secret)})
            told = {name: _row(key)[name] for name in ("scopes", "groups", "internal", "expires_at")}
            audit.note(connection, "", "key.create", key.id, told)
        return key, secret

    def all(self) -> list[Key]:
        """Returns all keys, also those that count no more, the first one first."""
        with self._catalog.engine.connect() as connection:
            rows = connection.execute(sa.select(keys).order_by(keys.c.created_at, keys.c.id)).mappings()
            return [_key(row) for row in rows]

    def exist(self) -> bool:
        """Tells whether a key was ever made, whatever became of it."""
        with self._catalog.engine.connect() as connection:
            return connection.execute(sa.select(keys.c.id).limit(1)).first() is not None

    def count(self) -> int:
        """Returns how many keys let somebody in now."""
        now = self.now()
        return sum(key.counts(now) for key in self.all())

    def revoke(self, key_id: str) -> Key:
        """Makes a key count no more, from this moment on; one that was revoked before stays as it is.

        Raises:
            UnknownError: there is none of that id.
        """
        own = keys.c.id == key_id
        with self._catalog.transaction(revises=False) as connection:
            revoking = sa.update(keys).where(own, keys.c.revoked_at.is_(None))
            if connection.execute(revoking.values(revoked_at=written(self.now()))).rowcount:
                audit.note(connection, "", "key.revoke", key_id)
            row = connection.execute(sa.select(keys).where(own)).mappings().first()
        if row is None:
            raise UnknownError("key_unknown", id=key_id)
        return _key(row)

    def reader_of(self, secret: str) -> Reader | None:
        """Returns who calls with a secret, None if it is unknown, has expired or was revoked."""
        with self._catalog.engine.connect() as connection:
            row = connection.execute(sa.select(keys).where(keys.c.digest == _digest(secret))).mappings().first()
        key = _key(row) if row else None
        return key.reader if key and key.counts(self.now()) else None

    def now(self) -> datetime:
        """Returns the time, in UTC."""
        return self._clock().astimezone(UTC)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageError("key_name", longest=_LONGEST_NAME)
    return name


def _groups(names: Iterable[str]) -> frozenset[str]:
    """Returns names of groups, which must be as those that documents are given to."""
    listed = list(names)
    return groups_of(visibility_of("groups:" + ",".join(listed))) if listed else frozenset()


def _check(key: Key) -> None:
    if not key.scopes:
        raise UsageError("key_scopes")
    if not key.counts(key.created_at):
        raise UsageError("key_expired_already")


def _row(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(scope.value for scope in key.scopes),
        "groups": sorted(key.groups),
        "internal": key.internal,
        "created_at": written(key.created_at),
        "expires_at": key.expires_at and written(key.expires_at),
        "revoked_at": key.revoked_at and written(key.revoked_at),
    }


def _key(row: sa.RowMapping) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(map(Scope, row["scopes"])),
        groups=frozenset(row["groups"]),
        internal=row["internal"],
        created_at=datetime.fromisoformat(row["created_at"]),
        expires_at=_moment(row["expires_at"]),
        revoked_at=_moment(row["revoked_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
