"""The run-time lexicon: for each Dutch, French and Spanish stem, the English stems that it means.

Lexical search meets across languages in these; `kb.lexicon` reads them.
"""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from kb.text import fold, stem, stop_words
from tools.model.corpus import ENGLISH
from tools.model.glosses import Gloss, Glosses
from tools.model.use import Use

# Meanings of a stem: the likeliest, and a second if it has this share of all. Three of at least .15 searched alike, to
# .003 of nDCG@10.
_MOST = 2
_LEAST_SHARE = 0.2
_SHORTEST_WORD = 2

Meanings = Mapping[tuple[str, str], list[str]]


def meanings(glosses: Glosses, use: Use) -> Meanings:
    """Returns the English stems that each stem means, by language and stem, the likeliest first."""
    weights: defaultdict[tuple[str, str], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (language, word), gloss in glosses.items():
        folded = fold(word)
        if _has_meaning(folded, language):
            said = math.sqrt(use.count(language, word) + 1) * min(gloss.evidence, 1.0)
            for english, weight in _content(gloss):
                weights[language, stem(folded, language)][english] += said * weight
    return {key: _likeliest(of) for key, of in weights.items()}


def _has_meaning(folded: str, language: str) -> bool:
    if len(folded) < _SHORTEST_WORD or folded.isdigit() or not folded.isalnum():
        return False
    return folded not in stop_words(language)


def _content(gloss: Gloss) -> Iterator[tuple[str, float]]:
    for english, weight in gloss.english:
        folded = fold(english)
        if folded.isalnum() and folded not in stop_words(ENGLISH):
            yield stem(folded, ENGLISH), weight


def _likeliest(weights: Mapping[str, float]) -> list[str]:
    # Of equal weights the one that stands first in the glosses, so that the same glosses give the same lexicon.
    first, *others = sorted(weights, key=weights.__getitem__, reverse=True)[:_MOST]
    least = _LEAST_SHARE * sum(weights.values())
    return [first, *(other for other in others if weights[other] >= least)]


def write_meanings(found: Meanings, path: Path) -> None:
    """Writes meanings a line: language, stem, meanings; equal meanings are equal files."""
    text = "".join(
        f"{language}\t{stemmed}\t{' '.join(meant)}\n" for (language, stemmed), meant in sorted(found.items())
    )
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
