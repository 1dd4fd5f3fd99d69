from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tools.model.alignment import Alignment, align, model_1

# Three articles and nouns in all combinations but one: only counting over all pairs tells which is which.
PAIRS = [
    (["het", "huis"], ["the", "house"], 1.0),
    (["het", "boek"], ["the", "book"], 1.0),
    (["een", "boek"], ["a", "book"], 1.0),
    (["een", "groen", "huis"], ["a", "green", "house"], 1.0),
]


def likeliest(alignment: Alignment, word: str) -> str:
    place = alignment.left.index(word)
    of_word = {
        alignment.right[right]: probability
        for left, right, probability in zip(
            alignment.left_ids, alignment.right_ids, alignment.right_given_left, strict=True
        )
        if left == place
    }
    return max(of_word, key=of_word.__getitem__)


def test_the_right_translations_are_found() -> None:
    found = model_1(PAIRS, rounds=30)
    assert {word: likeliest(found, word) for word in found.left} == {
        "het": "the",
        "huis": "house",
        "boek": "book",
        "een": "a",
        "groen": "green",
    }


def test_probabilities_given_a_word_add_up_to_less_than_one() -> None:
    found = model_1(PAIRS)
    for given, probability in (
        (found.left_ids, found.right_given_left),
        (found.right_ids, found.left_given_right),
    ):
        total = np.bincount(given, probability)
        assert (total > 0.8).all()
        assert (total < 1).all()


def test_what_a_pair_counts_decides_between_translations() -> None:
    found = model_1([(["bank"], ["bench"], 1.0), (["bank"], ["bank"], 0.5)])
    of_word = dict(zip((found.right[place] for place in found.right_ids), found.right_given_left, strict=True))
    assert of_word["bench"] > 1.5 * of_word["bank"]


def test_marks_are_no_words_and_wordnets_count_half(make_corpus: Callable) -> None:
    found = align(make_corpus({"nl-en": [("a", "bank!", "bench ."), ("omw", "bank", "couch")]}), "nl-en")
    assert found.left == ["bank"]
    assert found.right == ["bench", "couch"]
    assert found.right_given_left[0] > found.right_given_left[1]


def test_no_pairs_are_an_error(make_corpus: Callable) -> None:
    with pytest.raises(ValueError, match="no pairs of fr-en"):
        align(make_corpus({}), "fr-en")
