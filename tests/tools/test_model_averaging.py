from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tools.model.averaging import average
from tools.model.folders import read_json, read_tokens, read_weights, write_folder

WORDS = ["water", "huis"]


@pytest.fixture
def before(make_model: Callable) -> Path:
    return make_model(WORDS)


def test_each_weight_is_nearer_to_the_trained_one(before: Path, tmp_path: Path) -> None:
    weights = read_weights(before)
    moved = {name: weight + np.float32(1) for name, weight in weights.items()}
    write_folder(before, tmp_path / "trained", read_tokens(before), moved)
    average(before, tmp_path / "trained", tmp_path / "out")
    found = read_weights(tmp_path / "out")
    assert found.keys() == weights.keys()
    assert all(np.allclose(found[name], weights[name] + 0.6, atol=1e-6) for name in weights)
    assert {weight.dtype for weight in found.values()} == {np.dtype(np.float32)}


def test_the_average_is_a_model_like_the_two(before: Path, tmp_path: Path) -> None:
    average(before, before, tmp_path / "out")
    assert read_tokens(tmp_path / "out") == read_tokens(before)
    assert read_json(tmp_path / "out" / "config.json")["vocab_size"] == len(read_tokens(before))


def test_models_of_other_tokens_have_no_average(before: Path, make_model: Callable, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="other tokens"):
        average(before, make_model(["water", "boom"]), tmp_path / "out")
    assert not (tmp_path / "out").exists()
