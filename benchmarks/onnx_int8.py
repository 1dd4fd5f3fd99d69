"""The embedding model as ONNX Runtime runs it, with weights of eight bits: measured beside what praktijkbank offers."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch  # noqa: TID253 - this module is imported only to run the model
from onnxruntime.quantization import QuantType, quantize_dynamic

from kb.config import Config
from kb.embedder import load_model, model_folder
from kb.vectors import Matrix, Vector


class _Whole(torch.nn.Module):
    def __init__(self, model: Any) -> None:  # noqa: ANN401 - a SentenceTransformer
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.model({"input_ids": input_ids, "attention_mask": attention_mask})[
            "sentence_embedding"
        ]
        return found


class OnnxEmbedder:
    """A sentence-transformers model, exported and rounded when it is opened."""

    stamp = "onnx"

    def __init__(self, config: Config) -> None:
        model = load_model(model_folder(config), config)
        self._tokenizer: Any = model.tokenizer
        self._length = model.max_seq_length
        self._batch_size = config.batch_size
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = config.threads
        with tempfile.TemporaryDirectory() as folder:
            self._session = onnxruntime.InferenceSession(_exported(model, Path(folder)), options)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Returns the embeddings of passages, shape (len(texts), dimension)."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        batches = [order[start : start + self._batch_size] for start in range(0, len(order), self._batch_size)]
        found = np.concatenate([self._run([texts[place] for place in batch]) for batch in batches])
        made: Matrix = found[np.argsort(order)] / np.linalg.norm(found, axis=1)[np.argsort(order), np.newaxis]
        return made

    def embed_query(self, text: str) -> Vector:
        """Returns the embedding of a question, shape (dimension,)."""
        found: Vector = self.embed_passages([text])[0]
        return found

    def _run(self, texts: list[str]) -> Matrix:
        read = self._tokenizer(texts, padding=True, truncation=True, max_length=self._length, return_tensors="np")
        names = ("input_ids", "attention_mask")
        found = self._session.run(None, {name: read[name].astype(np.int64) for name in names})[0]
        return np.asarray(found, np.float32)


def _exported(model: Any, folder: Path) -> bytes:  # noqa: ANN401 - a SentenceTransformer
    example = (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long))
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, about itself
        torch.onnx.export(
            _Whole(model).float().eval(),
            example,
            folder / "whole.onnx",
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
            dynamo=False,
        )
    quantize_dynamic(folder / "whole.onnx", folder / "int8.onnx", per_channel=True, weight_type=QuantType.QInt8)
    return (folder / "int8.onnx").read_bytes()
