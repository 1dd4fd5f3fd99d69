"""What passages contribute, on the third of the labelled ones that is held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from kb.embedder import SentenceEmbedder
from kb.kinds import kind_classifier
from kb.types import LANGUAGES, PracticeKind
from tools.kinds.labelled import Labelled, kappa, read_labelled

ROWS = read_labelled()
HELD_OUT = [row for row in ROWS if row.held_out]


def macro_f1(pairs: Sequence[tuple[PracticeKind, PracticeKind]]) -> float:
    scores = []
    for kind in {truth for truth, _ in pairs}:
        both = sum(truth is kind and told is kind for truth, told in pairs)
        either = sum(truth is kind for truth, _ in pairs) + sum(told is kind for _, told in pairs)
        scores.append(2 * both / either)
    return sum(scores) / len(scores)


@pytest.fixture(scope="module")
def told(model: SentenceEmbedder) -> list[tuple[Labelled, PracticeKind, float]]:
    vectors = model.embed_passages([row.passage.embedded_text for row in HELD_OUT])
    found = [
        kind_classifier().suggestions(row.passage, vector, model.stamp)[0]
        for row, vector in zip(HELD_OUT, vectors, strict=True)
    ]
    return [(row, PracticeKind(one.value), one.probability) for row, one in zip(HELD_OUT, found, strict=True)]


def test_the_labelled_set_is_large_enough_and_the_labels_agree() -> None:
    assert len(ROWS) >= 600
    assert set(Counter(row.passage.language for row in ROWS)) == set(LANGUAGES)
    assert 0.3 <= len(HELD_OUT) / len(ROWS) <= 0.4
    assert kappa((row.first, row.second) for row in ROWS) >= 0.8


@pytest.mark.parametrize(("language", "floor"), [("nl", 0.62), ("fr", 0.60), ("es", 0.51), ("en", 0.66)])
def test_kinds_are_told_in_each_language(
    told: list[tuple[Labelled, PracticeKind, float]], language: str, floor: float
) -> None:
    pairs = [(row.kind, kind) for row, kind, _ in told if row.passage.language == language]
    assert macro_f1(pairs) >= floor


def test_probabilities_mean_what_they_say(told: list[tuple[Labelled, PracticeKind, float]]) -> None:
    sure = [row.kind is kind for row, kind, share in told if share >= 0.8]
    unsure = [row.kind is kind for row, kind, share in told if share < 0.5]
    assert np.mean(sure) >= 0.8
    assert np.mean(unsure) <= 0.6
