"""Keys as JSON."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from kb.keys import Key


class KeyOut(BaseModel):
    """A key without its secret; `state` is valid, expired or revoked."""

    key_id: str
    name: str
    scopes: list[str]
    groups: list[str]
    internal: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    state: str


class NewKeyOut(KeyOut):
    """A key that was just made, with the secret that nothing shows again."""

    secret: str


class KeysOut(BaseModel):
    """All keys."""

    keys: list[KeyOut]


def key_out(key: Key, now: datetime) -> KeyOut:
    """Returns a key as it leaves."""
    return KeyOut(
        key_id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        groups=sorted(key.groups),
        internal=key.internal,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        state=_state(key, now),
    )


def _state(key: Key, now: datetime) -> str:
    if key.revoked_at:
        return "revoked"
    return "valid" if key.counts(now) else "expired"
