"""Where to cut: the places that cost least over all of a text (dynamic programming), and between its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.blocks import Block, cut
from kb.text import word_count

FEWEST_WORDS = 60
MOST_WORDS = 180
# What must stay whole may have so many words; beyond, it is cut too.
LONGEST_WHOLE = 2 * MOST_WORDS
_GOOD_WORDS = 100

# Prices in units that only compare with each other: breaking the bounds costs more than any preference.
_PRICE_OVER = 50.0
_PRICE_UNDER = 10.0
_PRICE_UNDER_AT_ALL = 2.0

# The white space after a sentence; a single letter before the stop is an initial or "p.".
_BETWEEN_SENTENCES = re.compile(
    r"(?<=[.!?…])(?<![\s(][A-Za-z]\.)[\"'”’»)]*(?:\s»)?(?P<space>\s+)(?=[\"'“‘«(¿¡]*[A-ZÀ-ÖØ-Þ0-9])"
)
_WORD = re.compile(r"\S+")

# The price of what stands in [start, end), which has so many words.
Price = Callable[[int, int, int], float]


def price_of_size(_start: int, _end: int, size: int) -> float:
    """Returns what a passage of so many words costs."""
    price = abs(size - _GOOD_WORDS) / _GOOD_WORDS
    if size > MOST_WORDS:
        price += _PRICE_OVER
    if size < FEWEST_WORDS:
        price += _PRICE_UNDER_AT_ALL + _PRICE_UNDER * (FEWEST_WORDS - size) / FEWEST_WORDS
    return price


def cheapest(sizes: Sequence[int], price: Price = price_of_size) -> list[tuple[int, int]]:
    """Returns where to cut things of these sizes in words, as [start, end), at the least price over all of them."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(sizes) + 1):
        best.append(min(_options(sizes, price, best, end)))
    cuts: list[tuple[int, int]] = []
    end = len(sizes)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _options(
    sizes: Sequence[int], price: Price, best: Sequence[tuple[float, int]], end: int
) -> list[tuple[float, int]]:
    """Returns the price and the start of every passage that could end at `end`; longer ones only while they fit."""
    options: list[tuple[float, int]] = []
    size = 0
    for start in range(end - 1, -1, -1):
        size += sizes[start]
        if size > MOST_WORDS and options:
            break
        options.append((best[start][0] + price(start, end, size), start))
    return options


def parts(block: Block, longest: int) -> list[Block]:
    """Cuts a block of more than `longest` words between its sentences, into parts of a good size."""
    if word_count(block.text) <= longest:
        return [block]
    spans = sentences(block.text)
    cuts = cheapest([word_count(block.text[start:end]) for start, end in spans])
    return [cut(block, spans[start][0], spans[end - 1][1]) for start, end in cuts]


def sentences(text: str) -> list[tuple[int, int]]:
    """Returns the sentences of a text as [start, end); those longer than a passage are cut between words."""
    spaces = [found.span("space") for found in _BETWEEN_SENTENCES.finditer(text)]
    starts = [0, *(end for _, end in spaces)]
    ends = [*(start for start, _ in spaces), len(text)]
    return [part for start, end in zip(starts, ends, strict=True) for part in _by_words(text, start, end)]


def _by_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts a sentence that is longer than a passage (a list without stops, a table) into equal parts."""
    words = [found.span() for found in _WORD.finditer(text, start, end)]
    if len(words) <= MOST_WORDS:
        return [(start, end)]
    count = -(-len(words) // MOST_WORDS)
    size = -(-len(words) // count)
    runs = [words[first : first + size] for first in range(0, len(words), size)]
    return [(run[0][0], run[-1][1]) for run in runs]
