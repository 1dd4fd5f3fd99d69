"""Generations: dense indexes derived from the catalogue, each in a folder that is published whole.

A generation is built in `gen-N.part`, brought to the disk, and then renamed to `gen-N`; from then on nobody
writes to it. What is killed half-way leaves a `.part` folder, which the next writer removes. Passages that
are newer than the generation are scanned exactly, so that an answer never waits for a rebuild. Generations of several
stamps may lie side by side: that of the model that answers, and that of the one before it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from kb import dense
from kb.disk import sync
from kb.vectors import VectorTable

_NAME = re.compile(r"gen-(\d+)")
# Not named like what a killed writer leaves behind, for another may write while it is built.
_PREPARED = "prepared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a generation was made from: the vectors' stamp, their dimension and number, and the newest of them."""

    vectors: str
    dimension: int
    size: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A published generation: its folder, stamp and memory-mapped vectors."""

    folder: Path
    stamp: Stamp
    table: VectorTable

    @property
    def chroma_folder(self) -> Path:
        """Where Chroma's files are."""
        return self.folder / "chroma"


def newest(root: Path, stamp: str) -> Generation | None:
    """Opens the newest generation whose vectors carry `stamp`; None if there is none that is whole."""
    for folder in reversed(_published(root)):
        generation = _open(folder)
        if generation and generation.stamp.vectors == stamp:
            return generation
    return None


def publish(root: Path, table: VectorTable, stamp: str, kept: Collection[str] = ()) -> None:
    """Builds a new generation of all the vectors in `table` and removes those that nobody needs any more.

    The caller holds the write lock. A reader that still has an older generation open keeps its
    memory-mapped files; Chroma's it may lose, and then it scans exactly.

    Args:
        root: folder of the generations.
        table: the vectors.
        stamp: which model made them.
        kept: other stamps whose newest generation stays.
    """
    remove_unfinished(root)
    part = _next(root).with_suffix(".part")
    _build(part, table, stamp)
    _rename(part, _next(root))
    keep_newest(root, {stamp, *kept})


def prepare(root: Path, table: VectorTable, stamp: str) -> None:
    """Builds a generation beside the published ones, to be adopted later; one at a time does this, without the lock."""
    drop_prepared(root)
    _build(root / _PREPARED, table, stamp)


def adopt_prepared(root: Path) -> None:
    """Publishes the generation that was prepared, if there is one; the caller holds the write lock."""
    if (root / _PREPARED).exists():
        _rename(root / _PREPARED, _next(root))


def drop_prepared(root: Path) -> None:
    """Removes what was prepared, or is half of it, and never adopted."""
    if (root / _PREPARED).exists():
        shutil.rmtree(root / _PREPARED)


def _build(part: Path, table: VectorTable, stamp: str) -> None:
    part.mkdir(parents=True)
    np.save(part / "numbers.npy", table.numbers)
    np.save(part / "vectors.npy", table.matrix)
    dense.build(part / "chroma", table.numbers, table.matrix)
    made = Stamp(
        vectors=stamp,
        dimension=table.matrix.shape[1],
        size=len(table.numbers),
        last=int(table.numbers[-1]),
    )
    (part / "stamp.json").write_text(json.dumps(asdict(made)), encoding="utf-8")
    _bring_to_disk(part)


def _rename(part: Path, folder: Path) -> None:
    part.rename(folder)
    sync(folder.parent)


def _next(root: Path) -> Path:
    older = _published(root)
    return root / f"gen-{_number(older[-1]) + 1 if older else 1:06}"


def keep_newest(root: Path, stamps: Collection[str]) -> None:
    """Removes every generation but the newest whole one of each of these stamps."""
    newer = [newest(root, stamp) for stamp in stamps]
    kept = {generation.folder for generation in newer if generation}
    for folder in _published(root):
        if folder not in kept:
            shutil.rmtree(folder)


def remove_unfinished(root: Path) -> None:
    """Removes what a killed writer left behind."""
    for folder in root.glob("gen-*.part"):
        shutil.rmtree(folder)


def _published(root: Path) -> list[Path]:
    return sorted((path for path in root.glob("gen-*") if _NAME.fullmatch(path.name)), key=_number)


def _number(folder: Path) -> int:
    return int(folder.name.removeprefix("gen-"))


def _open(folder: Path) -> Generation | None:
    try:
        stamp = Stamp(**json.loads((folder / "stamp.json").read_text(encoding="utf-8")))
        table = _mapped(folder)
    except (OSError, ValueError, TypeError):
        return None
    whole = table.matrix.shape == (stamp.size, stamp.dimension) and len(table.numbers) == stamp.size
    return Generation(folder=folder, stamp=stamp, table=table) if whole else None


def _mapped(folder: Path) -> VectorTable:
    return VectorTable(np.load(folder / "numbers.npy"), np.load(folder / "vectors.npy", mmap_mode="r"))


def _bring_to_disk(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        sync(path)
