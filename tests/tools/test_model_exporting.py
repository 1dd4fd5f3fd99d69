from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from tools.model.exporting import as_byte, as_half, export
from tools.model.folders import EMBEDDINGS, open_tokenizer, read_json, read_tensors, read_tokens, read_weights
from tools.model.pruning import kept_tokens, token_use
from tools.model.use import Use

KEPT_TEXTS = ["the water is clean", "green waste"]


@pytest.fixture
def use() -> Use:
    found = Use()
    found.parallel["en"].update(["the", "water", "is", "clean", "green", "waste", "the", "water"])
    found.parallel["nl"].update(["water", "cleaning"])
    return found


def embeddings(folder: Path, texts: list[str]) -> np.ndarray:
    return SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True)


def test_a_token_counts_by_its_share_in_each_language(english_model: Path, use: Use) -> None:
    used = dict(zip(read_tokens(english_model), token_use(open_tokenizer(english_model), use), strict=True))
    assert used["water"] == pytest.approx(5e5 * (2 / 8 + 1 / 2))
    assert used["##ing"] == pytest.approx(5e5 / 2)
    assert used["house"] == 0


def test_the_least_used_tokens_are_dropped_and_what_spells_stays() -> None:
    tokens = ["<pad>", "rare", "a", "##abc", "##abcd", "often", "##z", "日", "[unused7]", "[]"]
    used = np.array([0, 1.0, 0, 0, 2.0, 3.0, 0, 0, 0, 0])
    kept = kept_tokens(tokens, used, frozenset({"<pad>"}), 7)
    assert [tokens[place] for place in kept] == ["<pad>", "a", "##abc", "often", "##z", "日", "[unused7]"]
    assert len(kept_tokens(tokens, used, frozenset({"<pad>"}), 8)) == 8
    with pytest.raises(ValueError, match="at least 6"):
        kept_tokens(tokens, used, frozenset({"<pad>"}), 5)


def test_texts_whose_tokens_all_stay_keep_their_embeddings(english_model: Path, tmp_path: Path, use: Use) -> None:
    before = len(read_tokens(english_model))
    kept, share = export(english_model, tmp_path / "out", use, tokens=before - 4, mantissa=10)
    tokens = read_tokens(tmp_path / "out")
    assert kept == len(tokens) == before - 4
    assert share == 1
    assert {"house", "collection", "water"} & set(tokens) == {"water"}
    found, expected = embeddings(tmp_path / "out", KEPT_TEXTS), embeddings(english_model, KEPT_TEXTS)
    assert ((found * expected).sum(axis=1) > 0.999).all()


def test_ids_agree_in_all_files(english_model: Path, tmp_path: Path, use: Use) -> None:
    out = tmp_path / "out"
    export(english_model, out, use, tokens=len(read_tokens(english_model)) - 4)
    tokens = read_tokens(out)
    assert read_json(out / "config.json")["vocab_size"] == len(tokens) == len(read_weights(out)[EMBEDDINGS])
    settings = read_json(out / "tokenizer.json")
    assert all(tokens[token["id"]] == token["content"] for token in settings["added_tokens"])
    encoded = open_tokenizer(out).encode("water house")
    assert encoded.tokens == ["[CLS]", "water", "h", "##o", "##u", "##s", "##e", "[SEP]"]
    assert [tokens[place] for place in encoded.ids] == encoded.tokens


def test_the_export_has_few_bits_and_little_error(english_model: Path, tmp_path: Path, use: Use) -> None:
    export(english_model, tmp_path / "out", use, tokens=len(read_tokens(english_model)))
    weights = read_tensors(tmp_path / "out")
    assert weights.pop(EMBEDDINGS).dtype == torch.float8_e4m3fn
    assert {weight.dtype for weight in weights.values()} == {torch.float16}
    usual = np.concatenate([weight[weight.abs() >= 2**-14].numpy().ravel() for weight in weights.values()])
    assert (usual.view(np.uint16) & 0b11111 == 0).all()
    found, expected = embeddings(tmp_path / "out", KEPT_TEXTS), embeddings(english_model, KEPT_TEXTS)
    assert ((found * expected).sum(axis=1) > 0.999).all()


def test_an_export_computes_in_full_precision(english_model: Path, tmp_path: Path, use: Use) -> None:
    export(english_model, tmp_path / "out", use, tokens=len(read_tokens(english_model)))
    model = SentenceTransformer(str(tmp_path / "out"), device="cpu")
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}


def test_equal_models_are_equal_files(english_model: Path, tmp_path: Path, use: Use) -> None:
    for name in ("one", "two"):
        export(english_model, tmp_path / name, use, tokens=len(read_tokens(english_model)))
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


@given(st.floats(min_value=2**-14, max_value=40_000, width=32), st.booleans(), st.integers(1, 10))
def test_rounding_is_to_the_nearest(weight: float, negative: bool, mantissa: int) -> None:  # noqa: FBT001
    value = -weight if negative else weight
    (found,) = as_half(np.array([value], np.float32), mantissa).astype(np.float64)
    assert abs(found - value) <= weight * 2 ** -(mantissa + 1)
    assert np.float64(found).view(np.uint64) & np.uint64((1 << (52 - mantissa)) - 1) == 0


def test_of_two_as_near_the_even_one_is_taken() -> None:
    halfway = np.array([1 + 2**-7, 1 + 3 * 2**-7, -1 - 2**-7], np.float32)
    assert as_half(halfway, 6).tolist() == [1, 1 + 2**-5, -1]


@given(st.floats(min_value=-(2**-14), max_value=2**-14, width=32))
def test_small_weights_are_off_by_next_to_nothing(weight: float) -> None:
    (found,) = as_half(np.array([weight], np.float32), 6).astype(np.float64)
    assert abs(found - weight) <= 2**-21


@pytest.mark.parametrize("mantissa", [0, 11])
def test_more_bits_than_fp16_has_are_refused(mantissa: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        as_half(np.ones(1, np.float32), mantissa)


def test_weights_that_fp16_cannot_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        as_half(np.array([7e4], np.float32), 6)


@given(st.floats(min_value=-448, max_value=448, width=32))
def test_embeddings_are_rounded_to_a_byte(weight: float) -> None:
    (found,) = as_byte(np.array([weight], np.float32)).float().tolist()
    assert abs(found - weight) <= max(abs(weight) / 16, 2**-10)


@pytest.mark.parametrize("weight", [465.0, -1e4])
def test_embeddings_that_a_byte_cannot_hold_are_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="at most 448"):
        as_byte(np.array([weight], np.float32))


def test_an_exported_model_can_be_exported_again(english_model: Path, tmp_path: Path, use: Use) -> None:
    most = len(read_tokens(english_model))
    export(english_model, tmp_path / "one", use, tokens=most)
    export(tmp_path / "one", tmp_path / "two", use, tokens=most)
    first, second = (read_tensors(tmp_path / name) for name in ("one", "two"))
    assert all(torch.equal(first[name].float(), second[name].float()) for name in first)
