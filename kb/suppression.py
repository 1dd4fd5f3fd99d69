"""What shall not come back when its file is read again: kept as keyed digests, from which no name can be read.

The key is made once and lies in the data folder. Somebody who has both can test guesses, no more. Of people the folded
words of their names are kept, of documents where they came from with the hash of their content, and which originals
were removed because they name a person.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from kb.disk import sync
from kb.errors import StorageError
from kb.file_names import INSIDE
from kb.moments import now, written
from kb.persons import Spelling
from kb.schema import suppressions
from kb.text import folded_words

KEY_NAME = "suppression.key"
_KEY_BYTES = 32
_PERSON, _DOCUMENT, _ORIGINAL = "person", "document", "original"


def key_of(home: Path) -> bytes:
    """Returns the key of a data folder, made now if there is none yet."""
    path = home / KEY_NAME
    if not path.exists():
        _make_key(path)
    return path.read_bytes()


def _make_key(path: Path) -> None:
    """Writes a key whole or not at all; of two who write one at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            path.hardlink_to(part)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    sync(path.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressions:
    """What is suppressed; nothing costs anything where that is nothing.

    `persons` are digests of names by their number of words; `state` changes with everything else here.
    """

    key: bytes = b""
    persons: Mapping[int, frozenset[str]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    originals: frozenset[str] = frozenset()
    state: str = ""

    def names_somebody(self, *texts: str) -> bool:
        """Tells whether any of some texts names a person who is suppressed."""
        return any(self._stands_in(text) for text in texts if self.persons)

    def is_document(self, origin: str, content_hash: str) -> bool:
        """Tells whether a file is one that was erased, from the same place and unchanged."""
        return bool(self.documents) and _digest(self.key, _DOCUMENT, origin, content_hash) in self.documents

    def is_original(self, content_hash: str) -> bool:
        """Tells whether the original of that hash was removed because it names a person."""
        return bool(self.originals) and _digest(self.key, _ORIGINAL, content_hash) in self.originals

    def _stands_in(self, text: str) -> bool:
        folded = folded_words(text)
        return any(
            _digest(self.key, _PERSON, *folded[start : start + length]) in digests
            for length, digests in self.persons.items()
            for start in range(len(folded) - length + 1)
        )


NOTHING = Suppressions()


def read(connection: sa.Connection, home: Path) -> Suppressions:
    """Reads what is suppressed.

    Raises:
        StorageError: the key is gone, so that nobody can tell what is meant any more.
    """
    rows = connection.execute(sa.select(suppressions.c.digest, suppressions.c.kind)).all()
    if not rows:
        return NOTHING
    if not (home / KEY_NAME).exists():
        raise StorageError("suppression_key_missing", path=home / KEY_NAME)
    persons: dict[int, set[str]] = {}
    for digest, kind in rows:
        if kind.startswith(_PERSON):
            persons.setdefault(int(kind.removeprefix(_PERSON)), set()).add(digest)
    return Suppressions(
        key=key_of(home),
        persons={length: frozenset(digests) for length, digests in persons.items()},
        documents=frozenset(digest for digest, kind in rows if kind.startswith(_DOCUMENT)),
        originals=frozenset(digest for digest, kind in rows if kind == _ORIGINAL),
        state=hashlib.sha256("".join(sorted(digest for digest, _ in rows)).encode()).hexdigest(),
    )


def add_persons(connection: sa.Connection, key: bytes, spellings: Iterable[Spelling]) -> None:
    """Suppresses persons by the spellings of their names."""
    _add(connection, {_digest(key, _PERSON, *one): f"{_PERSON}{len(one)}" for one in spellings})


def add_documents(connection: sa.Connection, key: bytes, files: Iterable[tuple[str, str]]) -> None:
    """Suppresses files, each told by its origin and the hash of its content."""
    _add(connection, {_digest(key, _DOCUMENT, *one): _kind_of(key, one[0]) for one in files})


def add_originals(connection: sa.Connection, key: bytes, hashes: Iterable[str]) -> None:
    """Notes which originals are removed because they name a person."""
    _add(connection, {_digest(key, _ORIGINAL, name): _ORIGINAL for name in hashes})


def allow_persons(connection: sa.Connection, key: bytes, spellings: Iterable[Spelling]) -> int:
    """Takes back the suppression of persons; returns how many spellings of names were suppressed."""
    return _drop(connection, suppressions.c.digest.in_([_digest(key, _PERSON, *one) for one in spellings]))


def allow_documents(connection: sa.Connection, key: bytes, origin: str) -> int:
    """Takes back the suppression of the file that comes from `origin`, and of those inside it; returns of how many."""
    return _drop(connection, suppressions.c.kind == _kind_of(key, origin))


def allow_original(connection: sa.Connection, key: bytes, content_hash: str) -> None:
    """Notes that an original is kept after all."""
    _drop(connection, suppressions.c.digest == _digest(key, _ORIGINAL, content_hash))


def _kind_of(key: bytes, origin: str) -> str:
    """Returns the kind of a suppressed file: it tells, by a digest again, the file on the disk that it is or is in."""
    return _DOCUMENT + _digest(key, "origin", origin.split(INSIDE, maxsplit=1)[0])


def _add(connection: sa.Connection, kinds: Mapping[str, str]) -> None:
    _drop(connection, suppressions.c.digest.in_(list(kinds)))
    at = written(now(), "seconds")
    if kinds:
        rows = [{"digest": digest, "kind": kind, "at": at} for digest, kind in kinds.items()]
        connection.execute(sa.insert(suppressions), rows)


def _drop(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.delete(suppressions).where(condition)).rowcount)


def _digest(key: bytes, *parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), key=key, digest_size=32).hexdigest()
