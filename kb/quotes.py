"""Where a quoted passage stands now: documents are corrected and cut anew, what people said of them must follow.

A quote belongs to the passages that say the same words, or, if none does, to those that share most of the shorter
one's runs of words: a passage that was cut in two is found in both parts, one that was joined to others in the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kb.text import folded_words

# Words in a row that are compared: two of one language's commonest words follow each other by chance, three hardly do.
_RUN = 3
# From half of the shorter text on, a passage says rather what was quoted than something else.
_BELONGS = 0.5

Runs = frozenset[tuple[str, ...]]


class Texts:
    """The passages of a document, among which many quotes are looked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def saying(self, quote: str) -> list[int]:
        """Returns the places of those that a quote belongs to, in order; none if nothing is left of it."""
        wanted = folded_words(quote)
        equal = [place for place, text in enumerate(self._folded) if text == wanted]
        if equal or not wanted:
            return equal
        runs = _runs(wanted)
        return [place for place, held in enumerate(self._runs) if held and _shared(runs, held) >= _BELONGS]

    def holding(self, quote: str) -> list[int]:
        """Returns the places of those that hold a quote word for word, without regard to case, accents and spaces."""
        wanted = _spaced(folded_words(quote))
        return [place for place, text in enumerate(self._spaced) if wanted.strip() and wanted in text]

    @cached_property
    def _spaced(self) -> list[str]:
        return [_spaced(text) for text in self._folded]

    @cached_property
    def _folded(self) -> list[tuple[str, ...]]:
        return [folded_words(text) for text in self._texts]

    @cached_property
    def _runs(self) -> list[Runs]:
        return [_runs(text) if text else frozenset() for text in self._folded]


def _spaced(folded: tuple[str, ...]) -> str:
    """Returns words with spaces around each, so that what is looked for begins and ends with a word."""
    return f" {' '.join(folded)} "


def _runs(folded: tuple[str, ...]) -> Runs:
    last = max(len(folded) - _RUN, 0)
    return frozenset(folded[place : place + _RUN] for place in range(last + 1))


def _shared(one: Runs, other: Runs) -> float:
    """Returns the share of the smaller set that is in both."""
    return len(one & other) / min(len(one), len(other))
