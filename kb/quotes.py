"""Where a quoted passage stands now: documents are corrected and cut anew, what people said of them must follow.

A quote belongs to the passages that say the same words, or, if none does, to those that share most of the shorter
one's runs of words: a passage that was cut in two is found in both parts, one that was joined to others in the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.text import words

# Words in a row that are compared: two of one language's commonest words follow each other by chance, three hardly do.
_RUN = 3
# From half of the shorter text on, a passage says rather what was quoted than something else.
_BELONGS = 0.5

Runs = frozenset[tuple[str, ...]]


def said_by(quote: str, texts: Sequence[str]) -> list[int]:
    """Returns the places in `texts` of those that a quote belongs to, in order; none if nothing is left of it."""
    wanted = _folded(quote)
    folded = [_folded(text) for text in texts]
    equal = [place for place, text in enumerate(folded) if text == wanted]
    if equal or not wanted:
        return equal
    runs = _runs(wanted)
    return [place for place, text in enumerate(folded) if text and _shared(runs, _runs(text)) >= _BELONGS]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(text))


def _runs(folded: tuple[str, ...]) -> Runs:
    last = max(len(folded) - _RUN, 0)
    return frozenset(folded[place : place + _RUN] for place in range(last + 1))


def _shared(one: Runs, other: Runs) -> float:
    """Returns the share of the smaller set that is in both."""
    return len(one & other) / min(len(one), len(other))
