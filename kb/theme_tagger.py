"""What a passage is about: the concepts of the thesaurus that it deals with, how surely and why.

Two logistic regressions over `kb.theme_features` tell of each concept whether the passage deals with it in the main,
and whether it is a fair tag at all. For the model that it was trained with, they go by the passage's vector as well;
other models' vectors mean nothing to it. `tools/themes` trains it on the passages that people graded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.text import digest
from kb.theme_features import Array, ConceptFinder, Named, Vocabulary, Writing
from kb.themes import Thesaurus, thesaurus, thesaurus_version
from kb.types import LIKELY, Evidence, EvidencePlace, Suggestion
from kb.vectors import Vector

FACET = "theme"
# How much it counts that a concept is a fair tag beside that it is the main matter: precision is judged by the former,
# what a reader misses by the latter.
_FAIRNESS = 0.3
# A doubt that keeps what hardly counts from the queue of those who decide.
_LEAST = 0.3
_MOST = 0.99
# No more than so many reasons are kept of one theme.
_MOST_EVIDENCE = 5
_NAME = "data/theme_tagger.npz"


def theme_scores(features: Array, weights: Array, intercepts: Array) -> Array:
    """Returns a score between 0 and 1 for each row of features.

    Args:
        features: shape (..., features).
        weights: of the two regressions, shape (2, features).
        intercepts: shape (2,).

    Returns:
        Shape (...).
    """
    main, fair = np.moveaxis(1 / (1 + np.exp(-(features @ weights.T + intercepts))), -1, 0)
    found: Array = (main + _FAIRNESS * fair) / (1 + _FAIRNESS)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeModel:
    """Weights of the two regressions, shapes (2, features) and (2,), and the score from which a theme counts."""

    weights: Array
    intercepts: Array
    threshold: float

    def scores(self, features: Array) -> Array:
        """Returns a score between 0 and 1 for each concept, shape (concepts,)."""
        return theme_scores(features, self.weights, self.intercepts)

    def confidence(self, scores: Array) -> Array:
        """Returns scores on a scale on which a theme counts from `LIKELY` on."""
        odds = scores / (1 - scores) * (1 - self.threshold) / self.threshold
        found: Array = odds / (1 + odds)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """How near a vector of one model is to each concept: weights (concepts, dimension) and intercepts (concepts,)."""

    stamp: str
    weights: Array
    intercepts: Array

    def logits(self, vector: Vector) -> Array:
        """Returns the log-odds of each concept, up to a constant, shape (concepts,)."""
        found: Array = self.weights @ vector + self.intercepts
        return found


class Tagger:
    """Tells the themes of passages.

    Args:
        concepts: the thesaurus.
        finder: what tells features.
        profiles: of the model whose vectors it knows.
        with_vector: the regressions with its vectors.
        alone: those without.
    """

    def __init__(
        self,
        concepts: Thesaurus,
        finder: ConceptFinder,
        profiles: Profiles,
        with_vector: ThemeModel,
        alone: ThemeModel,
    ) -> None:
        self._concepts = concepts
        self._finder = finder
        self._profiles = profiles
        self._with_vector = with_vector
        self._alone = alone

    def tag(self, writing: Writing, vector: Vector | None, stamp: str) -> tuple[Suggestion, ...]:
        """Returns the themes of a passage with what tells them, the surest first.

        Args:
            writing: the passage.
            vector: of its embedded text, of length 1.
            stamp: the model that made the vector.
        """
        logits = self._profiles.logits(vector) if vector is not None and stamp == self._profiles.stamp else None
        model = self._alone if logits is None else self._with_vector
        named = self._finder.named(writing)
        confidence = model.confidence(model.scores(self._finder.features(writing, named, logits)))
        likely = {self._finder.ids[place]: float(confidence[place]) for place in np.flatnonzero(confidence >= _LEAST)}
        evidence = self._evidence(named)
        found = [
            Suggestion(
                facet=FACET,
                value=theme,
                probability=round(min(share, _MOST), 2),
                evidence=evidence.get(theme) or (Evidence(where=EvidencePlace.MODEL, quote=""),),
            )
            for theme, share in likely.items()
            if not self._is_said_narrower(theme, likely)
        ]
        return tuple(sorted(found, key=lambda one: (-one.probability, one.value)))

    def _evidence(self, named: Iterable[Named]) -> Mapping[str, tuple[Evidence, ...]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for one in named:
            found[self._finder.ids[one.concept]].append(one.evidence)
        return {theme: tuple(dict.fromkeys(several))[:_MOST_EVIDENCE] for theme, several in found.items()}

    def _is_said_narrower(self, theme: str, likely: Mapping[str, float]) -> bool:
        """Tells whether a likely theme stands for a broader one, which then follows from it."""
        return any(
            share >= LIKELY and other != theme and theme in self._concepts.with_broader([other])
            for other, share in likely.items()
        )


@cache
def _shipped() -> bytes:
    return resources.files("kb").joinpath(_NAME).read_bytes()


@cache
def themes_version() -> str:
    """Names thesaurus and tagger: documents that were tagged with others are read anew."""
    return digest(thesaurus_version(), _shipped().hex())


@cache
def tagger() -> Tagger:
    """Returns the tagger that ships, over the thesaurus that ships."""
    with np.load(BytesIO(_shipped())) as held:
        stored = {name: held[name] for name in held.files}
    concepts = thesaurus()
    profiles = Profiles(
        stamp=str(stored["stamp"]),
        weights=stored["profiles"].astype(np.float64),
        intercepts=stored["profile_intercepts"].astype(np.float64),
    )
    finder = ConceptFinder(concepts, read_vocabulary(stored))
    return Tagger(concepts, finder, profiles, _model(stored, "with_vector"), _model(stored, "alone"))


def _model(stored: Mapping[str, npt.NDArray[Any]], name: str) -> ThemeModel:
    return ThemeModel(
        weights=stored[f"{name}_weights"],
        intercepts=stored[f"{name}_intercepts"],
        threshold=float(stored[f"{name}_threshold"]),
    )


def write_vocabulary(vocabulary: Vocabulary) -> dict[str, npt.NDArray[Any]]:
    """Returns a vocabulary as arrays, for a file."""
    tokens = sorted(vocabulary.rarity)
    postings: Sequence[tuple[npt.NDArray[np.int64], Array]] = [vocabulary.postings[token] for token in tokens]
    return {
        "tokens": np.array("\n".join(tokens)),
        "rarities": np.array([vocabulary.rarity[token] for token in tokens], np.float32),
        "ends": np.cumsum([len(concepts) for concepts, _ in postings]).astype(np.int32),
        "holding": np.concatenate([concepts for concepts, _ in postings]).astype(np.int16),
        "shares": np.concatenate([shares for _, shares in postings]).astype(np.float16),
    }


def read_vocabulary(stored: Mapping[str, npt.NDArray[Any]]) -> Vocabulary:
    """Returns a vocabulary that was written as arrays."""
    tokens = str(stored["tokens"]).split("\n")
    holding, shares = stored["holding"].astype(np.int64), stored["shares"].astype(np.float64)
    parts = pairwise([0, *stored["ends"].tolist()])
    return Vocabulary(
        rarity=dict(zip(tokens, stored["rarities"].astype(float).tolist(), strict=True)),
        postings={
            token: (holding[start:end], shares[start:end]) for token, (start, end) in zip(tokens, parts, strict=True)
        },
    )
