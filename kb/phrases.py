"""Finds many phrases in a text in one pass over its words: whole words in a row, without regard to case and accents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.text import fold_word, words


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Folded words; the last may stand for all words that begin with it."""

    words: tuple[str, ...]
    open_ended: bool
    name: str


class Phrases:
    """Phrases by the name that they stand for.

    Args:
        named: phrases for each name; `*` at the end of one stands for any further letters of its last word.
    """

    def __init__(self, named: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        self._openings: dict[str, list[_Phrase]] = {}
        for name, phrases in named.items():
            for phrase in phrases:
                self._add(_phrase(phrase, name))
        self._lengths = sorted({len(opening) for opening in self._openings})

    def _add(self, phrase: _Phrase) -> None:
        opens = phrase.open_ended and len(phrase.words) == 1
        (self._openings if opens else self._by_first).setdefault(phrase.words[0], []).append(phrase)

    def names_in(self, folded: Sequence[str]) -> list[str]:
        """Returns, for each place of folded words where phrases begin, the names of these, in order."""
        return [name for place in range(len(folded)) for name in self._at(folded, place)]

    def _at(self, folded: Sequence[str], place: int) -> list[str]:
        word = folded[place]
        found = [phrase.name for phrase in self._by_first.get(word, ()) if _stands(phrase, folded, place)]
        for length in self._lengths:
            if length > len(word):
                break
            found += [phrase.name for phrase in self._openings.get(word[:length], ())]
        return list(dict.fromkeys(found))


def folded_words(text: str) -> list[str]:
    """Returns the words of a text, folded, as phrases are matched with them."""
    return [word.folded for word in words(text)]


def _phrase(written: str, name: str) -> _Phrase:
    folded = tuple(fold_word(word.folded) for word in words(written.replace("*", " ")))
    if not folded:
        raise ValueError(f"{written!r} of {name!r} has no words")
    return _Phrase(folded, written.endswith("*"), name)


def _stands(phrase: _Phrase, folded: Sequence[str], place: int) -> bool:
    *before, last = phrase.words
    found = folded[place : place + len(phrase.words)]
    if len(found) < len(phrase.words) or list(found[:-1]) != before:
        return False
    return found[-1].startswith(last) if phrase.open_ended else found[-1] == last
