"""What the student is taught: texts, each with the English texts that mean the same.

Sentences and their translations (also through a third language), words and all their translations, English itself, and
pseudo-passages: several sentences of one source run together, as the sentences of the pairs are shorter than passages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tools.model.corpus import DICTIONARIES, ENGLISH, FOREIGN, WITHOUT_ENGLISH, Corpus, cleaned

# All constants here were chosen by hand.
# A word without a sentence around it says less, and English is already known; each counts half.
_WORD_WEIGHT, _ENGLISH_WEIGHT, _WHOLE_WEIGHT = 0.5, 0.5, 1.0
_LONGEST_TERM = 5
# Only sentences of this source are the same sentence in many languages.
_PIVOTED_SOURCE = "tatoeba"
_PIVOT = "pivot"
# Pseudo-passages that are drawn for each language, by source; none from sources that are not named.
_PASSAGES = {"tatoeba": 700, "eforms": 900, "alaveteli": 250, "mozilla": 300, "tico19": 300, _PIVOT: 100}
_FEWEST_SENTENCES, _MOST_SENTENCES = 3, 9
# In characters: what the student reads of a text in training is about as much.
_LONGEST_PASSAGE = 700
_SEED = 7


class Lesson(NamedTuple):
    """A text, the English texts that mean the same, and what the lesson counts."""

    text: str
    english: tuple[str, ...]
    weight: float


class Sentence(NamedTuple):
    """A foreign text with its English translation."""

    language: str
    source: str
    foreign: str
    english: str


def all_lessons(corpus: Corpus) -> list[Lesson]:
    """Returns every lesson; the same texts give the same lessons."""
    sentences = _sentences(corpus)
    sentences += _pivoted(corpus, sentences)
    return [
        *(Lesson(one.foreign, (one.english,), _WHOLE_WEIGHT) for one in sentences),
        *_terms(corpus),
        *(Lesson(text, (text,), _ENGLISH_WEIGHT) for text in sorted({one.english for one in sentences})),
        *(Lesson(passage.text, (passage.text,), _WHOLE_WEIGHT) for passage in corpus.domain(ENGLISH)),
        *_pseudo_passages(sentences),
    ]


def _sentences(corpus: Corpus) -> list[Sentence]:
    found = dict[Sentence, None]()
    seen = set[tuple[str, str, str]]()
    for language in FOREIGN:
        for pair in corpus.pairs(f"{language}-{ENGLISH}"):
            foreign, english = cleaned(pair.left), cleaned(pair.right)
            key = (language, foreign, english)
            # A text that is its own translation (a name, a number) teaches nothing.
            if pair.source not in DICTIONARIES and foreign != english and key not in seen:
                seen.add(key)
                found[Sentence(language, pair.source, foreign, english)] = None
    return list(found)


def _pivoted(corpus: Corpus, sentences: Iterable[Sentence]) -> list[Sentence]:
    """Returns sentences that have no English translation, with that of their translation into a third language."""
    english: dict[tuple[str, str], str] = {}
    for one in sentences:
        english.setdefault((one.language, one.foreign), one.english)
    found: dict[tuple[str, str], Sentence] = {}
    for known, new in _both_ways(corpus):
        if known in english and new not in english and new not in found:
            found[new] = Sentence(new[0], _PIVOT, new[1], english[known])
    return list(found.values())


def _both_ways(corpus: Corpus) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Returns pairs of (language, text) that translate each other, in both orders."""
    for languages in WITHOUT_ENGLISH:
        first, second = languages.split("-")
        for pair in corpus.pairs(languages):
            if pair.source == _PIVOTED_SOURCE:
                left, right = (first, cleaned(pair.left)), (second, cleaned(pair.right))
                yield left, right
                yield right, left


def _terms(corpus: Corpus) -> Iterator[Lesson]:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for language in FOREIGN:
        for pair in corpus.pairs(f"{language}-{ENGLISH}"):
            foreign, english = cleaned(pair.left), cleaned(pair.right)
            if pair.source in DICTIONARIES and _is_term(foreign) and _is_term(english):
                found[language, foreign.lower()].add(english)
    for (_, term), english_terms in found.items():
        yield Lesson(term, tuple(sorted(english_terms)), _WORD_WEIGHT)


def _is_term(text: str) -> bool:
    return len(text.split()) <= _LONGEST_TERM


def _pseudo_passages(sentences: Sequence[Sentence]) -> Iterator[Lesson]:
    random = np.random.default_rng(_SEED)
    for (_, source), held in _by_language_and_source(sentences).items():
        for _ in range(_PASSAGES.get(source, 0)):
            count = min(int(random.integers(_FEWEST_SENTENCES, _MOST_SENTENCES + 1)), len(held))
            drawn = [held[place] for place in random.choice(len(held), count, replace=False)]
            text = " ".join(one.foreign for one in drawn)
            if len(text) < _LONGEST_PASSAGE:
                yield Lesson(text, (" ".join(one.english for one in drawn),), _WHOLE_WEIGHT)


def _by_language_and_source(sentences: Iterable[Sentence]) -> Mapping[tuple[str, str], list[Sentence]]:
    found: defaultdict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for one in sentences:
        found[one.language, one.source].append(one)
    return found
