"""Trains the classifier of kinds on the labelled passages and measures it on the third that is held out.

::

    python tools/kinds/train.py            # trains, measures, writes kb/data/kinds.npz
    python tools/kinds/train.py --measure  # measures the classifier that ships
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).parents[2]))

from kb.config import load_config
from kb.embedder import SentenceEmbedder
from kb.kind_features import LETTERS, feature_names, features, letters
from kb.kinds import kind_classifier
from kb.types import LANGUAGES, Passage, PracticeKind, Suggestion
from tools.kinds.labelled import Labelled, kappa, read_labelled, read_written

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "kb" / "data" / "kinds.npz"
# What a passage that was written to learn from, or that one person labelled, weighs beside one that two labelled.
LESSER_WEIGHT = 0.5
# Strength of the regression, and how much letters and vectors count beside features. All by cross-validation over
# documents: macro-F1 .55 without letters, .58 with them, .47 by features alone.
STRENGTH, LETTER_SCALE, VECTOR_SCALE = 0.5, 3.0, 4.0
FOLDS = 6

Matrix = npt.NDArray[np.float64]
KINDS = list(PracticeKind)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A passage to learn from: its kind, its weight, and the document that it stands in."""

    passage: Passage
    kind: PracticeKind
    weight: float
    document: str


def learnt_from() -> list[Learnt]:
    """Returns all passages to learn from."""
    found = [Learnt(row.passage, row.kind, 1.0, row.document) for row in read_labelled() if not row.held_out]
    for name in ("written.jsonl", "further.jsonl"):
        rows = read_written(HERE / name)
        found += [Learnt(passage, kind, LESSER_WEIGHT, document) for passage, kind, document in rows]
    return found


def embedded(passages: Sequence[Passage]) -> tuple[Matrix, str]:
    """Returns the vectors of passages by the model that ships, and its stamp."""
    model = SentenceEmbedder(load_config(Path("unused"), {}))
    return model.embed_passages([p.embedded_text for p in passages]).astype(np.float64), model.stamp


def data_of(passages: Sequence[Passage], vectors: Matrix | None) -> csr_matrix:
    """Returns features, letters and, if given, vectors side by side, shape (passages, columns)."""
    parts = [csr_matrix(np.array([features(p) for p in passages])), _letters(passages) * LETTER_SCALE]
    if vectors is not None:
        parts.append(csr_matrix(vectors * VECTOR_SCALE))
    return csr_matrix(hstack(parts))


def _letters(passages: Sequence[Passage]) -> csr_matrix:
    found = [letters(passage.text) for passage in passages]
    rows = np.repeat(np.arange(len(found)), [len(places) for places, _ in found])
    places, weights = (np.concatenate([one[part] for one in found]) for part in (0, 1))
    return csr_matrix((weights, (rows, places)), shape=(len(passages), LETTERS))


def _fitted(data: csr_matrix, kinds: npt.NDArray[np.int64], weights: Matrix) -> LogisticRegression:
    regression = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced")
    return regression.fit(data, kinds, sample_weight=weights)


def _parts(learnt: Sequence[Learnt]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Yields all but the found passages of some documents, and these; the others are never tested on."""
    found = np.array([number for number, one in enumerate(learnt) if one.weight == 1.0])
    documents = [learnt[number].document for number in found]
    for _, part in GroupKFold(FOLDS, shuffle=True, random_state=1).split(found, groups=documents):
        yield np.setdiff1d(np.arange(len(learnt)), found[part]), found[part]


def train(learnt: Sequence[Learnt], vectors: Matrix | None) -> dict[str, npt.NDArray[Any]]:
    """Returns the weights that ship; cross-validation over documents sets the temperature and tells macro-F1."""
    data = data_of([one.passage for one in learnt], vectors)
    kinds = np.array([KINDS.index(one.kind) for one in learnt])
    weights = np.array([one.weight for one in learnt])
    scores = np.zeros((len(learnt), len(KINDS)))
    for rest, part in _parts(learnt):
        scores[part] = _fitted(data[rest], kinds[rest], weights[rest]).decision_function(data[part])
    found = weights == 1.0
    temperature = minimize_scalar(
        lambda value: _log_loss(scores[found] / value, kinds[found]), bounds=(0.2, 5), method="bounded"
    ).x
    told = f1_score(kinds[found], scores[found].argmax(1), average="macro")
    sys.stdout.write(f"macro-F1 {told:.3f} by cross-validation over documents, temperature {temperature:.2f}\n")
    return _weights(_fitted(data, kinds, weights), float(temperature))


def _log_loss(scores: Matrix, kinds: npt.NDArray[np.int64]) -> float:
    shifted = scores - scores.max(1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(1)) - shifted[np.arange(len(kinds)), kinds]))


def _weights(regression: LogisticRegression, temperature: float) -> dict[str, npt.NDArray[Any]]:
    """Returns weights with temperature and scales folded in."""
    size = len(feature_names())
    learnt = regression.coef_ / temperature
    found = {
        "features": learnt[:, :size].astype(np.float32),
        "letters": (learnt[:, size : size + LETTERS] * LETTER_SCALE).astype(np.float16),
        "intercept": (regression.intercept_ / temperature).astype(np.float32),
    }
    if learnt.shape[1] > size + LETTERS:
        found["vector"] = (learnt[:, size + LETTERS :] * VECTOR_SCALE).astype(np.float32)
    return found


def write(learnt: Sequence[Learnt]) -> None:
    """Trains with vectors and without, and writes both."""
    vectors, stamp = embedded([one.passage for one in learnt])
    arrays: dict[str, npt.NDArray[Any]] = {"stamp": np.array(stamp)}
    for name, given in (("with_vector", vectors), ("alone", None)):
        arrays |= {f"{name}_{part}": values for part, values in train(learnt, given).items()}
    np.savez_compressed(SHIPPED, **arrays)  # type: ignore[arg-type]  # the stub takes the names for options


def measure(labelled: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """Returns what the classifier that ships does on held-out passages, by language and in all."""
    held = [row for row in labelled if row.held_out]
    vectors, stamp = embedded([row.passage for row in held])
    classifier = kind_classifier()
    told = [
        (
            row,
            classifier.suggestions(row.passage, vector.astype(np.float32), stamp)[0],
            classifier.suggestions(row.passage, None, stamp)[0],
        )
        for row, vector in zip(held, vectors, strict=True)
    ]
    groups = {language: [one for one in told if one[0].passage.language == language] for language in LANGUAGES}
    return {name: _figures(group) for name, group in (groups | {"all": told}).items()}


def _figures(told: Sequence[tuple[Labelled, Suggestion, Suggestion]]) -> dict[str, float]:
    truth = [str(row.kind) for row, _, _ in told]
    kinds = sorted(set(truth))
    surest, alone = [one.value for _, one, _ in told], [one.value for _, _, one in told]
    return {
        "passages": len(truth),
        "macro_f1": f1_score(truth, surest, average="macro", labels=kinds),
        "accuracy": float(np.mean([one == other for one, other in zip(truth, surest, strict=True)])),
        "macro_f1_alone": f1_score(truth, alone, average="macro", labels=kinds),
        "probability": float(np.mean([one.probability for _, one, _ in told])),
        "people": f1_score(
            [str(row.first) for row, _, _ in told], [str(row.second) for row, _, _ in told], average="macro"
        ),
    }


def main() -> None:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="measure only")
    labelled = read_labelled()
    if not parser.parse_args().measure:
        write(learnt_from())
        kind_classifier.cache_clear()
    agreed = kappa((row.first, row.second) for row in labelled)
    sys.stdout.write(f"agreement of the two labels (Cohen's kappa): {agreed:.3f}\n")
    for name, figures in measure(labelled).items():
        sys.stdout.write(f"{name} { {key: round(value, 3) for key, value in figures.items()} }\n")


if __name__ == "__main__":
    main()
