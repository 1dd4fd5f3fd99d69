"""Where a text is about: partnerships and countries by name, years by number."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from ingest.mentions import Name, Names, name_of
from ingest.surroundings import means_else
from kb.registry import Registry
from kb.registry_rules import OPEN_END
from kb.text import fold_word
from kb.types import Partnership, PartnershipType

PARTNERSHIP, COUNTRY = "partnership", "country"

_YEAR = re.compile(r"(?<![\d.,/])(?:19[5-9]\d|20\d\d)(?![\d/]|[.,]\d)")
_FIRST_YEAR = 1950
_WORD = re.compile(r"[^\W_]+")
# Headings, titles and folders come again with each passage.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What is known of a name of the registry, or of a Flemish municipality that is not in it.

    `body`: it names no municipality but an association, or several municipalities together ("KeMoPoDi").
    """

    flemish: bool
    body: bool = False
    partnerships: frozenset[str] = frozenset()


class Gazetteer:
    """Finds the registry's partnerships and countries in a text.

    A name counts if the text writes it with a capital ("Pout" is a town, "pout" is not) and the words around it tell of
    nothing else of that name. A partnership is told by its partner's names: a Flemish town alone may be there for other
    reasons. Words for a country's people need no capital: French and Spanish write them without.
    """

    def __init__(self, registry: Registry) -> None:
        names = Names((*_partnership_names(registry), *_country_names(registry)), means_else)
        self.mentions = lru_cache(maxsize=_REMEMBERED)(names.find)
        self._place_of = {p.id: place for place, p in enumerate(registry.partnerships)}
        self._country_of = {p.id: p.country for p in registry.partnerships}
        self._label_of = {p.id: p.label for p in registry.partnerships}
        self._home = {country.code for country in registry.countries if country.home}
        self._towns = _towns(registry)
        self._codes = _codes(registry)

    def partnerships(self, text: str) -> tuple[str, ...]:
        """Returns the ids of the partnerships that a text names, in the registry's order."""
        return self.in_order(one.value for one in self.mentions(text) if one.facet == PARTNERSHIP)

    def countries(self, text: str, partnerships: Iterable[str]) -> tuple[str, ...]:
        """Returns the codes of the countries that a text names, and of the partnerships given."""
        named = {one.value for one in self.mentions(text) if one.facet == COUNTRY}
        return tuple(sorted(named | {code for name in partnerships if (code := self.country_of(name))}))

    def in_order(self, partnerships: Iterable[str]) -> tuple[str, ...]:
        """Returns partnerships in the registry's order, each once."""
        return tuple(sorted(set(partnerships), key=self._place_of.__getitem__))

    def country_of(self, partnership: str) -> str | None:
        """Returns the code of a partnership's country, None if passages are not tagged with that."""
        code = self._country_of[partnership]
        return None if code in self._home else code

    def labels(self, partnerships: Iterable[str]) -> list[str]:
        """Returns the labels of partnerships."""
        return [self._label_of[name] for name in partnerships]

    def town(self, name: str) -> Town | None:
        """Returns what is known of a town or association by its name, in any accents."""
        return self._towns.get(_key(name))

    def country(self, name: str) -> str | None:
        """Returns the code of a country by its name in one of the four languages; also of one not in the registry."""
        return self._codes.get(_key(name))


def _partnership_names(registry: Registry) -> Iterator[Name]:
    for one in registry.partnerships:
        for name in (*one.partner, *one.aliases):
            # Inhabitants ("portovejens*") are written without a capital where the registry does.
            yield name_of(name, PARTNERSHIP, one.id, capital=not (name.endswith(OPEN_END) and name[0].islower()))
        yield from (name_of(name, PARTNERSHIP, "") for name in one.excluded)


def _country_names(registry: Registry) -> Iterator[Name]:
    for one in registry.countries:
        if not one.home:
            yield from (name_of(name, COUNTRY, one.code) for name in one.all_names)
            yield from (name_of(word, COUNTRY, one.code, capital=False) for word in one.words)
            yield from (name_of(name, COUNTRY, "") for name in one.excluded)


def _towns(registry: Registry) -> dict[str, Town]:
    shipped = tomllib.loads(_shipped("flemish_municipalities.toml"))
    found = {_key(name): Town(flemish=True) for name in str(shipped["names"]).split(";")}
    for partnership in registry.partnerships:
        sides = ((True, partnership.flemish), (False, (*partnership.partner, *partnership.aliases)))
        for flemish, names in sides:
            for name in names:
                known = found.get(_key(name), Town(flemish=flemish, body=_is_body(name, partnership)))
                found[_key(name)] = replace(known, partnerships=known.partnerships | {partnership.id})
    return found


def _is_body(name: str, partnership: Partnership) -> bool:
    """Tells whether a name is an association's: the registry says so, or it has capitals inside ("KeMoPoDi")."""
    inside = any(part[1:] != part[1:].lower() for part in _WORD.findall(name))
    return partnership.type is PartnershipType.SISTER_ASSOCIATION or inside


def _codes(registry: Registry) -> dict[str, str]:
    beyond: dict[str, list[str]] = tomllib.loads(_shipped("attributions.toml"))["countries"]
    found = {_key(name): code for code, names in beyond.items() for name in names}
    return found | {_key(name): country.code for country in registry.countries for name in country.all_names}


def _shipped(name: str) -> str:
    return resources.files("ingest").joinpath(f"data/{name}").read_text(encoding="utf-8")


def _key(name: str) -> str:
    return " ".join(fold_word(word) for word in _WORD.findall(unicodedata.normalize("NFC", name)))


def year_of(names: Iterable[str], text: str) -> int | None:
    """Returns the year that a document is about.

    Args:
        names: title, file name, folders, in order of trust; the latest year in the first that has one counts.
        text: the document's text; the year that it names most counts, of equals the latest.
    """
    for name in names:
        if years := _years(name.replace("_", " ").replace("-", " ")):
            return max(years)
    counted = Counter(_years(text))
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


def _years(text: str) -> list[int]:
    latest = datetime.now(UTC).year + 1
    return [year for year in map(int, _YEAR.findall(text)) if _FIRST_YEAR <= year <= latest]
