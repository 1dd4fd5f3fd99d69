"""What a reader is told beside the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _ignore(_done: int, _pages: int) -> None:
    """Is told nothing of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """`ocr`: read page pictures by OCR where it is installed; `on_page`: is told of pages done and of pages in all."""

    ocr: bool = True
    on_page: Callable[[int, int], None] = _ignore
