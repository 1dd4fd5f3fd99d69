"""Whether a text names a person: the folded words of the name stand in it in sequence, also with the surname first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kb.errors import UsageError
from kb.text import Word, folded_words, words

# Put where a name, or what was erased, stood in what people wrote.
MARK = "[…]"
# A name of fewer letters would take half of the texts with it.
_LEAST_LETTERS = 4

Spelling = tuple[str, ...]


def spellings_of(name: str) -> frozenset[Spelling]:
    """Returns the sequences of folded words that a name is told by: as it is given, and with any end of it first.

    Raises:
        UsageError: it is too short to tell one person.
    """
    folded = folded_words(name)
    if sum(map(len, folded)) < _LEAST_LETTERS:
        raise UsageError("erasure_name_short", least=_LEAST_LETTERS)
    return frozenset(folded[start:] + folded[:start] for start in range(len(folded)))


class Persons:
    """Finds names in texts.

    Args:
        names: as people write them; those of one person or of several.

    Raises:
        UsageError: one is too short to tell a person.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.spellings: frozenset[Spelling] = frozenset().union(*map(spellings_of, names))
        self._lengths = sorted({len(one) for one in self.spellings}, reverse=True)
        self._first = {one[0] for one in self.spellings}

    def named_in(self, *texts: str) -> bool:
        """Tells whether any of some texts names one of them."""
        return any(next(self.places(text), None) for text in texts)

    def named_in_data(self, data: Any) -> bool:  # noqa: ANN401 - JSON
        """Tells whether any text within JSON names one of them."""
        return self.named_in(*strings_of(data))

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields where a text names one of them, as character offsets [start, end)."""
        held = words(text)
        after = 0
        for place, word in enumerate(held):
            if word.folded in self._first and place >= after:
                length = self._length_at(held, place)
                if length:
                    after = place + length
                    yield word.start, held[after - 1].end

    def _length_at(self, held: list[Word], place: int) -> int:
        for length in self._lengths:
            if tuple(word.folded for word in held[place : place + length]) in self.spellings:
                return length
        return 0


def strings_of(data: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yields all texts within JSON, but for keys."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for value in data.values() for text in strings_of(value))
    elif isinstance(data, list | tuple):
        yield from (text for value in data for text in strings_of(value))


def without(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Returns a text with a neutral mark in each of some places, which may overlap."""
    end, parts = 0, []
    for start, stop in sorted(places):
        if start >= end:
            parts += [text[end:start], MARK]
        end = max(end, stop)
    return "".join((*parts, text[end:]))
