"""The words of an attribution, and the word lists that tell what they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from kb.text import fold

# A word with what joins its parts ("Sint-Niklaas", "N'Diaye", "CD&V"); an article that is elided is one of its own.
_TOKEN = re.compile(r"[dl]['’](?=\w)|[DL]['’](?=[a-zà-öø-ÿ])|[^\W_]+(?:['’.&-][^\W_]+)*|&")
_SEPARATOR = re.compile(r"[,;:|/·•\n()\[\]!?…–—]|(?:^|\s)-+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is written and folded, and its place in the text.

    `joined`: no punctuation parts it from the word before it.
    """

    text: str
    folded: str
    start: int
    end: int
    joined: bool

    @property
    def capital(self) -> bool:
        """Tells whether it is written with a capital."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Tells whether it has a capital inside ("VVSG", "KeMoPoDi"), as names of bodies do."""
        return any(part[1:] != part[1:].lower() for part in re.split(r"[-'’]", self.text))


def tokens(text: str) -> list[Token]:
    """Returns the words of an attribution."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        between = text[end : match.start()]
        joined = bool(found) and (between == " " or not _SEPARATOR.search(between))
        folded = fold(match.group()).replace("’", "'").rstrip("'")
        found.append(Token(match.group(), folded, match.start(), match.end(), joined))
        end = match.end()
    return found


def parts(words: Sequence[Token]) -> list[list[Token]]:
    """Returns the runs of words between punctuation."""
    found: list[list[Token]] = []
    for token in words:
        if found and token.joined:
            found[-1].append(token)
        else:
            found.append([token])
    return found


class Cues:
    """Cues of one or more words, in which * stands for any letters of a word."""

    def __init__(self, cues: Sequence[str]) -> None:
        folded = [fold(cue).replace("’", "'") for cue in cues]
        self._longest = {
            cue.split(" ")[0]: cue.count(" ") + 1 for cue in sorted(folded, key=lambda cue: cue.count(" "))
        }
        pattern = re.compile("|".join(re.escape(cue).replace(r"\ ", " ").replace(r"\*", "[^ ]*") for cue in folded))
        # Texts repeat their words.
        self._matches = lru_cache(maxsize=20_000)(lambda words: pattern.fullmatch(words) is not None)

    def at(self, words: Sequence[Token], place: int) -> int:
        """Returns how many words from `place` on are a cue: the longest counts; 0 if none is."""
        if place >= len(words):
            return 0
        first = words[place].folded
        for length in range(min(self._longest.get(first, 1), len(words) - place), 1, -1):
            part = words[place : place + length]
            if all(token.joined for token in part[1:]) and self._matches(" ".join(token.folded for token in part)):
                return length
        return int(self._matches(first))

    def has(self, word: str) -> bool:
        """Tells whether a word, as it is written, is a cue."""
        return self._matches(fold(word))

    def find(self, words: Sequence[Token], start: int = 0) -> int | None:
        """Returns the first place from `start` on at which a cue stands."""
        return next((place for place in range(start, len(words)) if self.at(words, place)), None)


@cache
def _lists() -> dict[str, list[str]]:
    text = resources.files("ingest").joinpath("data/attributions.toml").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = tomllib.loads(text)
    return loaded


@cache
def listed(name: str) -> Cues:
    """Returns a list of `data/attributions.toml`."""
    return Cues(_lists()[name])
