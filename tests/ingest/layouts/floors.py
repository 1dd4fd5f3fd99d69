"""The floors beside the tests: how good a reading must be."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from tests.ingest.layouts.score import Scores


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))


def exceptions() -> dict[str, dict[str, Any]]:
    """Returns by layout what it may fall short of, each with its reason under "why"."""
    return dict(_table().get("layouts", {}))


def floors_of(layout: str) -> dict[str, float]:
    """Returns the floor of each measure for a layout."""
    own = {name: value for name, value in exceptions().get(layout, {}).items() if name != "why"}
    return {**_table()["every_layout"], **own}


def seed_floors() -> dict[str, float]:
    """Returns the floors of the sample report."""
    return dict(_table()["seed"])


def below(scores: Scores, floors: dict[str, float]) -> dict[str, str]:
    """Returns the measures that are under their floor, each with what it is and what it must be."""
    reached = asdict(scores)
    # Shares are written in floors with three digits at most.
    return {name: f"{reached[name]:.4f} of {floor}" for name, floor in floors.items() if reached[name] < floor - 0.0005}
