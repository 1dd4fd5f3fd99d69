"""The spool: uploaded files until they are read, each under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kb.disk import sync
from kb.errors import TooLargeError

_CHUNK = 1 << 20
_MEGABYTE = 1_000_000
_UNFINISHED = ".part-"
_ON_ITS_WAY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Content that is on the disk, and not yet under its name."""

    content_hash: str
    part: Path

    def discard(self) -> None:
        """Removes it, unless it is under its name by now."""
        self.part.unlink(missing_ok=True)


class Spool:
    """A content-addressed folder of files that wait.

    A file is received first, and gets its name in the transaction that refers to it; files that nothing refers to are
    removed in a transaction as well. So none is ever lost between two uploads of the same content.

    Args:
        root: the folder.
        most_mb: how large a file may be, in megabytes.
    """

    def __init__(self, root: Path, most_mb: int) -> None:
        self.root = root
        self._most_mb = most_mb

    def path(self, content_hash: str) -> Path:
        """Returns where the content of that hash is, or would be."""
        return self.root / content_hash

    def receive(self, stream: BinaryIO) -> Received:
        """Brings content to the disk, in pieces.

        Raises:
            TooLargeError: it is larger than files may be.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=_UNFINISHED, delete=False) as file:
            try:
                name = self._copied(stream, file)  # type: ignore[arg-type]  # it is what the library returns
            except BaseException:
                Path(file.name).unlink()
                raise
        return Received(content_hash=name, part=Path(file.name))

    def keep(self, received: Received) -> None:
        """Gives content its name; the file appears whole or not at all."""
        received.part.replace(self.path(received.content_hash))
        sync(self.root)

    def names(self) -> set[str]:
        """Returns the hashes of all that waits."""
        return {path.name for path in self.root.glob("*") if not path.name.startswith(_UNFINISHED)}

    def keep_only(self, names: set[str]) -> None:
        """Removes the files that nothing refers to any more, and what was not received whole in an hour."""
        for name in self.names() - names:
            self.path(name).unlink()
        for path in self._parts():
            if not _is_on_its_way(path):
                path.unlink(missing_ok=True)

    def on_their_way(self) -> set[Path]:
        """Returns the files that are being received."""
        return {path for path in self._parts() if _is_on_its_way(path)}

    def remove_unfinished(self) -> None:
        """Removes what a killed server left behind."""
        for path in self._parts():
            path.unlink(missing_ok=True)

    def _parts(self) -> Iterator[Path]:
        return self.root.glob(f"{_UNFINISHED}*")

    def _copied(self, stream: BinaryIO, file: BinaryIO) -> str:
        found, size = hashlib.sha256(), 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > self._most_mb * _MEGABYTE:
                raise TooLargeError("upload_too_large", most=self._most_mb)
            found.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        return found.hexdigest()


def _is_on_its_way(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < _ON_ITS_WAY_SECONDS
    except FileNotFoundError:
        return False
