from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from kb.access import Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.errors import UnknownError, UsageError
from kb.keys import KeyStore

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(base: KnowledgeBase, clock: Clock) -> KeyStore:
    return KeyStore(base.catalog, clock)


def test_a_secret_tells_who_calls(keys: KeyStore) -> None:
    key, secret = keys.create("  An,\n Laarne ", scopes=[Scope.READ, Scope.CURATE], groups=["board"], internal=False)
    assert keys.reader_of(secret) == Reader(
        name="An, Laarne",
        scopes=frozenset({Scope.READ, Scope.CURATE}),
        groups=frozenset({"board"}),
        internal=False,
    )
    assert keys.all() == [key]
    assert (key.created_at, key.expires_at, key.revoked_at) == (NOON, None, None)


def test_a_key_reads_what_is_internal_unless_told_otherwise(keys: KeyStore) -> None:
    assert keys.reader_of(keys.create("An")[1]) == Reader(name="An", scopes=frozenset({Scope.READ}), internal=True)


def test_a_secret_has_256_bits_and_is_in_no_file(keys: KeyStore, base: KnowledgeBase) -> None:
    key, secret = keys.create("An")
    assert secret.startswith(f"kb_{key.id}_")
    own = secret.removeprefix(f"kb_{key.id}_")
    assert len(own) == 43  # 256 bits in base64
    files = [path for path in base.config.home.rglob("*") if path.is_file()]
    assert any(path.name == "catalog.sqlite3" for path in files)
    assert not [path for path in files if own.encode() in path.read_bytes()]
    with sqlite3.connect(base.catalog_path) as connection:
        assert [len(row[0]) for row in connection.execute("SELECT digest FROM keys")] == [64]
    connection.close()


def test_secrets_are_never_the_same(keys: KeyStore) -> None:
    assert len({keys.create("An")[1] for _ in range(50)}) == 50


def test_what_is_nearly_a_secret_is_none(keys: KeyStore) -> None:
    _, secret = keys.create("An")
    for wrong in ("", "kb_", secret[:-1], secret + "A", secret.swapcase(), secret.upper(), f" {secret}", "\ud800"):
        assert keys.reader_of(wrong) is None


def test_a_key_ends_at_its_moment(keys: KeyStore, clock: Clock) -> None:
    _, secret = keys.create("An", expires_at=NOON + timedelta(days=1))
    clock.now = NOON + timedelta(days=1) - timedelta(microseconds=1)
    assert keys.reader_of(secret) is not None
    assert keys.count() == 1
    clock.now = NOON + timedelta(days=1)
    assert keys.reader_of(secret) is None
    assert (keys.count(), keys.exist()) == (0, True)


def test_a_revoked_key_counts_no_more_and_the_others_do(keys: KeyStore, clock: Clock) -> None:
    key, secret = keys.create("An")
    _, other = keys.create("Bo")
    assert keys.revoke(key.id).revoked_at == NOON
    assert keys.reader_of(secret) is None
    assert keys.reader_of(other) is not None
    clock.now += timedelta(days=1)
    assert keys.revoke(key.id).revoked_at == NOON
    assert (keys.count(), len(keys.all())) == (1, 2)


def test_a_key_is_there_for_other_processes_at_once(keys: KeyStore, base: KnowledgeBase) -> None:
    other = KnowledgeBase(base.config)
    there = KeyStore(other.catalog)
    assert not there.exist()
    _, secret = keys.create("An")
    assert there.exist()
    assert there.reader_of(secret) is not None
    other.close()


def test_making_and_revoking_keys_leaves_answers_as_they_are(keys: KeyStore, base: KnowledgeBase) -> None:
    before = base.catalog.revision()
    keys.revoke(keys.create("An")[0].id)
    assert base.catalog.revision() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "key_name"),
        ({"name": "x" * 201}, "key_name"),
        ({"name": "An\x07"}, "key_name"),
        ({"scopes": []}, "key_scopes"),
        ({"groups": ["the board"]}, "visibility_invalid"),
        ({"expires_at": NOON}, "key_expired_already"),
    ],
)
def test_what_cannot_be_a_key_is_none(keys: KeyStore, changes: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as raised:
        keys.create(**{"name": "An", **changes})  # type: ignore[arg-type]
    assert raised.value.key == code
    assert not keys.exist()


def test_an_unknown_key_cannot_be_revoked(keys: KeyStore) -> None:
    with pytest.raises(UnknownError, match="no key 'abc'"):
        keys.revoke("abc")
