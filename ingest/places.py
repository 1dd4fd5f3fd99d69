"""Where a text is about: partnerships and countries by name, years by number."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

from kb.registry import Registry
from kb.text import fold_word
from kb.types import Partnership, PartnershipType

_YEAR = re.compile(r"(?<![\d.,/])(?:19[5-9]\d|20\d\d)(?![\d/]|[.,]\d)")
_FIRST_YEAR = 1950
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    capital: bool
    joined: bool  # only white space or a hyphen lies between it and the token before


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as folded words; the last may stand for all words that begin with it."""

    words: tuple[str, ...]
    open_ended: bool
    capital: bool
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What is known of a name of the registry, or of a Flemish municipality that is not in it.

    `body`: it names no municipality but an association, or several municipalities together ("KeMoPoDi").
    """

    flemish: bool
    body: bool = False
    partnerships: frozenset[str] = frozenset()


class _Names:
    """Finds many names in one pass over a text, by their first word."""

    def __init__(self, names: Sequence[_Name]) -> None:
        self._by_first: dict[str, list[_Name]] = {}
        for name in names:
            self._by_first.setdefault(name.words[0], []).append(name)
        single = (name.words[0] for name in names if name.open_ended and len(name.words) == 1)
        self._lengths = sorted({len(word) for word in single})

    def targets(self, tokens: Sequence[_Token]) -> set[str]:
        """Returns what the names that stand in a text are names of."""
        found: set[str] = set()
        for place, token in enumerate(tokens):
            for first in (token.folded, *(token.folded[:n] for n in self._lengths if n < len(token.folded))):
                names = self._by_first.get(first, ())
                found.update(name.target for name in names if _stands(name, tokens, place))
        return found


class Gazetteer:
    """Finds the registry's partnerships and countries in a text.

    A name counts as a whole word, in any accents, if the text writes it with a capital ("Pout" is a town, "pout"
    is not). A partnership is told by its partner's names: a Flemish town alone may be there for other reasons.
    Words for a country's people need no capital: French and Spanish write them without.
    """

    def __init__(self, registry: Registry) -> None:
        partners = [_name(name, p.id) for p in registry.partnerships for name in (*p.partner, *p.aliases)]
        countries = [_name(name, c.code) for c in registry.countries for name in c.names.values()]
        peoples = [_name(word, c.code, capital=False) for c in registry.countries for word in c.words]
        self._order = [p.id for p in registry.partnerships]
        self._partners = _Names(partners)
        self._countries = _Names([*countries, *peoples])
        self._country_of = {p.id: p.country for p in registry.partnerships}
        self._label_of = {p.id: p.label for p in registry.partnerships}
        self._towns = _towns(registry)
        self._codes = _codes(registry)

    def partnerships(self, text: str) -> tuple[str, ...]:
        """Returns the ids of the partnerships that a text names, in the registry's order."""
        found = self._partners.targets(_tokens(text))
        return tuple(name for name in self._order if name in found)

    def countries(self, text: str, partnerships: Iterable[str]) -> tuple[str, ...]:
        """Returns the codes of the countries that a text names, and of the partnerships given."""
        named = self._countries.targets(_tokens(text))
        return tuple(sorted(named | {self._country_of[name] for name in partnerships}))

    def labels(self, partnerships: Iterable[str]) -> list[str]:
        """Returns the labels of partnerships."""
        return [self._label_of[name] for name in partnerships]

    def town(self, name: str) -> Town | None:
        """Returns what is known of a town or association by its name, in any accents."""
        return self._towns.get(_key(name))

    def country(self, name: str) -> str | None:
        """Returns the code of a country by its name in one of the four languages; also of one not in the registry."""
        return self._codes.get(_key(name))


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
    return found | {_key(name): country.code for country in registry.countries for name in country.names.values()}


def _shipped(name: str) -> str:
    return resources.files("ingest").joinpath(f"data/{name}").read_text(encoding="utf-8")


def _key(name: str) -> str:
    return " ".join(fold_word(word) for word in _WORD.findall(unicodedata.normalize("NFC", name)))


def _name(name: str, target: str, *, capital: bool = True) -> _Name:
    folded = tuple(fold_word(word) for word in _WORD.findall(name))
    return _Name(folded, name.endswith("*"), capital, target)


@lru_cache(maxsize=4)
def _tokens(text: str) -> tuple[_Token, ...]:
    """Returns the words of a text; remembered, because partnerships and countries ask for the same."""
    composed = unicodedata.normalize("NFC", text)
    tokens = []
    end = 0
    for match in _WORD.finditer(composed):
        joined = composed[end : match.start()].strip() in ("", "-")
        tokens.append(_Token(fold_word(match.group()), match.group()[0].isupper(), joined))
        end = match.end()
    return tuple(tokens)


def _stands(name: _Name, tokens: Sequence[_Token], place: int) -> bool:
    found = tokens[place : place + len(name.words)]
    if len(found) < len(name.words) or not all(token.joined for token in found[1:]):
        return False
    if name.capital and not found[0].capital:
        return False
    *before, last = name.words
    written = found[-1].folded
    ends = written.startswith(last) if name.open_ended else written == last
    return ends and all(token.folded == word for token, word in zip(found, before, strict=False))


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
