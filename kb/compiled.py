"""An embedding model as OpenVINO runs it, with weights of eight bits.

The folder that `kb.compiling` makes holds all the way from the text to the embedding, so that running it needs
neither PyTorch nor sentence-transformers, which take longer to load than to answer.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import UsageError
from kb.vectors import Matrix

# Names how a model is compiled and run, in stamps and folders; changes whenever that gives other vectors.
FORMAT = "openvino-int8-1"
GRAPH, TOKENIZER, PROMPTS = "model.xml", "tokenizer.json", "prompts.json"

# Values of a layer's input that share a scale when they are rounded to eight bits. Passages a second beside PyTorch's:
# 32 (OpenVINO's own choice) gives 1.7 times as many, 64 1.9, 128 2.1, 192 as many, 384 fewer; the mean cosine with
# PyTorch's vectors falls from .9986 to .9982 at 128, .9978 at 192 and .9969 at 384.
_SHARING_A_SCALE = 128

Features = dict[str, npt.NDArray[np.int64]]


class CompiledModel:
    """A compiled model, ready to embed; safe to share between threads.

    Args:
        folder: the compiled model.
        dimension: how many of the first dimensions are kept; 0 keeps all.
        batch_size: texts that are embedded at once.
        threads: processor threads; 0 leaves the choice to OpenVINO.

    Raises:
        UsageError: OpenVINO is not installed.
    """

    def __init__(self, folder: Path, *, dimension: int, batch_size: int, threads: int) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415 - most commands embed nothing

        options = {
            "INFERENCE_NUM_THREADS": threads,
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _SHARING_A_SCALE,
            # Some processors would take 16 bits by themselves, and give other vectors than the rest.
            "INFERENCE_PRECISION_HINT": "f32",
        }
        compiled = openvino().Core().compile_model(folder / GRAPH, "CPU", options)
        self._request = compiled.create_infer_request()
        self._width: int = compiled.output(0).get_partial_shape()[1].get_length()
        self._dimension = dimension or self._width
        self._batch_size = batch_size
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._prompts: dict[str, str] = json.loads((folder / PROMPTS).read_text(encoding="utf-8"))
        self._lock = threading.Lock()

    def encode_passages(self, texts: Sequence[str], prefix: str) -> Matrix:
        """Returns the embeddings of passages; an empty prefix leaves the model's own before them."""
        return self._encode(texts, prefix or self._prompts["passage"])

    def encode_queries(self, texts: Sequence[str], prefix: str) -> Matrix:
        """Returns the embeddings of questions, a row each; an empty prefix leaves the model's own before them."""
        return self._encode(texts, prefix or self._prompts["query"])

    def _encode(self, texts: Sequence[str], prefix: str) -> Matrix:
        # Texts of like length together: the shorter ones of a batch are filled up to its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found = np.empty((len(texts), self._width), np.float32)
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            found[batch] = self._run([prefix + texts[place] for place in batch])
        kept = found[:, : self._dimension]
        lengths = np.linalg.norm(kept, axis=1, keepdims=True)
        unit: Matrix = kept / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    def _run(self, texts: Sequence[str]) -> Matrix:
        with self._lock:
            found: Matrix = np.array(self._request.infer(features(self._tokenizer, texts))[0])
        return found


def features(tokenizer: Any, texts: Sequence[str]) -> Features:  # noqa: ANN401 - tokenizers.Tokenizer, which loads late
    """Returns what the model reads of texts: their tokens, and which of them are filling, shape (texts, tokens)."""
    encoded = tokenizer.encode_batch(list(texts))
    return {
        "input_ids": np.array([one.ids for one in encoded], np.int64),
        "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
    }


def openvino() -> Any:  # noqa: ANN401 - a module without types
    """Returns the library, which reports to nobody.

    Raises:
        UsageError: it is not installed.
    """
    # Its import would send a report over the network, unless the module that does so cannot be found.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # what Python itself puts there for this
    try:
        import openvino as found
    except ImportError as cause:
        raise UsageError("extra_missing", extra="openvino") from cause
    return found
