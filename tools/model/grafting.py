"""The graft: an English model that reads Dutch, French and Spanish words as it reads their English translations.

Its body stays as it is. Each new token's embedding is the mean of the embeddings of its translations, weighted by the
gloss; a spelling that English has too (Dutch "of", French "pain") becomes a blend of both readings by their use.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.model.corpus import ENGLISH
from tools.model.folders import (
    CONTINUES,
    EMBEDDINGS,
    open_tokenizer,
    read_tokens,
    read_weights,
    special_tokens,
    write_folder,
)
from tools.model.glosses import Glosses
from tools.model.use import Use
from tools.model.vocabulary import English, Vocabulary, choose_vocabulary, foreign_shares, share_of_foreign

Vector = NDArray[np.float32]
# A spelling whose uses are less than this share foreign keeps its English reading. Chosen by hand.
_LEAST_FOREIGN = 0.05


def graft(source: Path, out: Path, glosses: Glosses, use: Use) -> int:
    """Writes the grafted model to `out`; returns the number of its tokens.

    Args:
        source: the folder of the English model.
        out: the folder to write.
        glosses: of foreign words.
        use: how often words are used.
    """
    tokens, weights = read_tokens(source), read_weights(source)
    english = English(tokens=tokens, special=special_tokens(source), tokenizer=open_tokenizer(source))
    vocabulary = choose_vocabulary(english, glosses, use)
    weights[EMBEDDINGS] = Graft(english, weights[EMBEDDINGS], glosses, use).embeddings(vocabulary)
    endings = [CONTINUES + ending for ending in vocabulary.endings]
    grafted = [*(tokens[place] for place in vocabulary.kept), *vocabulary.words, *endings]
    write_folder(source, out, grafted, weights)
    return len(grafted)


class Graft:
    """Makes embeddings for tokens that a model does not have, of those that it has.

    Args:
        english: the model's tokens.
        matrix: their embeddings, shape (tokens, dimension).
        glosses: of foreign words.
        use: how often words are used.
    """

    def __init__(self, english: English, matrix: Vector, glosses: Glosses, use: Use) -> None:
        self._english = english
        self._matrix = matrix
        self._glosses = glosses
        self._shares = foreign_shares(glosses, use)
        self._in_english = use.per_million(ENGLISH)
        self._of_english = lru_cache(maxsize=None)(self._english_word)

    def embeddings(self, vocabulary: Vocabulary) -> Vector:
        """Returns the embeddings of a vocabulary, shape (tokens, dimension)."""
        kept = [self._kept(place) for place in vocabulary.kept]
        words = [self._blend(self._shares[word], word) for word in vocabulary.words]
        endings = [self.foreign_word("nl", ending) for ending in vocabulary.endings]
        return np.stack([*kept, *words, *endings]).astype(np.float32)

    def foreign_word(self, language: str, word: str) -> Vector:
        """Returns the embedding of a word as its gloss says, shape (dimension,)."""
        means = [weight * self._of_english(english) for english, weight in self._glosses[language, word].english]
        total: Vector = np.sum(means, axis=0)
        return total

    def _english_word(self, word: str) -> Vector:
        ids = self._english.tokenizer.encode(word, add_special_tokens=False).ids
        mean: Vector = self._matrix[ids].mean(axis=0)
        return mean

    def _kept(self, place: int) -> Vector:
        word = self._english.tokens[place]
        own: Vector = self._matrix[place]
        shares = self._shares.get(word)
        foreign = share_of_foreign(word, place, shares, self._in_english) if shares else 0.0
        if not shares or foreign <= _LEAST_FOREIGN:
            return own
        return (1 - foreign) * own + foreign * self._blend(shares, word)

    def _blend(self, shares: Mapping[str, float], word: str) -> Vector:
        """Returns the mean of what a word means in each language that has it, weighted by its use there."""
        means = [share * self.foreign_word(language, word) for language, share in shares.items()]
        total: Vector = np.sum(means, axis=0) / sum(shares.values())
        return total
