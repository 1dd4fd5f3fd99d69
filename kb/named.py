"""Whether a text names a person, in any case, accent and order of first name and surname; and texts without names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import UsageError
from kb.text import Word, words
from kb.types import Passage

# What stands where a name stood.
MARK = "▇▇▇"
# One word alone is a first name or a town: too many others are called so.
_LEAST_WORDS = 2

Spelling = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of persons as folded words, each also with its last word first."""

    spellings: frozenset[Spelling]

    def in_text(self, text: str) -> bool:
        """Tells whether a text names one of them."""
        return next(self._places(words(text)), None) is not None

    def in_passage(self, passage: Passage) -> bool:
        """Tells whether a passage names one of them: in its text, its context, or as its speaker."""
        return any(map(self.in_text, naming_texts(passage)))

    def taken_out(self, text: str) -> str:
        """Returns a text with a mark in the place of each name."""
        left, last = [], 0
        for start, end in self._places(words(text)):
            if start >= last:
                left += [text[last:start], MARK]
                last = end
        return "".join([*left, text[last:]])

    def taken_out_of(self, data: Any) -> Any:  # noqa: ANN401 - JSON
        """Returns JSON with a mark in the place of each name in its strings."""
        if isinstance(data, str):
            return self.taken_out(data)
        if isinstance(data, list):
            return [self.taken_out_of(one) for one in data]
        if isinstance(data, dict):
            return {key: self.taken_out_of(value) for key, value in data.items()}
        return data

    def _places(self, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Yields where names stand, as character offsets."""
        folded = [word.folded for word in found]
        for place in range(len(folded)):
            for spelling in self.spellings:
                end = place + len(spelling)
                if tuple(folded[place:end]) == spelling:
                    yield found[place].start, found[end - 1].end


NOBODY = Names(frozenset())


def naming_texts(passage: Passage) -> tuple[str, ...]:
    """Returns what of a passage may name a person."""
    speaker = passage.speaker.name if passage.speaker else None
    return (passage.text, passage.context, *passage.headings, speaker or "")


def names_of(spelled: Iterable[str]) -> Names:
    """Returns names as people write them, for looking them up in texts.

    Raises:
        UsageError: one has a single word, by which others would be erased too.
    """
    found: set[Spelling] = set()
    for name in spelled:
        folded = tuple(word.folded for word in words(name))
        if len(folded) < _LEAST_WORDS:
            raise UsageError("erase_short_name", least=_LEAST_WORDS)
        found |= {folded, (*folded[1:], folded[0]), (folded[-1], *folded[:-1])}
    return Names(frozenset(found))
