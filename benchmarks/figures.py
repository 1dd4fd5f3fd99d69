"""Figures: what was measured, beside what the bare libraries need, as a table and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

_LIBRARIES = ("sentence-transformers", "torch", "chromadb", "numpy")
_HEADS = ("figure", "praktijkbank", "bare", "unit", "ratio", "the ratio says")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: a value of praktijkbank's and, where there is one to compare with, that of the bare libraries."""

    name: str
    product: float
    bare: float | None = None
    unit: str
    meaning: str = ""

    @property
    def ratio(self) -> float | None:
        """Product divided by bare."""
        return self.product / self.bare if self.bare else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the benchmark: its figures, and remarks on how they came about."""

    name: str
    figures: tuple[Figure, ...]
    remarks: tuple[str, ...] = ()


def median(values: Sequence[float]) -> float:
    """Returns the median."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the value that `share` percent of the values do not exceed."""
    return float(np.percentile(values, share))


def spread(values: Sequence[float]) -> str:
    """Returns the least and the largest value, which show how much the machine drifted."""
    return f"{_shown(min(values))} to {_shown(max(values))}"


def environment() -> dict[str, str | int]:
    """Returns what the figures depend on, without naming the machine."""
    found: dict[str, str | int] = {"processors": os.cpu_count() or 0, "system": sys.platform}
    found |= {"machine": platform.machine(), "python": platform.python_version()}
    return found | {name: version(name) for name in _LIBRARIES}


def as_table(part: Part) -> str:
    """Returns a part as lines of text in columns."""
    rows = [_HEADS, *(_cells(figure) for figure in part.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([f"== {part.name}", *lines, *(f"   {remark}" for remark in part.remarks), ""])


def as_json(part: Part) -> dict[str, Any]:
    """Returns a part as JSON takes it."""
    figures = [asdict(figure) | {"ratio": figure.ratio} for figure in part.figures]
    return {"name": part.name, "figures": figures, "remarks": list(part.remarks)}


def _cells(figure: Figure) -> tuple[str, ...]:
    bare = "" if figure.bare is None else _shown(figure.bare)
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    return (figure.name, _shown(figure.product), bare, figure.unit, ratio, figure.meaning)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    numeric = (1, 2, 4)
    cells = enumerate(zip(row, widths, strict=True))
    return [cell.rjust(width) if column in numeric else cell.ljust(width) for column, (cell, width) in cells]


def _shown(value: float) -> str:
    digits = next((digits for least, digits in ((100, 0), (10, 1), (1, 2)) if abs(value) >= least), 3)
    return f"{value:,.{digits}f}"
