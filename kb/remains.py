"""Looking through every file of a data folder for what was erased.

What is met may stand there by right: the same words in another document. So all that is met is looked for in what the
knowledge base holds, and only what is not part of that is left over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.admission import kept_originals
from kb.bootstrap import KnowledgeBase
from kb.looking import found_in_files
from kb.probes import Hashes, Probes, Seeker

# People's own files, and what was made of models: nothing of documents ever goes there.
_NOT_OF_DOCUMENTS = ("config.toml", "partnerships.toml", "models")
# What the catalogue holds by right. Of the other tables none holds a text of a document.
_HELD = (
    *("documents", "sources", "passages", "vectors", "suggestions", "passage_words", "passage_meanings"),
    *("decisions", "practices", "practice_events", "feedback", "job_files", "dossiers", "dossier_items"),
)
_PART = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is left over: its fingerprints, and the files that hold it; how many files were looked through."""

    met: Hashes
    holders: tuple[Path, ...]
    files: int
    bytes: int


def remains_of(base: KnowledgeBase, probes: Probes, key: bytes) -> Remains:
    """Looks for probes in every file of the data folder."""
    met = found_in_files(_files(base.config.home), probes, key)
    found = {path: hashes for path, (hashes, _) in met.items() if len(hashes)}
    left = _left_over(base, probes, key, found) if found else {}
    return Remains(
        met=_together(left.values()),
        holders=tuple(left),
        files=len(met),
        bytes=sum(size for _, size in met.values()),
    )


def _left_over(base: KnowledgeBase, probes: Probes, key: bytes, found: dict[Path, Hashes]) -> dict[Path, Hashes]:
    """Returns what is met in files and not in what the knowledge base holds."""
    own = {path for path in found if _is_own(base, path)} | _kept_files(base)
    held = _together(hashes for path, hashes in found.items() if path in own)
    asked = np.setdiff1d(_together(found.values()), held)
    if len(asked):
        narrowed = Probes(np.intersect1d(probes.long, asked), np.intersect1d(probes.short, asked))
        held = np.union1d(held, Seeker(narrowed, key).found_in(_parts(_values(base))))
    left = {path: np.setdiff1d(hashes, held) for path, hashes in found.items()}
    return {path: hashes for path, hashes in left.items() if len(hashes)}


def _is_own(base: KnowledgeBase, path: Path) -> bool:
    return path.relative_to(base.config.home).parts[0] in _NOT_OF_DOCUMENTS


def _kept_files(base: KnowledgeBase) -> set[Path]:
    return {base.originals.path(name) for name in kept_originals(base.catalog)} | base.jobs.spooled()


def _files(home: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(home):
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file() and not path.is_symlink())


def _values(base: KnowledgeBase) -> Iterator[bytes]:
    """Yields all texts and vectors that the catalogue holds, those of a row next to each other as they are stored."""
    connection = base.catalog.engine.raw_connection()
    try:
        cursor = connection.cursor()
        for table in _HELD:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name
            while row := cursor.fetchone():
                yield b"".join(map(_stored, row))
    finally:
        connection.close()


def _stored(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else b""


def _parts(values: Iterator[bytes]) -> Iterator[bytes]:
    """Joins values to parts of a size that is quickly looked through."""
    waiting, size = list[bytes](), 0
    for value in values:
        waiting.append(value)
        size += len(value)
        if size >= _PART:
            yield b"\n".join((*waiting, b""))
            waiting, size = [], 0
    yield b"\n".join(waiting)


def _together(parts: Iterable[Hashes]) -> Hashes:
    held = list(parts)
    return np.unique(np.concatenate(held)) if held else np.empty(0, np.uint64)
