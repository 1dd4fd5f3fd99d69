"""Word translation probabilities from parallel texts.

Source: P. Brown, S. Della Pietra, V. Della Pietra and R. Mercer, "The Mathematics of Statistical Machine Translation:
Parameter Estimation" (1993), model 1, estimated by expectation maximisation in both directions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.model.corpus import Corpus, is_word, words

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

# Of expectation maximisation: few, as many rounds make rare words certain of chance translations. Chosen by hand.
ROUNDS = 6
# What the empty word, which translates nothing in particular, explains of each word. Chosen by hand.
_EMPTY_WORD = 5e-4
# Added to the count of each word that is translated from: what was seen once or twice is believed less. Chosen by hand.
_DOUBT = 0.05
# Words of a text that are read: the cost of a pair is the product of both. Of the pairs with English, 0.4 % are longer.
_LONGEST = 60
# Pairs of words whose probabilities, multiplied, are lower are left out as chance. Chosen by hand.
_LEAST_PROBABLE = 1e-5
# WordNet's synonyms are seldom each other's usual translation: they count half. Chosen by hand.
_WEIGHTS = {"omw": 0.5}

Weighted = tuple[list[str], list[str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The pairs of words that occur in each other's translations: four arrays of shape (pairs,).

    Attributes:
        left, right: the vocabularies of both languages.
        left_ids, right_ids: the words of each pair, as places in `left` and `right`.
        left_given_right: the probability of the left word where the right one is to be translated.
        right_given_left: the same the other way.
    """

    left: Sequence[str]
    right: Sequence[str]
    left_ids: Ids
    right_ids: Ids
    left_given_right: Floats
    right_given_left: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Links:
    """Each word of a text beside each word of its translation: arrays of shape (links,).

    `left` and `right` are words; `left_place` and `right_place` number the running words of all texts.
    """

    left: Ids
    right: Ids
    left_place: Ids
    right_place: Ids
    weight: Floats


def align(corpus: Corpus, languages: str) -> Alignment:
    """Returns the translation probabilities of two languages, as "nl-en" names them.

    Raises:
        ValueError: there are no pairs of them.
    """
    pairs = list(_weighted(corpus, languages))
    if not pairs:
        raise ValueError(f"{corpus.parallel} has no pairs of {languages}")
    return model_1(pairs)


def _weighted(corpus: Corpus, languages: str) -> Iterable[Weighted]:
    for pair in corpus.pairs(languages):
        left, right = _words_of(pair.left), _words_of(pair.right)
        if left and right:
            yield left, right, _WEIGHTS.get(pair.source, 1.0)


def _words_of(text: str) -> list[str]:
    return [word for word in words(text) if is_word(word)][:_LONGEST]


def model_1(pairs: Iterable[Weighted], rounds: int = ROUNDS) -> Alignment:
    """Returns IBM model 1's probabilities.

    Args:
        pairs: the words of a text, those of its translation, and what the pair counts.
        rounds: of expectation maximisation.
    """
    left, right = dict[str, int](), dict[str, int]()
    links = _links([(_ids(a, left), _ids(b, right), weight) for a, b, weight in pairs])
    keys, pair_of_link = np.unique(links.left * len(right) + links.right, return_inverse=True)
    left_ids, right_ids = np.divmod(keys, len(right))
    left_given_right = _estimate(pair_of_link, links.left_place, right_ids, links.weight, rounds)
    right_given_left = _estimate(pair_of_link, links.right_place, left_ids, links.weight, rounds)
    kept = left_given_right * right_given_left > _LEAST_PROBABLE
    return Alignment(
        left=list(left),
        right=list(right),
        left_ids=left_ids[kept],
        right_ids=right_ids[kept],
        left_given_right=left_given_right[kept],
        right_given_left=right_given_left[kept],
    )


def _ids(text: Sequence[str], vocabulary: dict[str, int]) -> Ids:
    return np.array([vocabulary.setdefault(word, len(vocabulary)) for word in text], dtype=np.int64)


def _links(pairs: Sequence[tuple[Ids, Ids, float]]) -> _Links:
    lengths = np.array([(len(left), len(right)) for left, right, _ in pairs], dtype=np.int64)
    left_first, right_first = (np.cumsum(lengths, axis=0) - lengths).T
    places = [
        (np.arange(first, first + len(left)), np.arange(second, second + len(right)))
        for (left, right, _), first, second in zip(pairs, left_first, right_first, strict=True)
    ]
    return _Links(
        left=np.concatenate([np.repeat(left, len(right)) for left, right, _ in pairs]),
        right=np.concatenate([np.tile(right, len(left)) for left, right, _ in pairs]),
        left_place=np.concatenate([np.repeat(left, len(right)) for left, right in places]),
        right_place=np.concatenate([np.tile(right, len(left)) for left, right in places]),
        weight=np.repeat([weight for _, _, weight in pairs], lengths.prod(axis=1)),
    )


def _estimate(pair_of_link: Ids, place_of_link: Ids, given: Ids, weight: Floats, rounds: int) -> Floats:
    """Returns the probability of each pair, given the word of it that is translated from.

    Args:
        pair_of_link: the pair of words that each link is an occurrence of, shape (links,).
        place_of_link: the running word that each link explains, shape (links,).
        given: the word that is translated from, shape (pairs,).
        weight: what each link counts, shape (links,).
        rounds: of expectation maximisation.
    """
    probability = np.ones(len(given))
    for _ in range(rounds):
        of_link = probability[pair_of_link]
        explained = np.bincount(place_of_link, of_link) + _EMPTY_WORD
        count = np.bincount(pair_of_link, weight * of_link / explained[place_of_link], minlength=len(given))
        probability = count / (np.bincount(given, count)[given] + _DOUBT)
    return probability
