"""Making sure that what is written survives a loss of power, and what it takes."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Brings a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Writes a file of text so that at any moment all of the old or all of the new is there."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    sync(part)
    part.replace(path)
    sync(path.parent)


def file_size(path: Path) -> int:
    """Returns the bytes of a file, 0 if it has just been removed."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def folder_size(folder: Path) -> int:
    """Returns the bytes of all files in a folder, while others may write in it; 0 if there is none."""
    return sum(file_size(Path(at) / name) for at, _, names in os.walk(folder) for name in names)
