"""Headings: the student learns to find a passage by its heading, or by a sentence taken out of it.

That is search as people do it, within one language. Batches of the lessons stand between, so that the languages do not
drift apart again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, cycle

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tools.model.corpus import ENGLISH, LANGUAGES, Corpus, DomainText
from tools.model.distillation import CONTRAST_SCALE, Distillation
from tools.model.student import Student
from tools.model.training import Batch, Rates

# All constants here were chosen by hand.
# Smaller steps than distillation's: what it taught should stay.
_RATES = Rates(embeddings=5e-4, body=2e-5, warm_up_steps=40)
_CONTRAST_WEIGHT = 0.5
_PAIRS = 24
# Shorter passages, in characters, say little beside what is taken out of them.
_SHORTEST_PASSAGE = 200
# Of one repository and language: the Dutch laws, 4,706 passages, would else be most of what is read.
_MOST_OF_A_REPOSITORY = 600
# The body knows English already.
_TURNS = {language: 1 if language == ENGLISH else 2 for language in LANGUAGES}
_FEWEST_WORDS_OF_A_TITLE = 2
# How often such a title is taken, not a sentence.
_TITLE_SHARE = 0.6
_FEWEST_SENTENCES = 3
# A sentence that could be a question or a phrase to search for has so many words.
_SHORTEST_SENTENCE, _LONGEST_SENTENCE = 4, 30
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_BETWEEN_LEVELS = ">"
_SEED = 1

# What is searched with, and the passage that it should find.
Search = tuple[str, str]


class Headings:
    """The course of passages and lessons in turn: an epoch draws as many passages as there are.

    Args:
        student: who learns.
        corpus: with the passages.
        lessons: what is not to be forgotten.

    Raises:
        ValueError: there is no passage that something can be searched with.
    """

    rates = _RATES

    def __init__(self, student: Student, corpus: Corpus, lessons: Distillation) -> None:
        self._student = student
        self._lessons = lessons
        read = {language: chosen_passages(corpus.domain(language)) for language in LANGUAGES}
        self._passages = {language: passages for language, passages in read.items() if passages}
        if not self._passages:
            raise ValueError(f"--passages has no passage of more than {_SHORTEST_PASSAGE} characters to learn from")

    def epoch(self, number: int) -> list[Batch]:
        """Returns batches of passages, each followed by one of lessons."""
        drawn = self._drawn(np.random.default_rng((_SEED, number)))
        searches: list[Batch] = [partial(self._loss, batch) for batch in drawn]
        return list(chain.from_iterable(zip(searches, cycle(self._lessons.epoch(number)), strict=False)))

    def _drawn(self, random: np.random.Generator) -> list[list[Search]]:
        languages = [language for language in self._passages for _ in range(_TURNS[language])]
        count = -(-sum(map(len, self._passages.values())) // _PAIRS)
        return [_searches(self._passages[random.choice(languages)], random) for _ in range(count)]

    def _loss(self, batch: Sequence[Search]) -> Tensor:
        asked, passages = (self._student.embed(self._student.tokenize(texts)) for texts in zip(*batch, strict=True))
        return _CONTRAST_WEIGHT * headings_loss(asked, passages)


def chosen_passages(passages: Iterable[DomainText]) -> list[DomainText]:
    """Returns the passages that something can be searched with: of one repository, as many as are to be read."""
    held: defaultdict[str, list[DomainText]] = defaultdict(list)
    for passage in passages:
        if len(passage.text) > _SHORTEST_PASSAGE and (_levels(passage) or _queries(passage.text)):
            held[passage.repository].append(passage)
    random = np.random.default_rng(_SEED)
    return [of[place] for of in held.values() for place in random.permutation(len(of))[:_MOST_OF_A_REPOSITORY]]


def _searches(passages: Sequence[DomainText], random: np.random.Generator) -> list[Search]:
    drawn = random.choice(len(passages), min(_PAIRS, len(passages)), replace=False)
    return [search(passages[place], random) for place in drawn]


def search(passage: DomainText, random: np.random.Generator) -> Search:
    """Returns a passage's title and its text, or a sentence of it and the others, or the title with the one above."""
    levels, queries = _levels(passage), _queries(passage.text)
    is_title = bool(levels) and len(levels[-1].split()) >= _FEWEST_WORDS_OF_A_TITLE
    if is_title and random.random() < _TITLE_SHARE:
        return levels[-1], passage.text
    if not queries:
        return " ".join(levels[-2:]), passage.text
    sentences = _sentences(passage.text)
    return sentences.pop(random.choice(queries)), " ".join(sentences)


def _levels(passage: DomainText) -> list[str]:
    return [level.strip() for level in passage.heading.split(_BETWEEN_LEVELS) if level.strip()]


def _sentences(text: str) -> list[str]:
    return _BETWEEN_SENTENCES.split(text)


def _queries(text: str) -> list[int]:
    """Returns the places of the sentences that can be taken out of a text."""
    sentences = _sentences(text)
    if len(sentences) < _FEWEST_SENTENCES:
        return []
    lengths = [len(sentence.split()) for sentence in sentences]
    return [place for place, length in enumerate(lengths) if _SHORTEST_SENTENCE <= length <= _LONGEST_SENTENCE]


def headings_loss(asked: Tensor, passages: Tensor) -> Tensor:
    """Returns the contrast of a batch: each search against all its passages, and each passage against all searches.

    Args:
        asked: embeddings of the searches at length 1, shape (batch, dimension).
        passages: of the passages, each at the place of its search, of the same shape.
    """
    likely = asked @ passages.T * CONTRAST_SCALE
    own = torch.arange(len(asked))
    return (functional.cross_entropy(likely, own) + functional.cross_entropy(likely.T, own)) / 2
