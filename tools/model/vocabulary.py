"""Which tokens the grafted model has: English ones that are used, whole foreign words, endings of Dutch compounds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from tools.model.corpus import ENGLISH
from tools.model.folders import CONTINUES
from tools.model.glosses import Glosses
from tools.model.use import Use

# Words that occur three times or more, about, and some that the domain texts have once. Export drops the least used.
NEW_WORDS = 40_000
# More than the texts have, which is 5,720: a limit for larger ones.
DUTCH_ENDINGS = 6_000
# BERT's tokens stand in the order of their frequency in English; the rarer ones stay only if the texts use them.
# Chosen by hand.
FREQUENT_TOKENS = 14_000
# What English uses a frequent token that the texts do not have, per million words. Chosen by hand.
_UNSEEN_BUT_FREQUENT = 2.0
# Tokens of so few letters spell what no longer token covers.
_SHORT = 3
# Shorter endings of compounds are as often suffixes.
_SHORTEST_ENDING = 4
_SHORTEST_HEAD = 3
_SHORTEST_WORD = 2
# An ending that occurs once as a word of its own may be a misspelling.
_LEAST_OCCURRENCES = 2
_LATIN = re.compile(r"(##)?[a-z0-9!-/:-@\[-`{-~€£°§«»·–—‘’“”•…]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The tokens of the grafted model, in the order of their ids.

    Attributes:
        kept: ids of the English model's tokens that stay.
        words: whole words that are new, the most used first.
        endings: Dutch words that also become tokens inside a word, the most productive first.
    """

    kept: Sequence[int]
    words: Sequence[str]
    endings: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """The English model's tokens, at their ids, those among them that are special, and its tokenizer."""

    tokens: Sequence[str]
    special: frozenset[str]
    tokenizer: Tokenizer


def choose_vocabulary(
    english: English, glosses: Glosses, use: Use, *, new_words: int = NEW_WORDS, endings: int = DUTCH_ENDINGS
) -> Vocabulary:
    """Returns the tokens of the grafted model."""
    known = frozenset(english.tokens)
    shares = foreign_shares(glosses, use)
    by_use = sorted(((sum(of.values()), word) for word, of in shares.items() if word not in known), reverse=True)
    return Vocabulary(
        kept=_kept(english, use),
        words=[word for _, word in by_use[:new_words]],
        endings=[ending for ending in _endings(glosses, use, known, endings) if CONTINUES + ending not in known],
    )


def foreign_shares(glosses: Glosses, use: Use) -> Mapping[str, Mapping[str, float]]:
    """Returns the use of each word that has a gloss, per million, in each foreign language that has it."""
    per_million = {language: use.per_million(language) for language in {language for language, _ in glosses}}
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for language, word in glosses:
        if len(word) >= _SHORTEST_WORD and not word.isdigit():
            found[word][language] = per_million[language][word]
    return found


def share_of_foreign(word: str, token: int, foreign: Mapping[str, float], english: Mapping[str, float]) -> float:
    """Returns which share of the uses of a spelling that English has too are foreign, 0 to 1.

    Args:
        word: the spelling.
        token: its id in the English model.
        foreign: its use in each foreign language, per million.
        english: the use of all words in English, per million.
    """
    abroad = sum(foreign.values())
    at_home = english.get(word, 0.0) or (_UNSEEN_BUT_FREQUENT if token < FREQUENT_TOKENS else 0.0)
    return abroad / (abroad + at_home) if abroad else 0.0


def _kept(english: English, use: Use) -> list[int]:
    used = set[int]()
    for word in use.words(ENGLISH):
        used.update(english.tokenizer.encode(word, add_special_tokens=False).ids)
    return [
        place
        for place, token in enumerate(english.tokens)
        if token in english.special or (_LATIN.fullmatch(token) and (place in used or _is_kept_unused(place, token)))
    ]


def _is_kept_unused(place: int, token: str) -> bool:
    return place < FREQUENT_TOKENS or token.startswith(CONTINUES) or len(token) <= _SHORT


def _endings(glosses: Glosses, use: Use, known: frozenset[str], most: int) -> list[str]:
    """Returns the Dutch words that most other Dutch words end in, after a word."""
    dutch = [word for word in use.words("nl") if word.isalpha()]
    nouns = {word for word in dutch if _may_end(word, glosses, use)}
    found = Counter(
        tail for word in dutch for head, tail in _cuts(word) if tail in nouns and _heads(head, nouns, known)
    )
    # Ties go by the alphabet, so that the same texts give the same vocabulary.
    return [ending for ending, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _may_end(word: str, glosses: Glosses, use: Use) -> bool:
    return len(word) >= _SHORTEST_ENDING and ("nl", word) in glosses and use.count("nl", word) >= _LEAST_OCCURRENCES


def _cuts(word: str) -> list[tuple[str, str]]:
    return [(word[:place], word[place:]) for place in range(_SHORTEST_HEAD, len(word) - _SHORTEST_ENDING + 1)]


def _heads(head: str, nouns: set[str], known: frozenset[str]) -> bool:
    """Tells whether a compound may begin with `head`: a word, with or without the s that joins two."""
    return head in nouns or head.rstrip("s") in nouns or head in known
