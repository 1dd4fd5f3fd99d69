"""Reranking: the first candidates in a new order, by a model that reads question and passage together.

It is off unless a cross-encoder is configured. It changes the order of the first `depth` candidates among themselves
and nothing else: what is found, what is counted and whether there is an answer stay as they are.

Source: R. Nogueira and K. Cho, "Passage Re-ranking with BERT" (2019).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from kb.config import BUNDLED_MODEL, Config
from kb.embedder import model_folder, stay_on_this_machine
from kb.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = npt.NDArray[np.float64]

# Questions whose scores are kept, so that the next page of an answer costs nothing: as many as people page through at
# one time, at some hundred kilobytes.
_REMEMBERED = 64
# As in `kb.fusion`: what a batch holds besides must not decide between equal texts.
_DIGITS = 5


class Reranker(Protocol):
    """Tells how well passages answer a question."""

    @property
    def depth(self) -> int:
        """How many candidates it reads."""

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """Returns a score for each text, the higher the better, shape (len(texts),)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A candidate in the new order: where it was in the old one, from 0, and its score if it was read."""

    before: int
    score: float | None


def rerank(reranker: Reranker, question: str, texts: Sequence[str], *, fixed: int = 0) -> list[Place]:
    """Orders candidates anew; equal scores keep the order that they had.

    The candidates are the first `depth` of them, or as many as there are; more keep their places.

    Args:
        reranker: what reads them.
        question: as it was asked.
        texts: the candidates' texts, best first.
        fixed: how many of the first keep their place, because they are right beyond doubt.
    """
    read = texts[fixed : reranker.depth]
    scores = np.round(reranker.scores(question, read), _DIGITS) if len(read) > 1 else np.zeros(0)
    ordered = np.argsort(-scores, kind="stable")
    first = [Place(before=before, score=None) for before in range(min(fixed, len(texts)))]
    middle = [Place(before=fixed + int(place), score=float(scores[place])) for place in ordered]
    last = [Place(before=before, score=None) for before in range(len(first) + len(middle), len(texts))]
    return first + middle + last


def configured_reranker(config: Config) -> Reranker | None:
    """Returns the cross-encoder that the settings name, not loaded yet; None if they name none.

    Raises:
        ModelError: it is not on this machine, or is no cross-encoder.
    """
    return SentencePairReranker(config) if config.reranker else None


class SentencePairReranker:
    """A cross-encoder as sentence-transformers runs it, loaded when the first question is asked.

    Raises:
        ModelError: it is not on this machine, or is no cross-encoder.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._folder = _folder(config)
        self._model: CrossEncoder | None = None
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._scores)

    @property
    def depth(self) -> int:
        """How many candidates it reads."""
        return self._config.rerank_depth

    def load(self) -> None:
        """Loads the model and asks once, so that the first question is as quick as the next."""
        self.scores("water", ["water"])

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """Returns a score for each text, the higher the better, shape (len(texts),).

        Raises:
            ModelError: the model cannot be loaded, or gives more than one score for a text.
        """
        return self._remembered(question, tuple(texts))

    def _scores(self, question: str, texts: tuple[str, ...]) -> Scores:
        pairs = [(question, text) for text in texts]
        found = self._loaded().predict(pairs, batch_size=self._config.batch_size, show_progress_bar=False)
        return np.asarray(found, np.float64)

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            self._model = self._load()
        return self._model

    def _load(self) -> CrossEncoder:
        stay_on_this_machine(allow_download=self._config.allow_download)
        import torch
        from sentence_transformers import CrossEncoder

        if self._config.threads:
            torch.set_num_threads(self._config.threads)
        try:
            model: CrossEncoder = CrossEncoder(str(self._folder), device="cpu")
        except Exception as cause:
            raise ModelError("reranker_unreadable", model=self._config.reranker, cause=cause) from cause
        if model.num_labels != 1:
            raise ModelError("reranker_unfit", model=self._config.reranker)
        return model


def _folder(config: Config) -> Path:
    if config.reranker == BUNDLED_MODEL:
        raise ModelError("reranker_missing", model=config.reranker)
    try:
        folder = model_folder(replace(config, model=config.reranker))
    except ModelError as cause:
        raise ModelError("reranker_missing", model=config.reranker) from cause
    if not _is_cross_encoder(folder):
        raise ModelError("reranker_unfit", model=config.reranker)
    return folder


def _is_cross_encoder(folder: Path) -> bool:
    """Tells a cross-encoder from an embedding model, which would load as well and then score by chance."""
    kind = _settings(folder / "config_sentence_transformers.json").get("model_type")
    built = _settings(folder / "config.json").get("architectures") or []
    return kind == "CrossEncoder" or any(str(name).endswith("ForSequenceClassification") for name in built)


def _settings(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
