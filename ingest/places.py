"""Where a text is about: partnerships and countries by name, years by number."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from kb.registry import Registry
from kb.text import fold, fold_word

_YEAR = re.compile(r"(?<![\d.,/])(?:19[5-9]\d|20\d\d)(?![\d/]|[.,]\d)")
_FIRST_YEAR = 1950


class Gazetteer:
    """Finds the registry's partnerships and countries in a text.

    A name counts as a whole word, in any accents, if the text writes it with a capital ("Pout" is a town, "pout"
    is not). A partnership is told by its partner's names: a Flemish town alone may be there for other reasons.
    Words for a country's people need no capital: French and Spanish write them without.
    """

    def __init__(self, registry: Registry) -> None:
        self._partnerships = {p.id: _pattern((*p.partner, *p.aliases)) for p in registry.partnerships}
        self._countries = {c.code: _pattern(c.names.values()) for c in registry.countries}
        self._peoples = {c.code: _pattern(c.words) for c in registry.countries}
        self._country_of = {p.id: p.country for p in registry.partnerships}
        self._label_of = {p.id: p.label for p in registry.partnerships}

    def partnerships(self, text: str) -> tuple[str, ...]:
        """Returns the ids of the partnerships that a text names."""
        folded = _Folded(text)
        return tuple(name for name, pattern in self._partnerships.items() if folded.names(pattern))

    def countries(self, text: str, partnerships: Iterable[str]) -> tuple[str, ...]:
        """Returns the codes of the countries that a text names, and of the partnerships given."""
        folded = _Folded(text)
        named = {code for code, pattern in self._countries.items() if folded.names(pattern)}
        peopled = {code for code, pattern in self._peoples.items() if pattern.search(folded.text)}
        return tuple(sorted(named | peopled | {self._country_of[name] for name in partnerships}))

    def labels(self, partnerships: Iterable[str]) -> list[str]:
        """Returns the labels of partnerships."""
        return [self._label_of[name] for name in partnerships]


class _Folded:
    """A folded text that still knows which of its letters were capitals."""

    def __init__(self, text: str) -> None:
        pieces = [(fold_word(char), char.isupper()) for char in unicodedata.normalize("NFC", text)]
        self.text = "".join(piece for piece, _ in pieces)
        self._capital = [upper for piece, upper in pieces for _ in piece]

    def names(self, pattern: re.Pattern[str]) -> bool:
        """Tells whether the pattern is found where the text has a capital."""
        return any(self._capital[found.start()] for found in pattern.finditer(self.text))


_NOTHING = re.compile(r"(?!)")


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    folded = [re.escape(fold(name)).replace(r"\*", r"\w*").replace(r"\-", "[- ]") for name in names]
    return re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in folded)) if folded else _NOTHING


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
