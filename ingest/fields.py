"""The fields of a speaker while an attribution is read: each is filled once, with words as they stand there."""

from __future__ import annotations

import re

from ingest.lexicon import listed
from ingest.phrases import Words
from ingest.places import Gazetteer, Town
from kb.types import Speaker

# "Democratic Republic of the Congo".
_WORDS_OF_A_COUNTRY = 5
# Nobody's partnership is with Belgium: it counts only where nothing else is known.
_HOME = "BE"
_COLUMN = re.compile(r"\|\s*$")
_BRACKET = re.compile(r"[(\[][^)\]]*$")


class Fields:
    """What is known of a speaker so far.

    Attributes:
        text: the attribution.
        last: the field that was filled last.
    """

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.last = ""
        self._gazetteer = gazetteer
        self._spans: dict[str, tuple[int, int]] = {}
        self._home: Town | None = None
        self._in_locality = False

    def __contains__(self, name: str) -> bool:
        return name in self._spans

    def __bool__(self) -> bool:
        return bool(self._spans)

    def put(self, name: str, words: Words) -> None:
        """Fills a field, if nothing filled it before."""
        if words and name not in self._spans:
            self._spans[name] = (words[0].start, words[-1].end)
            self.last = name

    def lengthen(self, words: Words) -> None:
        """Adds words, if there are any, to the field that was filled last."""
        if words:
            self._spans[self.last] = (self._spans[self.last][0], words[-1].end)

    def put_locality(self, words: Words) -> None:
        """Fills in a part of a municipality, until the municipality is named."""
        if "municipality" not in self:
            self.put("municipality", words)
            self._in_locality = True

    def put_municipality(self, words: Words) -> None:
        """Fills in what is called a municipality: it counts more than a town that was only guessed by its place."""
        if not self._home and "partner" not in self:
            self._in_locality = True
        self.put_town(words)

    def put_town(self, words: Words) -> None:
        """Fills in where the speaker is from or, if that is known and on the other side, the partner."""
        town = self.town(words)
        if town and town.body:
            partner = self._home is not None and self._is_across(town)
            self.put("partner" if partner else "organisation", words)
        elif "municipality" not in self or self._in_locality:
            self._home = town
            self._spans.pop("municipality", None)
            self._in_locality = False
            self.put("municipality", words)
        elif self._is_across(town):
            self.put("partner", words)

    def _is_across(self, town: Town | None) -> bool:
        """Tells whether a town is on the other side than the speaker's own: both are known, and one is Flemish."""
        return self._home is not None and town is not None and self._home.flemish != town.flemish

    def town(self, words: Words) -> Town | None:
        """Returns what is known of a name."""
        return self._gazetteer.town(self.said(words))

    def is_town(self, name: str) -> bool:
        """Tells whether a name is known as a town's or body's."""
        return self._gazetteer.town(name) is not None

    def is_known(self, words: Words) -> bool:
        """Tells whether words are a town, body or country that is known."""
        return self.town(words) is not None or self.country_at(words, 0) == len(words)

    def is_acronym(self, words: Words) -> bool:
        """Tells whether a word has capitals inside, where not all are capitals."""
        return not self.text.isupper() and any(token.is_acronym for token in words)

    def country_at(self, words: Words, place: int) -> int:
        """Returns how many words from `place` on are a country's name."""
        for length in range(min(_WORDS_OF_A_COUNTRY, len(words) - place), 0, -1):
            if words[place].capital and self._gazetteer.country(self.said(words[place : place + length])):
                return length
        return 0

    def said(self, words: Words) -> str:
        """Returns words as the attribution has them."""
        return self.text[words[0].start : words[-1].end] if words else ""

    def in_column(self, words: Words) -> bool:
        """Tells whether words begin a column: "name | role | organisation"."""
        return _COLUMN.search(self.text[: words[0].start]) is not None

    def bracket(self, words: Words) -> str:
        """Returns what stands between the bracket that words are in and their end; nothing if they are in none."""
        opened = _BRACKET.search(self.text[: words[0].start])
        return self.text[opened.start() + 1 : words[-1].end] if opened else ""

    def since_last(self, words: Words) -> str:
        """Returns what stands between the field that was filled last and words."""
        return self.text[self._spans[self.last][1] : words[0].start] if self.last else ""

    def is_municipal(self) -> bool:
        """Tells whether the role is one that only municipalities have."""
        start, end = self._spans.get("role", (0, 0))
        role = self.text[start:end].split()
        return any(listed("municipal").has(word) for word in role)

    def speaker(self, words: Words) -> Speaker:
        """Returns the speaker; the country is the one that words name, else that of the partnership."""
        said = {name: self.text[start:end] for name, (start, end) in self._spans.items()}
        return Speaker(**said, country=self._country(words))

    def _country(self, words: Words) -> str | None:
        begin, end = self._spans.get("name", (0, 0))
        others = [token for token in words if not begin <= token.start < end]
        named = [self._code(others, place) for place in range(len(others)) if self.country_at(others, place)]
        abroad = [code for code in named if code != _HOME]
        if abroad:
            return abroad[0]
        of_partnership = self._countries_of_partnerships()
        if len(of_partnership) == 1:
            return of_partnership.pop()
        return named[0] if named else None

    def _code(self, words: Words, place: int) -> str | None:
        return self._gazetteer.country(self.said(words[place : place + self.country_at(words, place)]))

    def _countries_of_partnerships(self) -> set[str]:
        found = set(self._gazetteer.partnerships(self.text))
        if not found and self._home:
            found = set(self._home.partnerships)
        return set(self._gazetteer.countries(self.text, found))
