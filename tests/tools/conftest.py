"""Fixtures for the builder of the model: a tiny English model and a toy corpus of our own."""

from __future__ import annotations

import gzip
import json
import string
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from tools.model.corpus import Corpus

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ENGLISH = ["water", "waste", "house", "green", "the", "is", "clean", "collection", "of", "##ing", "wastes"]
LETTERS = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase), "."]
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]

MakeModel = Callable[[Sequence[str]], Path]
MakeCorpus = Callable[..., Corpus]


@pytest.fixture
def make_model(tmp_path: Path) -> MakeModel:
    """Makes a sentence-transformers folder: two layers of 16 dimensions, random but fixed, with the words named."""

    def make(words: Sequence[str]) -> Path:
        folder = tmp_path / f"model-{len(list(tmp_path.iterdir()))}"
        tokens = list(dict.fromkeys([*SPECIAL, *LETTERS, *words]))
        torch.manual_seed(1)
        sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
        BertModel(BertConfig(vocab_size=len(tokens), max_position_embeddings=160, **sizes)).save_pretrained(folder)
        _tokenizer(tokens).save(str(folder / "tokenizer.json"))
        (folder / "1_Pooling").mkdir()
        pooling = {"word_embedding_dimension": 16, "pooling_mode_mean_tokens": True}
        _write(folder / "1_Pooling" / "config.json", pooling)
        _write(folder / "modules.json", MODULES)
        _write(folder / "sentence_bert_config.json", {"max_seq_length": 128, "do_lower_case": False})
        _write(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True})
        return folder

    return make


def _tokenizer(tokens: Sequence[str]) -> Tokenizer:
    ids = {token: place for place, token in enumerate(tokens)}
    made = Tokenizer(models.WordPiece(ids, unk_token=SPECIAL[1]))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    around = [(token, ids[token]) for token in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=around)
    made.add_special_tokens(SPECIAL)
    return made


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


@pytest.fixture
def english_model(make_model: MakeModel) -> Path:
    return make_model(ENGLISH)


@pytest.fixture
def make_corpus(tmp_path: Path) -> MakeCorpus:
    """Makes a corpus of the pairs (source, left, right) by languages, and of the passages (repository, text)."""

    def make(
        pairs: dict[str, list[tuple[str, str, str]]], passages: dict[str, list[tuple[str, str]]] | None = None
    ) -> Corpus:
        for languages in ("nl-en", "fr-en", "es-en", "fr-nl", "nl-es", "fr-es"):
            rows = ["\t".join(row) for row in pairs.get(languages, [])]
            _compress(tmp_path / f"{languages}.tsv.gz", rows)
        for language in ("nl", "fr", "es", "en"):
            held = (passages or {}).get(language, [])
            rows = [json.dumps({"repo": repository, "heading": "", "text": text}) for repository, text in held]
            _compress(tmp_path / f"{language}.jsonl.gz", rows)
        return Corpus(parallel=tmp_path, passages=tmp_path)

    return make


def _compress(path: Path, rows: Sequence[str]) -> None:
    path.write_bytes(gzip.compress("".join(f"{row}\n" for row in rows).encode()))
