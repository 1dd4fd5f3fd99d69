"""The kind of a passage, with its probability: a lesson, a challenge, a result, ...

A multinomial logistic regression over `kb.kind_features` and, for the model that it was trained with, the passage's
vector; other models' vectors mean nothing to it, and it then goes by the features alone. `tools/kinds` trains and
calibrates it on the labelled passages that lie there: its README gives the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
import numpy.typing as npt

from kb.kind_features import feature_names, features, kind_of_heading, letters
from kb.text import digest
from kb.types import Evidence, EvidencePlace, Passage, PracticeKind, Suggestion
from kb.vectors import Vector

# Kinds that are less probable are not worth a person's time.
_LEAST_PROBABILITY = 0.1
# Below it the classifier is rather wrong than right, and a heading that announces a kind is the better witness.
_OPEN = 0.5
# A quotation that names its speaker is a testimony, whatever it speaks of: of 20 labelled ones, 18 were.
_SIGNED = 0.9

Weights = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindModel:
    """Weights for each kind: shapes (kinds, features), (kinds, letters), (kinds, dimension) or none, and (kinds,)."""

    of_features: Weights
    of_letters: Weights
    of_vector: Weights | None
    intercept: Weights

    def probabilities(self, passage: Passage, vector: Vector | None) -> Weights:
        """Returns the probability of each kind in the order of `PracticeKind`, shape (kinds,)."""
        places, weights = letters(passage.text)
        scores = self.of_features @ features(passage) + self.of_letters[:, places] @ weights + self.intercept
        if self.of_vector is not None and vector is not None:
            scores = scores + self.of_vector @ vector
        raised = np.exp(scores - scores.max())
        shares: Weights = raised / raised.sum()
        return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class KindClassifier:
    """Tells kinds by features and the vectors of one model, or by features alone."""

    stamp: str
    with_vector: KindModel
    alone: KindModel

    def suggestions(self, passage: Passage, vector: Vector | None, stamp: str) -> tuple[Suggestion, ...]:
        """Returns the kinds that a passage may be of, the most probable first.

        Args:
            passage: its text, headings, language and what its form told.
            vector: of its embedded text, of length 1.
            stamp: the model that made the vector.
        """
        knows = stamp == self.stamp and vector is not None
        model = self.with_vector if knows else self.alone
        shares = model.probabilities(passage, vector if knows else None)
        found = _as_signed(passage, _as_announced(passage, shares))
        likely = sorted(zip(found, PracticeKind, strict=True), key=lambda pair: -pair[0])
        kept = [pair for place, pair in enumerate(likely) if not place or pair[0] >= _LEAST_PROBABILITY]
        return tuple(
            Suggestion(facet="kind", value=kind, probability=round(float(share), 4), evidence=_evidence(passage, kind))
            for share, kind in kept
        )


def _as_announced(passage: Passage, shares: Weights) -> Weights:
    """Returns probabilities in which the nearest heading decides what the text leaves open."""
    kind = kind_of_heading(passage.headings[-1]) if passage.headings else None
    surest = int(shares.argmax())
    if kind is None or shares[surest] >= _OPEN:
        return shares
    found, place = shares.copy(), list(PracticeKind).index(kind)
    found[[place, surest]] = shares[[surest, place]]
    return found


def _as_signed(passage: Passage, shares: Weights) -> Weights:
    """Returns probabilities that know of a speaker: the others keep their proportions."""
    place = list(PracticeKind).index(PracticeKind.TESTIMONY)
    if passage.speaker is None or shares[place] >= _SIGNED:
        return shares
    found: Weights = shares * (1 - _SIGNED) / (1 - shares[place])
    found[place] = _SIGNED
    return found


def _evidence(passage: Passage, kind: PracticeKind) -> tuple[Evidence, ...]:
    telling = [heading for heading in passage.headings if kind_of_heading(heading) is kind]
    return tuple(Evidence(where=EvidencePlace.HEADING, quote=heading) for heading in telling[-1:])


@cache
def _shipped() -> bytes:
    return resources.files("kb").joinpath("data/kinds.npz").read_bytes()


@cache
def kinds_version() -> str:
    """Names the classifier's content: documents that were read with another one are read anew."""
    return digest(_shipped().hex(), *feature_names())


@cache
def kind_classifier() -> KindClassifier:
    """Returns the classifier that ships."""
    with np.load(BytesIO(_shipped())) as held:
        weights: dict[str, Weights] = {name: held[name].astype(np.float64) for name in held.files if name != "stamp"}
        stamp = str(held["stamp"])
    return KindClassifier(stamp=stamp, with_vector=_model(weights, "with_vector"), alone=_model(weights, "alone"))


def _model(weights: dict[str, Weights], name: str) -> KindModel:
    return KindModel(
        of_features=weights[f"{name}_features"],
        of_letters=weights[f"{name}_letters"],
        of_vector=weights.get(f"{name}_vector"),
        intercept=weights[f"{name}_intercept"],
    )
