"""The registry of partnerships and the countries: data files that staff edit, checked when they are read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from kb.errors import UsageError
from kb.types import LANGUAGES, Partnership, PartnershipType

PARTNERSHIPS_FILE = "partnerships.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country: ISO 3166-1 alpha-2 code, its name in each language, and other words that stand for it."""

    code: str
    names: Mapping[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The partnerships and countries that passages are linked to."""

    partnerships: tuple[Partnership, ...]
    countries: tuple[Country, ...]

    def names(self) -> Iterator[str]:
        """Yields the names that the partnerships go by: of their municipalities and associations, and their own."""
        for partnership in self.partnerships:
            yield from (*partnership.flemish, *partnership.partner, *partnership.aliases)

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
        UsageError: the file is not as expected; the message names the entry.
    """
    own = home / PARTNERSHIPS_FILE
    countries = _countries(_shipped("countries.toml"))
    if not own.is_file():
        text, path = _shipped(PARTNERSHIPS_FILE), Path(PARTNERSHIPS_FILE)
    else:
        text, path = own.read_text(encoding="utf-8"), own
    return Registry(partnerships=_partnerships(text, path, {c.code for c in countries}), countries=countries)


def _shipped(name: str) -> str:
    return resources.files("kb").joinpath(f"data/{name}").read_text(encoding="utf-8")


def _countries(text: str) -> tuple[Country, ...]:
    return tuple(
        Country(
            code=code,
            names={language: row[language] for language in LANGUAGES},
            words=tuple(row.get("words", ())),
        )
        for code, row in tomllib.loads(text).items()
    )


def _partnerships(text: str, path: Path, codes: set[str]) -> tuple[Partnership, ...]:
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise UsageError("registry_unreadable", path=path, cause=cause) from cause
    return tuple(_partnership(name, row, path, codes) for name, row in rows.items())


def _partnership(name: str, row: Any, path: Path, codes: set[str]) -> Partnership:  # noqa: ANN401 - checked here
    try:
        found = Partnership(
            id=name,
            label=str(row["label"]),
            type=PartnershipType(row["type"]),
            flemish=_names(row, "flemish"),
            partner=_names(row, "partner"),
            country=str(row["country"]),
            aliases=_names(row, "aliases"),
        )
    except (KeyError, ValueError, TypeError) as cause:
        raise UsageError("registry_entry", path=path, entry=name, cause=cause) from cause
    if found.country not in codes or not found.partner:
        cause_text = f"country {found.country!r}, partner {list(found.partner)}"
        raise UsageError("registry_entry", path=path, entry=name, cause=cause_text)
    return found


def _names(row: dict[str, Any], key: str) -> tuple[str, ...]:
    names = row.get(key, [])
    if not isinstance(names, list):
        raise TypeError(f"{key} must be a list of names")
    return tuple(str(name) for name in names)
