"""Which files there are to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import UsageError

# Office programs put these beside an open document.
_LOCK_PREFIXES = ("~$", ".~lock")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to read: where it is, and how readers see it named (from the folder that was asked for)."""

    path: Path
    label: str

    @property
    def origin(self) -> str:
        """The name under which it is the same document, whatever its content."""
        return self.path.as_posix()


def discover(paths: Iterable[Path]) -> list[Source]:
    """Returns the files under `paths`, each once, in order of name; hidden and lock files are left out.

    Links are not followed, so that a folder cannot lead out of itself.

    Raises:
        UsageError: a path does not exist.
    """
    found: dict[Path, Source] = {}
    for path in paths:
        if not path.exists():
            raise UsageError("path_missing", path=path)
        root = path.resolve()
        for file in _files(root):
            label = file.relative_to(root.parent).as_posix()
            found.setdefault(file, Source(path=file, label=label))
    return sorted(found.values(), key=lambda source: source.origin)


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not _is_ignored(name) and path.is_file() and not path.is_symlink():
                yield path


def _is_ignored(name: str) -> bool:
    return name.startswith((".", *_LOCK_PREFIXES)) or name.lower() in _SYSTEM_FILES
