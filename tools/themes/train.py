"""Trains the tagger of themes on sentences about the concepts and on the passages that people graded.

::

    python tools/themes/train.py    # writes kb/data/theme_tagger.npz, prints what cross-validation says

How near a vector lies to each concept is learned from sentences and from what passages deal with in the main. So that
the regressions over features see it as it is with new documents, it is learned anew for each part of the passages, from
the documents of the other parts.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).parents[2]))

from kb.config import load_config
from kb.embedder import SentenceEmbedder
from kb.theme_features import Array, ConceptFinder, Writing, tokens_of, vocabulary_of
from kb.theme_tagger import theme_scores, write_vocabulary
from kb.themes import thesaurus
from kb.types import LANGUAGES
from tools.passages import context_of, document_name

HERE = Path(__file__).parent
WRITTEN = HERE.parents[1] / "kb" / "data" / "theme_tagger.npz"
# What a graded passage weighs beside a sentence, and the regularisation, both by cross-validation.
PASSAGE_WEIGHT = 3.0
STRENGTH = 10.0
FOLDS = 4
# Held-out passages are of other documents; a margin over the .85 that a tag must be right.
WANTED_PRECISION = 0.86

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A passage with the concepts that it deals with: in the main, and as fair tags (with what is broader)."""

    id: str
    writing: Writing
    document: str
    main: frozenset[str]
    fair: frozenset[str]

    @property
    def embedded_text(self) -> str:
        """The text that the model sees, as a passage of the knowledge base has it."""
        return "\n".join(filter(None, [context_of(self.writing.title, self.writing.headings), self.writing.text]))


def read_graded(path: Path) -> list[Graded]:
    """Reads graded passages."""
    above = thesaurus().with_broader
    return [
        Graded(
            id=row["id"],
            writing=Writing(text=row["text"], headings=row["headings"], title=row["title"], language=row["language"]),
            document=document_name(row["source"], row["path"]),
            main=frozenset(row["main"]),
            fair=frozenset(above([*row["main"], *row["also"]])),
        )
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


@dataclass(frozen=True, slots=True)
class Learnt:
    """Regressions over features: weights (2, features), intercepts (2,), and scores of the training passages."""

    weights: Array
    intercepts: Array
    threshold: float
    precision: float
    recall: float


class Training:
    """Sentences and graded passages, embedded, and what is learned of them."""

    def __init__(self, sentences: Sequence[dict[str, str]], graded: Sequence[Graded]) -> None:
        model = SentenceEmbedder(load_config(Path("unused"), {}))
        self.stamp = model.stamp
        concepts = thesaurus()
        self.ids = sorted(concepts.concepts)
        place = {name: number for number, name in enumerate(self.ids)}
        self.vocabulary = vocabulary_of(_told(sentences, self.ids))
        self.finder = ConceptFinder(concepts, self.vocabulary)
        self.graded = list(graded)
        self.sentence_concepts = np.array([place[one["concept"]] for one in sentences])
        self.sentence_vectors = model.embed_passages([one["text"] for one in sentences])
        self.vectors = model.embed_passages([one.embedded_text for one in graded])
        self.named = [self.finder.named(one.writing) for one in graded]
        self.main = _flags([one.main for one in graded], place)
        self.fair = _flags([one.fair for one in graded], place)

    def profiles(self, passages: npt.NDArray[np.int64]) -> LogisticRegression:
        """Learns how near vectors are to concepts, from all sentences and some passages."""
        pairs = np.argwhere(self.main[passages])
        vectors = np.vstack([self.sentence_vectors, self.vectors[passages[pairs[:, 0]]]])
        concepts = np.concatenate([self.sentence_concepts, pairs[:, 1]])
        weights = np.concatenate([np.ones(len(self.sentence_concepts)), np.full(len(pairs), PASSAGE_WEIGHT)])
        return LogisticRegression(C=STRENGTH, max_iter=300).fit(vectors, concepts, sample_weight=weights)

    def logits(self, passages: npt.NDArray[np.int64]) -> Array:
        """Returns how near each of some passages is to each concept, learned from the documents of the others."""
        found = np.zeros((len(passages), len(self.ids)))
        for rest, part in self.parts(passages):
            found[part] = self.profiles(passages[rest]).decision_function(self.vectors[passages[part]])
        return found

    def parts(self, passages: npt.NDArray[np.int64]) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yields the places of the rest and of a part, whole documents each."""
        documents = [self.graded[number].document for number in passages]
        yield from GroupKFold(FOLDS, shuffle=True, random_state=0).split(passages, groups=documents)

    def features(self, passages: npt.NDArray[np.int64], logits: Array | None) -> Array:
        """Returns features, shape (passages, concepts, features)."""
        rows = enumerate(passages.tolist())
        return np.array(
            [
                self.finder.features(self.graded[n].writing, self.named[n], None if logits is None else logits[row])
                for row, n in rows
            ]
        )

    def learn(self, *, with_vector: bool) -> Learnt:
        """Learns the regressions on all passages; cross-validation over documents sets the threshold."""
        every = np.arange(len(self.graded))
        scores = np.zeros(self.main.shape)
        for rest, part in self.parts(every):
            learnt = self._fitted(rest, with_vector=with_vector)
            near = self.profiles(rest).decision_function(self.vectors[part]) if with_vector else None
            scores[part] = theme_scores(self.features(part, near), *learnt)
        threshold, precision, recall = self.threshold(scores)
        return Learnt(*self._fitted(every, with_vector=with_vector), threshold, precision, recall)

    def _fitted(self, passages: npt.NDArray[np.int64], *, with_vector: bool) -> tuple[Array, Array]:
        features = self.features(passages, self.logits(passages) if with_vector else None)
        flat = features.reshape(-1, features.shape[2])
        mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-9
        weights, intercepts = [], []
        for wanted in (self.main, self.fair):
            found = LogisticRegression(C=1.0, max_iter=1000).fit((flat - mean) / spread, wanted[passages].reshape(-1))
            weights.append(found.coef_[0] / spread)
            intercepts.append(found.intercept_[0] - float(found.coef_[0] @ (mean / spread)))
        return np.array(weights), np.array(intercepts)

    def threshold(self, scores: Array) -> tuple[float, float, float]:
        """Returns the least score with the wanted precision, with precision and recall there."""
        found = [(cut, *self.agreement(scores >= cut)) for cut in np.quantile(scores, np.linspace(0.98, 0.999, 80))]
        enough = [one for one in found if one[1] >= WANTED_PRECISION]
        return max(enough or found[-1:], key=lambda one: one[2])

    def agreement(self, given: Flags) -> tuple[float, float]:
        """Returns the share of the given themes that are fair, and of the main ones that a filter finds."""
        concepts = thesaurus()
        right = told = met = 0
        for row, flags in enumerate(given):
            names = concepts.narrowest(self.ids[place] for place in np.flatnonzero(flags))
            right += len(self.graded[row].fair & set(names))
            told += len(names)
            met += len(self.graded[row].main & set(concepts.with_broader(names)))
        return right / max(told, 1), met / sum(len(one.main) for one in self.graded)


def _told(sentences: Sequence[dict[str, str]], ids: Sequence[str]) -> list[Counter[str]]:
    """Returns the tokens of each concept's labels and sentences."""
    told: dict[str, Counter[str]] = {name: Counter() for name in ids}
    for one in sentences:
        told[one["concept"]].update(tokens_of(one["text"], one["language"]))
    for name, concept in thesaurus().concepts.items():
        for language in LANGUAGES:
            hidden = (label.replace("*", "") for label in concept.hidden.get(language, ()))
            for label in (concept.labels[language], *concept.alternative.get(language, ()), *hidden):
                told[name].update(tokens_of(label, language))
    return [told[name] for name in ids]


def _flags(named: Sequence[frozenset[str]], place: dict[str, int]) -> Flags:
    found = np.zeros((len(named), len(place)), dtype=np.bool_)
    for row, names in enumerate(named):
        found[row, [place[name] for name in names]] = True
    return found


def main() -> None:
    """Runs the command."""
    sentences = [json.loads(line) for line in (HERE / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    training = Training(sentences, read_graded(HERE / "graded.jsonl"))
    profiles = training.profiles(np.arange(len(training.graded)))
    arrays: dict[str, npt.NDArray[Any]] = {
        "stamp": np.array(training.stamp),
        "concepts": np.array("\n".join(training.ids)),
        "profiles": profiles.coef_.astype(np.float16),
        "profile_intercepts": profiles.intercept_.astype(np.float32),
        **write_vocabulary(training.vocabulary),
    }
    for name, with_vector in (("with_vector", True), ("alone", False)):
        learnt = training.learn(with_vector=with_vector)
        sys.stdout.write(f"{name}: precision {learnt.precision:.3f}, recall {learnt.recall:.3f} by cross-validation\n")
        arrays |= {
            f"{name}_weights": learnt.weights,
            f"{name}_intercepts": learnt.intercepts,
            f"{name}_threshold": np.array(learnt.threshold),
        }
    np.savez_compressed(WRITTEN, **arrays)  # type: ignore[arg-type]  # the stub takes the names for options


if __name__ == "__main__":
    main()
