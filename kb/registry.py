"""The registry of partnerships and the countries: data files that staff edit, checked when they are read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from kb.countries import Country, countries
from kb.errors import UsageError
from kb.messages import Saying
from kb.registry_rules import OPEN_END, Fault, checked
from kb.types import Partnership

PARTNERSHIPS_FILE = "partnerships.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The partnerships and countries that passages are linked to."""

    partnerships: tuple[Partnership, ...]
    countries: tuple[Country, ...]

    def names(self) -> Iterator[str]:
        """Yields the names that the partnerships go by: of their municipalities and associations, and their own."""
        for partnership in self.partnerships:
            named = (*partnership.flemish, *partnership.partner, *partnership.aliases)
            yield from (name for name in named if not name.endswith(OPEN_END))

    def label(self, facet: str, value: str, language: str) -> str:
        """Returns what a reader sees for a value of the facets "partnership" and "country"; else the value."""
        if facet == "partnership":
            return next((p.label for p in self.partnerships if p.id == value), value)
        if facet == "country":
            return next((c.names[language] for c in self.countries if c.code == value), value)
        return value


def load_registry(home: Path) -> Registry:
    """Reads `partnerships.toml` from the data folder, or the one that ships with the package.

    Raises:
        UsageError: the file is not as expected; the message lists all that is wrong, by entry.
    """
    text, path = registry_text(home)
    found, faults = checked(rows_of(text, path))
    if faults:
        raise UsageError("registry_faulty", path=path, problems=told(faults))
    return Registry(partnerships=found, countries=countries())


def registry_faults(home: Path) -> tuple[Fault, ...]:
    """Returns all that is wrong with the registry of a data folder.

    Raises:
        UsageError: the file is no TOML, so that no entry of it can be read.
    """
    return checked(rows_of(*registry_text(home)))[1]


def registry_text(home: Path) -> tuple[str, Path]:
    """Returns the registry as it is written, and where it stands in the data folder or would stand.

    Raises:
        UsageError: the file cannot be read.
    """
    own = home / PARTNERSHIPS_FILE
    if not own.is_file():
        shipped = resources.files("kb").joinpath(f"data/{PARTNERSHIPS_FILE}")
        return shipped.read_text(encoding="utf-8"), own
    try:
        return own.read_text(encoding="utf-8-sig"), own
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError("registry_unreadable", path=own, cause=cause) from cause


def rows_of(text: str, path: Path) -> dict[str, Any]:
    """Returns the entries of a registry by id, unchecked.

    Raises:
        UsageError: the text is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise UsageError("registry_unreadable", path=path, cause=cause) from cause


def told(faults: tuple[Fault, ...]) -> tuple[Saying, ...]:
    """Returns faults as they are told, a line each."""
    return tuple(Saying("registry_entry", entry=fault.entry, problem=fault.problem) for fault in faults)
