"""What was erased and shall not come back when its file is read again, kept as keyed digests that tell nothing else."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from kb.catalog import Catalog
from kb.moments import now, written
from kb.named import Names, naming_texts
from kb.originals import content_hash
from kb.schema import suppressions
from kb.text import words
from kb.types import PreparedDocument

_KEY_FILE = "suppression.key"
_KEY_BYTES = 32
# How a file ends that was erased before, and why.
ERASED_STATUS, ERASED = "skipped", "erased"
_PERSON, _FILE, _ORIGINAL = "person", "file", "original"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What is suppressed at one moment: digests by their kind; of names also how many words they have."""

    key: bytes
    digests: frozenset[str]
    lengths: frozenset[int]

    def names_in(self, text: str) -> bool:
        """Tells whether a text names a person who was erased."""
        folded = [word.folded for word in words(text)]
        return any(
            self._digest(_PERSON, *folded[place : place + length]) in self.digests
            for length in self.lengths
            for place in range(len(folded) - length + 1)
        )

    def holds_file(self, origin: str, content_hash: str) -> bool:
        """Tells whether a file was erased as a document, with this content."""
        return bool(self.digests) and self._digest(_FILE, origin, content_hash) in self.digests

    def holds_original(self, content_hash: str) -> bool:
        """Tells whether a file is not kept because it names a person who was erased."""
        return bool(self.digests) and self._digest(_ORIGINAL, content_hash) in self.digests

    def keeps_out(self, prepared: PreparedDocument) -> bool:
        """Tells whether the file of a document is not to be kept."""
        name = prepared.document.content_hash
        return self.holds_original(name) or self.left_of(prepared) is not prepared

    def left_of(self, prepared: PreparedDocument) -> PreparedDocument:
        """Returns a document without the passages that name a person who was erased."""
        if not self.lengths:
            return prepared
        kept = tuple(one for one in prepared.passages if not any(map(self.names_in, naming_texts(one))))
        return prepared if len(kept) == len(prepared.passages) else replace(prepared, passages=kept)

    def _digest(self, kind: str, *parts: str) -> str:
        said = "\0".join((kind, *parts)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, key=self.key, digest_size=_KEY_BYTES).hexdigest()

    def of_names(self, names: Names) -> dict[str, str]:
        """Returns the rows of names: their kind by their digest."""
        return {self._digest(_PERSON, *spelling): f"{_PERSON}:{len(spelling)}" for spelling in names.spellings}

    def of_file(self, origin: str, content_hash: str) -> dict[str, str]:
        """Returns the row of a file that was erased."""
        return {self._digest(_FILE, origin, content_hash): _FILE}

    def of_original(self, content_hash: str) -> dict[str, str]:
        """Returns the row of a file that is not kept."""
        return {self._digest(_ORIGINAL, content_hash): _ORIGINAL}


_NOTHING = Suppressed(key=b"", digests=frozenset(), lengths=frozenset())


def to_suppress(catalog: Catalog) -> Suppressed:
    """Returns what is suppressed now, with the key to add to it, which is made if there is none yet."""
    return replace(read_suppressed(catalog), key=_key(catalog.path.parent))


def read_suppressed(catalog: Catalog) -> Suppressed:
    """Returns what is suppressed now; where nothing is, no key is made."""
    with catalog.engine.connect() as connection:
        return suppressed_in(connection, catalog.path.parent)


def kept_originals(catalog: Catalog) -> set[str]:
    """Returns the hashes of the files that documents were read from and that are kept."""
    suppressed = read_suppressed(catalog)
    hashes = {document.content_hash for document in catalog.documents()}
    return {name for name in hashes if not suppressed.holds_original(name)}


def suppressed_in(connection: sa.Connection, home: Path) -> Suppressed:
    """Returns what is suppressed, as a transaction sees it."""
    rows = connection.execute(sa.select(suppressions.c.digest, suppressions.c.kind)).all()
    if not rows:
        return _NOTHING
    lengths = (row.kind.partition(":")[2] for row in rows)
    return Suppressed(
        key=_key(home),
        digests=frozenset(row.digest for row in rows),
        lengths=frozenset(int(length) for length in lengths if length),
    )


def let_in(connection: sa.Connection, home: Path, prepared: PreparedDocument) -> PreparedDocument | None:
    """Returns what of a document may be written, as a transaction sees it; None if its file was erased.

    That its original is not kept either, where passages are left out, is noted in the same transaction.
    """
    suppressed, document = suppressed_in(connection, home), prepared.document
    if suppressed.holds_file(document.origin, document.content_hash):
        return None
    left = suppressed.left_of(prepared)
    if left is not prepared:
        suppress(connection, suppressed.of_original(document.content_hash))
    return left


def suppress(connection: sa.Connection, rows: dict[str, str]) -> None:
    """Adds what shall not come back."""
    held = set(connection.scalars(sa.select(suppressions.c.digest)))
    at = written(now(), "seconds")
    new = [{"digest": digest, "kind": kind, "at": at} for digest, kind in rows.items() if digest not in held]
    if new:
        connection.execute(sa.insert(suppressions), new)


def digests_of(catalog: Catalog, names: Names, files: Iterable[Path]) -> list[str]:
    """Returns the digests under which persons, and files as they are now, are suppressed."""
    suppressed = to_suppress(catalog)
    of_files = (suppressed.of_file(path.resolve().as_posix(), content_hash(path.read_bytes())) for path in files)
    return [*suppressed.of_names(names), *(digest for rows in of_files for digest in rows)]


def allow(catalog: Catalog, digests: Iterable[str]) -> int:
    """Lets come back what is read again; returns how much of it was suppressed."""
    with catalog.transaction(revises=False) as connection:
        gone = connection.execute(sa.delete(suppressions).where(suppressions.c.digest.in_(list(digests))))
    return gone.rowcount


def _key(home: Path) -> bytes:
    path = home / _KEY_FILE
    if path.is_file():
        return path.read_bytes()
    part = path.with_name(f"{_KEY_FILE}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # whoever comes second takes the key of the first
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_bytes()
