"""The countries that passages are tagged with: their names in the four languages, and what else stands for them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kb.text import letters
from kb.types import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country: ISO 3166-1 alpha-2 code, its name in each language, and what else stands for it.

    `other` are more names, `words` adjectives and inhabitants, which need no capital, `excluded` longer names that hold
    one of these and mean something else. No passage is tagged with the `home` of the Flemish sides.
    """

    code: str
    names: Mapping[str, str]
    other: tuple[str, ...]
    words: tuple[str, ...]
    excluded: tuple[str, ...]
    home: bool

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its names in all languages, without those for its people."""
        return (*dict.fromkeys(self.names.values()), *self.other)


@cache
def countries() -> tuple[Country, ...]:
    """Returns the countries of `kb/data/countries.toml`, with their names."""
    text = resources.files("kb").joinpath("data/countries.toml").read_text(encoding="utf-8")
    return tuple(
        Country(
            code=code,
            names={language: named[code] for language, named in _territories().items()},
            other=tuple(row.get("other", ())),
            words=tuple(row.get("words", ())),
            excluded=tuple(row.get("excluded", ())),
            home=row.get("home", False),
        )
        for code, row in tomllib.loads(text).items()
    )


@cache
def country_letters() -> frozenset[str]:
    """Returns the folded letters of every country's names, of the whole world and in all four languages."""
    world = {name for named in _territories().values() for name in named.values()}
    return frozenset(letters(name) for name in (*world, *(other for one in countries() for other in one.other)))


@cache
def _territories() -> dict[str, dict[str, str]]:
    """Returns the countries' names by code, for each language."""
    from babel import Locale  # noqa: PLC0415 - only what names countries pays for the import

    return {
        language: {code: name for code, name in Locale(language).territories.items() if len(code) == 2}  # noqa: PLR2004
        for language in LANGUAGES
    }
