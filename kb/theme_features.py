"""What a passage shows of each concept of the thesaurus: where it names it, its words, how near it lies.

Each feature is a number for each concept. The words of a concept are those of its labels and of sentences about it, met
across languages by what they mean (`kb.lexicon`); the nearness is that of the passage's vector to such sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from kb.lexicon import PIVOT, meanings
from kb.text import stop_words, words
from kb.theme_labels import Labels, Mention, longest
from kb.themes import Thesaurus
from kb.types import LANGUAGES, Evidence, EvidencePlace

Array = npt.NDArray[np.float64]

FEATURES = (
    *("phrases", "words", "density", "in heading", "in outer heading", "in title"),
    *("named in text, by length", "named in text and heading", "named at all"),
    *("narrower named", "broader named"),
    *("share of words", "words stand out", "words stand out far"),
)
WITH_VECTOR = (*FEATURES, "near", "very near", "near and named in text", "near and named", "near in words too")
# A passage shorter than this says what it is about with each word.
_SHORT = 20
_USUAL = 50
_MOST_DENSE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is tagged: a passage with the headings above it, the outermost first, and its document's title."""

    text: str
    headings: Sequence[str]
    title: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """How much each word tells of each concept: for each token its rarity, and the concepts and weights that it has."""

    rarity: Mapping[str, float]
    postings: Mapping[str, tuple[npt.NDArray[np.int64], Array]]


@dataclass(frozen=True, slots=True)
class Named:
    """Where a concept is named: the place of the concept, where, the words, and whether a nearer heading is there."""

    concept: int
    evidence: Evidence
    length: int
    outer: bool = False


class ConceptFinder:
    """Finds what a writing shows of the concepts of a thesaurus.

    Args:
        thesaurus: the concepts; their order is that of their ids.
        vocabulary: the words of each.
    """

    def __init__(self, thesaurus: Thesaurus, vocabulary: Vocabulary) -> None:
        self.ids = tuple(sorted(thesaurus.concepts))
        self._places = {name: place for place, name in enumerate(self.ids)}
        self._labels = {language: Labels(thesaurus.concepts.values(), language) for language in LANGUAGES}
        self._vocabulary = vocabulary
        self._below = np.zeros((len(self.ids), len(self.ids)))
        for name, concept in thesaurus.concepts.items():
            for above in concept.broader:
                self._below[self._places[above], self._places[name]] = 1

    def named(self, writing: Writing) -> list[Named]:
        """Returns where a writing names concepts: in its text, its headings, its title."""
        above = [heading for heading in writing.headings if heading != writing.title]
        found = [self._named(one, EvidencePlace.TEXT, writing.text) for one in self._find(writing.text, writing)]
        found += [
            self._named(one, EvidencePlace.HEADING, heading, outer=depth > 0)
            for depth, heading in enumerate(reversed(above))
            for one in self._find(heading, writing)
        ]
        found += [self._named(one, EvidencePlace.TITLE, writing.title) for one in self._find(writing.title, writing)]
        return found

    def features(self, writing: Writing, named: Iterable[Named], logits: Array | None) -> Array:
        """Returns the features, shape (concepts, `FEATURES` or `WITH_VECTOR`).

        Args:
            writing: what is tagged.
            named: where it names concepts.
            logits: how near each concept is to its vector, shape (concepts,); None without a vector.
        """
        columns = [*self._of_names(writing, named), *self._of_words(writing)]
        if logits is not None:
            columns += _of_nearness(_standing_out(logits), columns)
        return np.array(columns).T

    def _find(self, text: str, writing: Writing) -> list[Mention]:
        looked = (writing.language,) if writing.language in self._labels else LANGUAGES
        return longest(one for language in looked for one in self._labels[language].mentions(text))

    def _named(self, one: Mention, where: EvidencePlace, text: str, *, outer: bool = False) -> Named:
        quote = text[one.start : one.end]
        offsets = (one.start, one.end) if where is EvidencePlace.TEXT else (None, None)
        evidence = Evidence(where=where, quote=quote, start=offsets[0], end=offsets[1])
        return Named(self._places[one.theme], evidence, one.length, outer)

    def _of_names(self, writing: Writing, named: Iterable[Named]) -> list[Array]:
        phrases, single, heading, outer, title = (np.zeros(len(self.ids)) for _ in range(5))
        for one in named:
            where = one.evidence.where
            if where is EvidencePlace.TEXT:
                (phrases if one.length > 1 else single)[one.concept] += 1
            elif where is EvidencePlace.HEADING:
                (outer if one.outer else heading)[one.concept] += 1
            else:
                title[one.concept] += 1
        size = max(len(words(writing.text)), _SHORT)
        in_text = (phrases + single > 0).astype(np.float64)
        above = np.minimum(heading + outer + title, 1)
        at_all = np.maximum(in_text, above)
        return [
            np.minimum(phrases, 2),
            np.minimum(single, 3),
            np.minimum((1.5 * phrases + single) / size * _USUAL, _MOST_DENSE),
            *(np.minimum(place, 1) for place in (heading, outer, title)),
            in_text * log(size / _USUAL),
            in_text * above,
            at_all,
            np.minimum(self._below @ at_all, 1),
            np.minimum(self._below.T @ at_all, 1),
        ]

    def _of_words(self, writing: Writing) -> list[Array]:
        shares = self._shares(writing)
        standing = _standing_out(shares)
        return [shares, standing, np.maximum(standing - 2, 0)]

    def _shares(self, writing: Writing) -> Array:
        """Returns the cosine of a writing's words and each concept's, weighted by rarity."""
        whole = " ".join((writing.text, *writing.headings, writing.title))
        counted = Counter(tokens_of(whole, writing.language))
        weights = {
            token: (1 + log(count)) * self._vocabulary.rarity[token]
            for token, count in counted.items()
            if token in self._vocabulary.rarity
        }
        length = float(np.sqrt(sum(weight * weight for weight in weights.values()))) or 1.0
        shares = np.zeros(len(self.ids))
        for token, weight in weights.items():
            concepts, told = self._vocabulary.postings[token]
            shares[concepts] += weight / length * told
        return shares


def tokens_of(text: str, language: str) -> list[str]:
    """Returns what the content words of a text mean, each as the stem in which languages meet."""
    known = language if language in LANGUAGES else PIVOT
    function_words = stop_words(known)
    folded = (word.folded for word in words(text))
    return [meanings(one, known)[0] for one in folded if len(one) > 1 and one not in function_words]


def _standing_out(values: Array) -> Array:
    """Returns how many standard deviations each value lies above the mean."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread else np.zeros_like(values)


def _of_nearness(near: Array, columns: Sequence[Array]) -> list[Array]:
    named = dict(zip(FEATURES, columns, strict=True))
    in_text = np.minimum(named["phrases"] + named["words"], 1)
    return [
        near,
        np.maximum(near - 2, 0),
        in_text * near,
        named["named at all"] * near,
        named["words stand out"] * near,
    ]


def vocabulary_of(told: Sequence[Counter[str]]) -> Vocabulary:
    """Returns what words tell of concepts, by how often each concept's texts have them.

    Args:
        told: the tokens of each concept's labels and sentences, in the order of the concepts.

    Source: G. Salton and C. Buckley, "Term-weighting approaches in automatic text retrieval" (1988).
    """
    holding = Counter(token for one in told for token in one)
    rarity = {token: log(len(told) / count) for token, count in holding.items()}
    listed: dict[str, list[tuple[int, float]]] = {token: [] for token in rarity}
    for place, one in enumerate(told):
        weights = {token: (1 + log(count)) * rarity[token] for token, count in one.items()}
        length = float(np.sqrt(sum(weight * weight for weight in weights.values()))) or 1.0
        for token, weight in weights.items():
            listed[token].append((place, weight / length))
    postings = {
        token: (np.array([place for place, _ in found], np.int64), np.array([weight for _, weight in found]))
        for token, found in listed.items()
    }
    return Vocabulary(rarity=rarity, postings=postings)
