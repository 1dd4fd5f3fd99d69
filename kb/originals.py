"""Originals: every ingested file, stored under the SHA-256 of its content before anything refers to it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from kb.disk import sync


def content_hash(content: bytes) -> str:
    """Returns the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class Originals:
    """A content-addressed folder: `ab/abcdef...`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Returns where the content of that hash is, or would be."""
        return self.root / name[:2] / name

    def put(self, content: bytes) -> str:
        """Brings content to the disk and returns its hash; the file appears whole or not at all."""
        name = content_hash(content)
        target = self.path(name)
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).rename(target)
        sync(target.parent)
        return name

    def names(self) -> set[str]:
        """Returns the hashes of all that is stored."""
        return {path.name for path in self.root.glob("??/*") if not path.name.startswith(".part-")}

    def remove_unfinished(self) -> None:
        """Removes what a killed writer left behind."""
        for path in self.root.glob("??/.part-*"):
            path.unlink()

    def remove(self, name: str) -> None:
        """Removes the content of that hash, if it is there."""
        self.path(name).unlink(missing_ok=True)

    def keep_only(self, names: set[str]) -> None:
        """Removes the content that no document refers to any more."""
        for name in self.names() - names:
            self.path(name).unlink()

    def intact(self, name: str) -> bool:
        """Tells whether the content of that hash is there and has that hash."""
        path = self.path(name)
        return path.is_file() and content_hash(path.read_bytes()) == name
