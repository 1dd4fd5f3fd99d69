"""Finds many names in one pass over a text, in the spellings that texts have, with the place of each.

A name is matched as its folded letters: accents, capitals and hyphens do not matter, words of a name may be written as
one, and a word may be broken at the end of a line. A word of a name is never put together out of words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.registry_rules import OPEN_END
from kb.text import fold_word

# Accents of their own, and what cannot be seen inside a word, are part of it.
_MARKS = "\u0300-\u036f"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|[{_UNSEEN}](?=[^\W_]))*")
_HIDDEN = re.compile(rf"[{_UNSEEN}]")
# Between the words of a name: spaces, a hyphen or an apostrophe, or the point of an abbreviation ("St. Louis").
_JOIN = re.compile(r"\s*[-\u2010\u2011'’ʼ]?\s*")
_ABBREVIATED = re.compile(r"\.\s*")
_LONGEST_ABBREVIATION = 3
_BROKEN = re.compile(r"[-\u2010\u00ad¬][^\S\n]*\n\s*")


class Token(NamedTuple):
    """A word of a text: folded, with its place and what stands between it and the word before.

    `joined` tells that both may be words of one name, `broken` that both may be one word, broken at the end of a line.
    """

    folded: str
    start: int
    end: int
    capital: bool
    gap: str
    joined: bool
    broken: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name to find: its folded letters, and after which of them one of its words ends.

    `facet` and `value` are what it stands for; a name without a value stands for nothing, and hides those inside it.
    With an open end it stands for all words that begin so. `capital`: a text must write it with one.
    """

    facet: str
    value: str
    letters: str
    ends: frozenset[int]
    open_ended: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A name that stands in a text at the character offsets [start, end)."""

    facet: str
    value: str
    start: int
    end: int


# Tells of the words of a text and the first and last of a name whether something else is meant there.
MeansElse = Callable[[Sequence[Token], int, int], bool]


def name_of(written: str, facet: str, value: str, *, capital: bool = True) -> Name:
    """Returns a name as it is found; `*` at its end stands for any ending."""
    words = [token.folded for token in tokens(written)]
    ends = frozenset(sum(map(len, words[:count])) for count in range(1, len(words)))
    return Name(facet, value, "".join(words), ends, written.endswith(OPEN_END), capital)


def tokens(text: str) -> list[Token]:
    """Returns the words of a text."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        written = match.group()
        plain = written if written.isascii() else _HIDDEN.sub("", written)
        gap = text[found[-1].end if found else 0 : match.start()]
        broken = "\n" in gap and written[0].islower() and bool(_BROKEN.fullmatch(gap))
        joined = bool(found) and (gap == " " or _joins(found[-1], gap))
        capital = written[0].isupper()
        found.append(Token(fold_word(plain), match.start(), match.end(), capital, gap, joined, broken and bool(found)))
    return found


def _joins(before: Token, gap: str) -> bool:
    if _JOIN.fullmatch(gap):
        return True
    return len(before.folded) <= _LONGEST_ABBREVIATION and bool(_ABBREVIATED.fullmatch(gap))


class Names:
    """Names by their letters.

    Args:
        names: what to find.
        means_else: decides, where a name that must have a capital stands, whether the words around it tell that
            something else is meant.
    """

    def __init__(self, names: Iterable[Name], means_else: MeansElse) -> None:
        self._closed: dict[str, list[Name]] = {}
        self._open: dict[str, list[Name]] = {}
        for name in names:
            held = self._open if name.open_ended else self._closed
            held.setdefault(name.letters, []).append(name)
        every = (*self._closed, *self._open)
        # Most words of a text are passed over by their first two letters.
        self._initials = {letters[:count] for letters in every for count in (1, 2)}
        self._beginnings = {letters[:count] for letters in every for count in range(1, len(letters))}
        self._open_lengths = sorted({len(letters) for letters in self._open})
        self._means_else = means_else

    def find(self, text: str) -> tuple[Mention, ...]:
        """Returns the names that stand in a text, in its order; of names inside each other the longest."""
        words = tokens(text)
        likely = (place for place, word in enumerate(words) if word.folded[:2] in self._initials)
        found = {one for place in likely for one in self._at(words, place)}
        return tuple(one for one in _longest(found) if one.value)

    def _at(self, words: Sequence[Token], place: int) -> Iterator[Mention]:
        """Yields the names that begin at a word, which may go on over the words behind it."""
        letters, ends = "", set[int]()
        for last in range(place, len(words)):
            word, before = words[last], len(letters)
            if last > place and not word.broken:
                if not word.joined:
                    return
                ends.add(before)
            letters += word.folded
            for name in self._with(letters, before):
                if ends <= name.ends and self._stands(name, words, place, last):
                    yield Mention(name.facet, name.value, words[place].start, word.end)
            if letters not in self._beginnings:
                return

    def _with(self, letters: str, before: int) -> Iterator[Name]:
        """Yields the names of these letters, or with an open end, of the first of them, if it is in the last word."""
        yield from self._closed.get(letters, ())
        for length in self._open_lengths:
            if before < length <= len(letters):
                yield from self._open.get(letters[:length], ())

    def _stands(self, name: Name, words: Sequence[Token], place: int, last: int) -> bool:
        if not name.capital:
            return True
        return words[place].capital and not (name.value and self._means_else(words, place, last))


def _longest(found: Iterable[Mention]) -> Iterator[Mention]:
    """Yields mentions in the order of the text, without those inside a longer one of their facet."""
    covered: dict[str, tuple[int, int]] = {}
    for one in sorted(found, key=lambda mention: (mention.start, -mention.end, mention.value)):
        start, end = covered.get(one.facet, (-1, -1))
        if one.end <= end and (one.start, one.end) != (start, end):
            continue
        covered[one.facet] = (one.start, one.end)
        yield one
