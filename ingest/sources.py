"""Which files there are to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kb.errors import UsageError
from kb.types import INSIDE

# Office programs put these beside an open document.
_LOCK_PREFIXES = ("~$", ".~lock")
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to read: where it is, and how readers see it named (from the folder that was asked for).

    `inside` is empty for a file on the disk, and leads to a file inside it by the names of attachments.
    """

    path: Path
    label: str
    inside: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """The name under which it is the same document, whatever its content."""
        return INSIDE.join((_storable(self.path), *self.inside))

    @property
    def name(self) -> str:
        """The name of the file itself."""
        return self.inside[-1] if self.inside else self.path.name

    def attached(self, name: str) -> Source:
        """Returns the source of a file inside this one."""
        return replace(self, label=f"{self.label}{INSIDE}{name}", inside=(*self.inside, name))


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
            label = _storable(file.relative_to(root.parent))
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


def _storable(path: Path) -> str:
    """Returns a path as text; names on a disk need not be, and then their other bytes are written out."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def _is_ignored(name: str) -> bool:
    return name.startswith((".", *_LOCK_PREFIXES)) or name.lower() in _SYSTEM_FILES
