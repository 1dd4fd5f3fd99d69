"""Making a compiled model: once, as a whole or not at all, and shown to agree with the model that it is made of."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from kb.compiled import FORMAT, GRAPH, PROMPTS, TOKENIZER, CompiledModel, Features, features, openvino
from kb.disk import sync
from kb.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The place of the weights among the inputs of each operation that has a table of them.
_WEIGHTS = {"MatMul": 1, "Gather": 0}
_ROWS_AND_COLUMNS = 2
_GREATEST = 127
# Of 64 passages in four languages none agreed to less than .995. What does is a model that does more with a text than
# is compiled here.
_LEAST_AGREEMENT = 0.98
# Of several lengths, the last longer than a model reads.
_EXAMPLES = ("water", "Vrouwen in het comité: 45 % — «Ñandú», déchets, Café 2024!", "drinking water for all " * 400)
# The names of a model's own prompts, as sentence-transformers looks for them.
_PROMPTS = {"query": ("query",), "passage": ("document", "passage", "corpus")}


def compiled_folder(home: Path, fingerprint: str, load: Callable[[], SentenceTransformer]) -> Path:
    """Returns the folder of a compiled model, which is made if it is not there.

    Args:
        home: the data folder.
        fingerprint: names the model's files.
        load: loads the model that is compiled.

    Raises:
        UsageError: OpenVINO is not installed.
        ModelError: the model cannot be compiled, or gives other vectors then.
    """
    folder = home / "models" / f"{fingerprint}-{FORMAT}"
    if folder.is_dir():
        return folder
    openvino()
    model = load()
    try:
        _make(model, folder)
    except (OSError, RuntimeError, ValueError, TypeError, AttributeError, KeyError) as cause:
        raise ModelError("model_not_compiled", cause=cause) from cause
    return folder


def _make(model: SentenceTransformer, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_suffix(".part")
    with FileLock(folder.with_suffix(".lock")):
        if folder.is_dir():
            return  # another process was first
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _write(model, part)
        _check_agreement(model, part)
        for path in [*part.iterdir(), part]:
            sync(path)
        part.rename(folder)
        sync(folder.parent)


def _write(model: SentenceTransformer, folder: Path) -> None:
    tokenizer = _tokenizer(model)
    graph = _graph(model, features(tokenizer, _EXAMPLES[:2]))
    _round_weights(graph)
    openvino().save_model(graph, folder / GRAPH, compress_to_fp16=False)
    tokenizer.save(str(folder / TOKENIZER))
    own = model.prompts
    prompts = {kind: next((own[name] for name in names if name in own), "") for kind, names in _PROMPTS.items()}
    (folder / PROMPTS).write_text(json.dumps(prompts), encoding="utf-8")


def _tokenizer(model: SentenceTransformer) -> Any:  # noqa: ANN401 - tokenizers.Tokenizer, which loads late
    from tokenizers import Tokenizer  # noqa: PLC0415 - most commands embed nothing

    whole: Any = model.tokenizer
    found = Tokenizer.from_str(whole.backend_tokenizer.to_str())
    if model.max_seq_length:
        found.enable_truncation(max_length=model.max_seq_length)
    found.enable_padding(direction=whole.padding_side, pad_id=whole.pad_token_id, pad_token=whole.pad_token)
    return found


def _graph(model: SentenceTransformer, example: Features) -> Any:  # noqa: ANN401 - openvino.Model
    """Follows an example through all the model's modules and returns what they compute."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = self.model({"input_ids": input_ids, "attention_mask": attention_mask})[
                "sentence_embedding"
            ]
            return found

    tensors = {name: torch.from_numpy(numbers) for name, numbers in example.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, about each other's old ways
        return openvino().convert_model(Whole().float().eval(), example_input=tensors)


def _round_weights(graph: Any) -> None:  # noqa: ANN401 - openvino.Model
    """Keeps each row of each table of weights as whole numbers of eight bits and a scale."""
    opset = openvino().opset13
    for operation in graph.get_ops():
        place = _WEIGHTS.get(operation.get_type_name())
        if place is None:
            continue
        table = operation.input_value(place).get_node()
        if table.get_type_name() == "Constant" and len(table.shape) == _ROWS_AND_COLUMNS:
            scales = np.maximum(np.abs(table.data).max(axis=1, keepdims=True), np.finfo(np.float32).tiny) / _GREATEST
            rounded = opset.convert(opset.constant(np.rint(table.data / scales).astype(np.int8)), "f32")
            whole = opset.multiply(rounded, opset.constant(scales.astype(np.float32)))
            operation.input(place).replace_source_output(whole.output(0))
    graph.validate_nodes_and_infer_types()


def _check_agreement(model: SentenceTransformer, folder: Path) -> None:
    made = CompiledModel(folder, dimension=0, batch_size=len(_EXAMPLES), threads=0)
    options: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False}
    for text in _EXAMPLES:
        query = made.encode_queries([text], "")[0] @ model.encode_query(text, **options)
        passage = made.encode_passages([text], "")[0] @ model.encode_document(text, **options)
        agreement = min(float(query), float(passage))
        if agreement < _LEAST_AGREEMENT:
            raise ValueError(f"cosine {agreement:.3f}")
