"""Embeddings: any sentence-transformers model, from a folder, by default the one that ships with the package."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from kb.calibration import CALIBRATION_FILE, shipped_calibration
from kb.compiled import FORMAT, CompiledModel
from kb.compiling import compiled_folder
from kb.config import BUNDLED_MODEL, OPENVINO, Config
from kb.errors import ModelError
from kb.text import digest
from kb.together import Together
from kb.vectors import Matrix, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Changes whenever what is embedded for a passage changes (the context before its text, say).
PASSAGE_FORMAT = "1"

_SAMPLES = 64
_SAMPLE_BYTES = 4096


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    @property
    def stamp(self) -> str:
        """Names model, dimension, prefixes and passage format: vectors of equal stamps can be compared."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Returns the embeddings of passages, shape (len(texts), dimension)."""

    def embed_query(self, text: str) -> Vector:
        """Returns the embedding of a question, shape (dimension,)."""


class SentenceEmbedder:
    """A sentence-transformers model, loaded when the first text is embedded.

    Source: N. Reimers and I. Gurevych, "Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks" (2019).

    Raises:
        ModelError: the model is not on this machine.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._folder = model_folder(config)
        self._fingerprint = fingerprint(self._folder)
        self._model: _TorchModel | CompiledModel | None = None
        self._questions = Together(self._embed_queries)
        name = "bundled" if config.model == BUNDLED_MODEL else Path(config.model).name
        run_by = f"+{FORMAT}" if config.backend == OPENVINO else ""
        settings = digest(config.query_prefix, config.passage_prefix, str(config.dimension))[:8]
        self.stamp = f"{name}@{self._fingerprint}{run_by}/{settings}/{PASSAGE_FORMAT}"

    @property
    def calibration(self) -> dict[str, Any] | None:
        """What the model's folder says of the evidence that an answer needs."""
        return shipped_calibration(self._folder)

    def load(self) -> None:
        """Loads the model and embeds once, so that the first question is as quick as the next."""
        self.embed_query("water")

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Returns the embeddings of passages, shape (len(texts), dimension)."""
        return self._loaded().encode_passages(texts, self._config.passage_prefix)

    def embed_query(self, text: str) -> Vector:
        """Returns the embedding of a question, shape (dimension,)."""
        return self._questions.embedding(text)

    def _embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self._loaded().encode_queries(texts, self._config.query_prefix)

    def _loaded(self) -> _TorchModel | CompiledModel:
        if self._model is None:
            model = self._open_compiled() if self._config.backend == OPENVINO else self._open()
            self._check_dimension(model)
            self._model = model
            # The libraries' many objects stay for good: the collector need not walk them at each question.
            gc.collect()
            gc.freeze()
        return self._model

    def _open(self) -> _TorchModel:
        return _TorchModel(load_model(self._folder, self._config), self._config)

    def _open_compiled(self) -> CompiledModel:
        config = self._config
        whole = replace(config, dimension=0)
        folder = compiled_folder(config.home, self._fingerprint, lambda: load_model(self._folder, whole))
        return CompiledModel(folder, dimension=config.dimension, batch_size=config.batch_size, threads=config.threads)

    def _check_dimension(self, model: _TorchModel | CompiledModel) -> None:
        asked = self._config.dimension
        given = model.encode_queries(["water"], "").shape[1]
        if asked and given != asked:
            raise ModelError("model_dimension", model=self._config.model, asked=asked, given=given)


class _TorchModel:
    """A model as PyTorch runs it."""

    def __init__(self, model: SentenceTransformer, config: Config) -> None:
        self._model = model
        self._batch_size = config.batch_size

    def encode_passages(self, texts: Sequence[str], prefix: str) -> Matrix:
        """Returns the embeddings of passages, of length 1; an empty prefix leaves the model's own before them."""
        options = self._options(prefix)
        return np.asarray(self._model.encode_document(list(texts), batch_size=self._batch_size, **options), np.float32)

    def encode_queries(self, texts: Sequence[str], prefix: str) -> Matrix:
        """Returns the embeddings of questions, a row each; an empty prefix leaves the model's own before them."""
        return np.asarray(self._model.encode_query(list(texts), **self._options(prefix)), np.float32)

    @staticmethod
    def _options(prefix: str) -> dict[str, Any]:
        options: dict[str, Any] = {"show_progress_bar": False, "normalize_embeddings": True}
        return options | ({"prompt": prefix} if prefix else {})


def load_model(folder: Path, config: Config) -> SentenceTransformer:
    """Loads a model as PyTorch runs it.

    Raises:
        ModelError: it cannot be loaded.
    """
    stay_on_this_machine(allow_download=config.allow_download)
    import torch
    from sentence_transformers import SentenceTransformer

    if config.threads:
        torch.set_num_threads(config.threads)
    try:
        return SentenceTransformer(str(folder), device="cpu", truncate_dim=config.dimension or None)
    except Exception as cause:
        raise ModelError("model_unreadable", model=config.model, cause=cause) from cause


def stay_on_this_machine(*, allow_download: bool) -> None:
    """Tells the libraries before they are imported to be silent, and to fetch nothing unless allowed."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    if not allow_download:
        os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("transformers", "sentence_transformers", "huggingface_hub"):
        logging.getLogger(name).setLevel(logging.ERROR)


def model_folder(config: Config) -> Path:
    """Returns the folder of the configured model.

    Raises:
        ModelError: it is not on this machine (and may not be fetched).
    """
    if config.model == BUNDLED_MODEL:
        return _bundled_folder()
    folder = Path(config.model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if folder.is_absolute() or config.model.startswith("."):
        raise ModelError("model_missing", model=config.model)
    return _hub_folder(config)


def _bundled_folder() -> Path:
    folder = Path(__file__).with_name("data") / "model"
    if not (folder / "config.json").is_file():
        raise ModelError("model_missing", model=BUNDLED_MODEL)
    return folder


def _hub_folder(config: Config) -> Path:
    stay_on_this_machine(allow_download=config.allow_download)
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - a quarter of a second to load

    try:
        return Path(snapshot_download(config.model, local_files_only=not config.allow_download))
    except Exception as cause:  # the hub's errors, a refused connection, a malformed name
        raise ModelError("model_missing", model=config.model) from cause


def fingerprint(folder: Path) -> str:
    """Returns a name for a model's files: paths, sizes and samples of the content, in milliseconds."""
    names = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md" and path.name != CALIBRATION_FILE
    )
    if not names:
        raise ModelError("model_missing", model=folder)
    found = hashlib.sha256()
    for path in names:
        size = path.stat().st_size
        found.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            for place in range(_SAMPLES):
                file.seek(size * place // _SAMPLES)
                found.update(file.read(_SAMPLE_BYTES))
    return found.hexdigest()[:12]
