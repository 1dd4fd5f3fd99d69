from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import Config, load_config
from kb.embedder import model_folder
from kb.errors import ModelError, UsageError
from kb.rerank import Place, Scores, SentencePairReranker, configured_reranker, rerank


class Oracle:
    """Knows how well each text answers, and remembers what it was asked."""

    def __init__(self, worth: dict[str, float], depth: int = 30) -> None:
        self.worth = worth
        self.depth = depth
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        self.asked.append((question, tuple(texts)))
        return np.array([self.worth[text] for text in texts], np.float64)


def order(places: Sequence[Place]) -> list[int]:
    return [place.before for place in places]


def config_with(tmp_path: Path, **settings: object) -> Config:
    return load_config(tmp_path, {f"KB_{name.upper()}": str(value) for name, value in settings.items()})


@pytest.fixture(scope="session")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of our own: two layers of eight dimensions that read 32 tokens, random but fixed."""
    return make_cross_encoder(tmp_path_factory.mktemp("cross"), labels=1)


def make_cross_encoder(folder: Path, labels: int) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "water", "eau", "agua", "waste", "déchets", "comité"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(1)
    sizes = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        initializer_range=1.0,
        num_labels=labels,
    )
    BertForSequenceClassification(sizes).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), strip_accents=False).save_pretrained(folder)
    return folder


def test_it_is_off_by_default(tmp_path: Path) -> None:
    assert configured_reranker(config_with(tmp_path)) is None


def test_the_best_by_the_cross_encoder_comes_first() -> None:
    oracle = Oracle({"a": 0.1, "b": 0.9, "c": 0.5})
    places = rerank(oracle, "vraag", ["a", "b", "c"])
    assert places == [Place(before=1, score=0.9), Place(before=2, score=0.5), Place(before=0, score=0.1)]
    assert oracle.asked == [("vraag", ("a", "b", "c"))]


def test_what_lies_beyond_the_depth_is_neither_read_nor_moved() -> None:
    oracle = Oracle({"a": 0.1, "b": 0.2}, depth=2)
    places = rerank(oracle, "vraag", ["a", "b", "best of all", "d"])
    assert order(places) == [1, 0, 2, 3]
    assert [place.score for place in places[2:]] == [None, None]


def test_equal_scores_keep_their_order() -> None:
    oracle = Oracle({"a": 0.5, "b": 0.500001, "c": 0.5, "d": 0.9})
    assert order(rerank(oracle, "vraag", ["a", "b", "c", "d"])) == [3, 0, 1, 2]


def test_those_that_are_right_beyond_doubt_stay_in_front_unread() -> None:
    oracle = Oracle({"b": 0.1, "c": 0.9}, depth=3)
    assert order(rerank(oracle, "KeMoPoDi", ["a", "b", "c", "d"], fixed=1)) == [0, 2, 1, 3]


@pytest.mark.parametrize("texts", [[], ["a"]])
def test_where_there_is_nothing_to_choose_nothing_is_read(texts: list[str]) -> None:
    oracle = Oracle({})
    assert order(rerank(oracle, "vraag", texts)) == list(range(len(texts)))
    assert oracle.asked == []


@given(
    worth=st.lists(st.floats(0, 1), max_size=12),
    depth=st.integers(1, 15),
    fixed=st.integers(0, 15),
)
def test_every_candidate_keeps_a_place_and_only_the_depth_is_reordered(
    worth: list[float], depth: int, fixed: int
) -> None:
    texts = [str(number) for number in range(len(worth))]
    places = rerank(Oracle(dict(zip(texts, worth, strict=True)), depth), "vraag", texts, fixed=fixed)
    assert sorted(order(places)) == list(range(len(texts)))
    assert order(places)[:fixed] == list(range(len(texts)))[:fixed]
    assert order(places)[max(depth, fixed) :] == list(range(len(texts)))[max(depth, fixed) :]
    scores = [place.score for place in places if place.score is not None]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "cross-encoder/ms-marco-MiniLM-L6-v2", "bundled"])
def test_one_that_is_not_here_is_told_and_not_fetched(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match="not on this machine") as error:
        configured_reranker(config_with(tmp_path, reranker=name))
    assert error.value.key == "reranker_missing"


def test_an_embedding_model_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no cross-encoder"):
        configured_reranker(config_with(tmp_path, reranker=model_folder(config_with(tmp_path))))


def test_one_that_gives_several_scores_is_no_reranker(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    found = SentencePairReranker(config_with(tmp_path, reranker=make_cross_encoder(tmp_path / "model", labels=3)))
    with pytest.raises(ModelError, match="no cross-encoder"):
        found.load()


def test_one_that_cannot_be_loaded_is_told(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    broken = tmp_path / "model"
    shutil.copytree(tiny_cross_encoder, broken)
    (broken / "model.safetensors").write_bytes(b"cut off")
    with pytest.raises(ModelError, match="cannot be loaded"):
        SentencePairReranker(config_with(tmp_path, reranker=broken)).load()


@pytest.mark.parametrize("written", ["", "[]", json.dumps({"architectures": None})])
def test_a_folder_that_does_not_say_what_it_is_is_refused(tmp_path: Path, written: str) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text(written, encoding="utf-8")
    with pytest.raises(ModelError, match="no cross-encoder"):
        configured_reranker(config_with(tmp_path, reranker=tmp_path / "model"))


def test_a_local_cross_encoder_scores_question_and_text_together(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    found = SentencePairReranker(config_with(tmp_path, reranker=tiny_cross_encoder, threads=1))
    scores = found.scores("water", ["waste", "water waste", "eau"])
    assert scores.shape == (3,)
    assert len(set(scores)) == 3
    assert not np.allclose(scores, found.scores("waste", ["waste", "water waste", "eau"]))


def test_a_score_depends_on_the_pair_alone(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    """Neither on its place, nor on the language that its words are of, nor on what is read with it."""
    found = SentencePairReranker(config_with(tmp_path, reranker=tiny_cross_encoder, batch_size=2))
    texts = ["déchets comité", "agua", "water waste water waste", "eau"]
    together = found.scores("eau", texts)
    assert np.allclose(together[::-1], found.scores("eau", texts[::-1]), atol=1e-5)
    assert np.allclose(together, [found.scores("eau", [text])[0] for text in texts], atol=1e-5)


def test_long_texts_are_cut_and_not_refused(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    found = SentencePairReranker(config_with(tmp_path, reranker=tiny_cross_encoder))
    long = "waste " * 500
    assert np.allclose(*found.scores("water", [long, long + "water"]))
    assert np.isfinite(found.scores("water " * 500, [long])).all()


def test_the_next_page_is_not_read_again(
    tmp_path: Path, tiny_cross_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SentencePairReranker(config_with(tmp_path, reranker=tiny_cross_encoder, rerank_depth=3))
    texts = ["waste", "water", "eau", "agua"]
    first = rerank(found, "water", texts)
    monkeypatch.setattr(found, "_model", None)
    monkeypatch.setattr(found, "_load", pytest.fail)
    assert rerank(found, "water", texts) == first


def test_the_depth_is_a_setting(tmp_path: Path, tiny_cross_encoder: Path) -> None:
    found = configured_reranker(config_with(tmp_path, reranker=tiny_cross_encoder, rerank_depth=7))
    assert found is not None
    assert found.depth == 7
    with pytest.raises(UsageError, match="from 1"):
        config_with(tmp_path, rerank_depth=0)
