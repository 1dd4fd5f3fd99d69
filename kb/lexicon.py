"""What a word means, as the English stems of its translations: in these lexical search meets across languages.

"Afval", "déchets" and "residuos" all mean `wast`, the stem of "waste". The lexicon that ships is estimated from
parallel sentences and dictionaries by `tools/model`; words are looked up by their stem, Dutch compounds by their parts.

Sources: K. Darwish and D. Oard, "Probabilistic Structured Query Methods" (2003); P. Brown et al., "The Mathematics of
Statistical Machine Translation" (1993), model 1.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

from kb.text import STEMMERS, WORDS_REMEMBERED, digest, stem

# In whose stems meanings are written.
PIVOT = "en"
# Shorter parts of a compound are as often endings or chance.
_SHORTEST_PART = 4
# What Dutch puts between the parts of a compound: "gemeente-n-fonds", "water-schap-s-belasting".
_LINKS = ("", "s", "en", "n", "e")

Lexicon = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def _shipped() -> bytes:
    return resources.files("kb").joinpath("data/meanings.tsv.gz").read_bytes()


@cache
def lexicon() -> Lexicon:
    """Returns, for each language but the pivot, the meanings of each stem, the likeliest first."""
    found: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in STEMMERS}
    for line in gzip.decompress(_shipped()).decode().splitlines():
        language, stemmed, meant = line.split("\t")
        found[language][stemmed] = tuple(meant.split(" "))
    return found


@cache
def lexicon_version() -> str:
    """Names the lexicon's content: passages that were indexed with another one must be indexed anew."""
    return digest(_shipped().hex())


@lru_cache(maxsize=WORDS_REMEMBERED)
def meanings(folded: str, language: str) -> tuple[str, ...]:
    """Returns what a folded word of `language` means, the likeliest meaning first.

    A word that the lexicon does not know (a name, a number, a rare word) means its own stem.
    """
    stemmed = stem(folded, language)
    if language not in STEMMERS or language == PIVOT or folded.isdigit():
        return (stemmed,)
    known = lexicon()[language].get(stemmed)
    return known or _of_parts(folded, language) or (stemmed,)


def is_known(folded: str) -> bool:
    """Tells whether a folded word is one of the lexicon's, in any of its languages or as a meaning, or a compound."""
    return any(
        stem(folded, language) in held or bool(_of_parts(folded, language)) for language, held in _known_stems().items()
    )


@cache
def _known_stems() -> Mapping[str, frozenset[str]]:
    meant = frozenset(one for held in lexicon().values() for several in held.values() for one in several)
    return {language: frozenset(held) for language, held in lexicon().items() if held} | {PIVOT: meant}


def _of_parts(folded: str, language: str) -> tuple[str, ...]:
    """Returns the meanings of a Dutch compound's parts: of its longest known tail and of what stands before it."""
    if language != "nl":
        return ()
    held = lexicon()[language]
    for head, tail in _cuts(folded):
        before, after = held.get(stem(head, language)), held.get(stem(tail, language))
        if before and after:
            return tuple(dict.fromkeys((before[0], after[0])))
    return ()


def _cuts(folded: str) -> Iterator[tuple[str, str]]:
    for place in range(_SHORTEST_PART, len(folded) - _SHORTEST_PART + 1):
        for link in _LINKS:
            head = folded[:place]
            if head.endswith(link) and len(head) - len(link) >= _SHORTEST_PART - 1:
                yield head.removesuffix(link), folded[place:]
