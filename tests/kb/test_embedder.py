from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from kb.config import Config, load_config
from kb.embedder import SentenceEmbedder, fingerprint, model_folder
from kb.errors import ModelError


def config_with(tmp_path: Path, **settings: object) -> Config:
    return load_config(tmp_path, {f"KB_{name.upper()}": str(value) for name, value in settings.items()})


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny"))


def make_model(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """Makes a sentence-transformers folder of our own: two layers of eight dimensions, random but fixed."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "water", "waste", "query", "passage", ":", "committee"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    sizes = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
    )
    BertModel(sizes).save_pretrained(folder / "bert")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    word = Transformer(str(folder / "bert"))
    made = SentenceTransformer(modules=[word, Pooling(8)], device="cpu", prompts=prompts)
    made.save(str(folder / "model"))
    return folder / "model"


def test_the_bundled_model_gives_vectors_of_length_one(model: SentenceEmbedder) -> None:
    matrix = model.embed_passages(["waste collection", "gender committee", "waste collection"])
    assert matrix.shape == (3, 384)
    assert matrix.dtype == np.float32
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)
    assert np.allclose(matrix[0], matrix[2], atol=1e-5)
    question = model.embed_query("garbage pickup")
    assert question @ matrix[0] > question @ matrix[1]


def test_a_local_folder_works_by_configuration(tmp_path: Path, tiny_model: Path) -> None:
    found = SentenceEmbedder(config_with(tmp_path, model=tiny_model))
    assert found.embed_passages(["water", "waste committee"]).shape == (2, 8)
    assert found.embed_query("water").shape == (8,)


def test_prefixes_go_before_the_text(tmp_path: Path, tiny_model: Path) -> None:
    plain = SentenceEmbedder(config_with(tmp_path, model=tiny_model))
    prefixed = SentenceEmbedder(
        config_with(tmp_path, model=tiny_model, query_prefix="query: ", passage_prefix="passage: ")
    )
    assert np.allclose(prefixed.embed_query("water"), plain.embed_query("query: water"), atol=1e-6)
    assert np.allclose(prefixed.embed_passages(["water"]), plain.embed_passages(["passage: water"]), atol=1e-6)


def test_a_smaller_dimension_keeps_the_first_and_the_length(tmp_path: Path, tiny_model: Path) -> None:
    whole = SentenceEmbedder(config_with(tmp_path, model=tiny_model)).embed_query("water")
    half = SentenceEmbedder(config_with(tmp_path, model=tiny_model, dimension=4, threads=1)).embed_query("water")
    assert np.allclose(half, whole[:4] / np.linalg.norm(whole[:4]), atol=1e-5)


def test_a_dimension_that_the_model_has_not_is_told(tmp_path: Path, tiny_model: Path) -> None:
    with pytest.raises(ModelError, match="gives 8 dimensions"):
        SentenceEmbedder(config_with(tmp_path, model=tiny_model, dimension=16)).load()


def test_the_stamp_tells_model_prefixes_and_dimension_apart(tmp_path: Path, tiny_model: Path) -> None:
    stamps = {
        SentenceEmbedder(config_with(tmp_path, **settings)).stamp
        for settings in (
            {},
            {"model": tiny_model},
            {"model": tiny_model, "dimension": 4},
            {"model": tiny_model, "query_prefix": "query: "},
            {"model": tiny_model, "passage_prefix": "query: "},
        )
    }
    assert len(stamps) == 5


def test_the_same_model_elsewhere_has_the_same_stamp(tmp_path: Path, tiny_model: Path) -> None:
    shutil.copytree(tiny_model, tmp_path / "model")
    assert fingerprint(tmp_path / "model") == fingerprint(tiny_model)
    weights = tmp_path / "model" / "model.safetensors"
    changed = bytearray(weights.read_bytes())
    changed[-1] ^= 1
    weights.write_bytes(bytes(changed))
    assert fingerprint(tmp_path / "model") != fingerprint(tiny_model)


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "intfloat/multilingual-e5-small"])
def test_a_model_that_is_not_here_is_told_and_not_fetched(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="not on this machine"):
        model_folder(config_with(tmp_path, model=name))


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelError, match="not on this machine"):
        SentenceEmbedder(config_with(tmp_path, model=tmp_path / "model"))
    (tmp_path / "model" / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentenceEmbedder(config_with(tmp_path, model=tmp_path / "model")).load()
