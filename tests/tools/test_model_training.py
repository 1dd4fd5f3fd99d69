from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from tools.model import training
from tools.model.folders import read_weights
from tools.model.student import Student
from tools.model.training import Batch, Limits, Rates, Training, state_of

WORDS = ["huis", "groen", "water", "schoon", "afval"]
PAIRS = [(a, b) for a in WORDS for b in WORDS if a < b]


class Nearer:
    """A course in which pairs of words come nearer, two pairs a batch."""

    rates = Rates(embeddings=1e-2, body=1e-3, warm_up_steps=2)

    def __init__(self, student: Student) -> None:
        self._student = student

    def epoch(self, number: int) -> list[Batch]:
        order = np.random.default_rng(number).permutation(len(PAIRS)).tolist()
        return [partial(self._loss, order[start : start + 2]) for start in range(0, len(order), 2)]

    def _loss(self, places: Sequence[int]) -> torch.Tensor:
        sides = zip(*(PAIRS[place] for place in places), strict=True)
        left, right = (self._student.embed(self._student.tokenize(side)) for side in sides)
        return 1 - (left * right).sum(-1).mean()


STEPS = len(PAIRS) // 2


@pytest.fixture
def model(make_model: Callable) -> Path:
    return make_model(WORDS)


def prepared(model: Path, out: Path, epochs: float, minutes: float = 60) -> Training:
    student = Student(model)
    return Training(student, Nearer(student), out, Limits(epochs=epochs, minutes=minutes))


def train(model: Path, out: Path, epochs: float, minutes: float = 60) -> Training:
    found = prepared(model, out, epochs, minutes)
    found.run(lambda _: None)
    return found


def test_the_trained_model_embeds_as_the_student_does(model: Path, tmp_path: Path) -> None:
    train(model, tmp_path / "out", epochs=2)
    written = Student(tmp_path / "out")
    with torch.no_grad():
        expected = written.embed(written.tokenize(["groen huis", "water"])).numpy()
    found = SentenceTransformer(str(tmp_path / "out"), device="cpu")
    assert np.allclose(found.encode(["groen huis", "water"], normalize_embeddings=True), expected, atol=1e-5)
    before = SentenceTransformer(str(model), device="cpu").encode(["groen huis", "water"], normalize_embeddings=True)
    assert not np.allclose(expected, before, atol=1e-3)


def test_training_goes_on_where_it_was_cut_off(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_SAVED_AFTER_SECONDS", 0.0)
    whole = train(model, tmp_path / "whole", epochs=2)
    cut = prepared(model, tmp_path / "cut", epochs=2)
    monkeypatch.setattr(training, "_TOLD_AFTER_STEPS", 1)
    with pytest.raises(KeyboardInterrupt):
        cut.run(interrupt_at(STEPS + 2))
    resumed = train(model, tmp_path / "cut", epochs=2)
    assert len(resumed.losses) == STEPS - 1
    assert resumed.progress.steps == whole.progress.steps == 2 * STEPS
    assert resumed.losses == pytest.approx(whole.losses[STEPS + 1 :], abs=1e-5)
    expected = read_weights(tmp_path / "whole")
    for name, weight in read_weights(tmp_path / "cut").items():
        assert np.allclose(weight, expected[name], atol=1e-5), name


def interrupt_at(step: int) -> Callable[[str], None]:
    def report(what: str) -> None:
        if what.startswith(f"step {step}:"):
            raise KeyboardInterrupt

    return report


def test_what_is_done_is_not_done_again(model: Path, tmp_path: Path) -> None:
    train(model, tmp_path / "out", epochs=1)
    assert state_of(tmp_path / "out").exists()
    assert train(model, tmp_path / "out", epochs=1).losses == []
    assert train(model, tmp_path / "out", epochs=2).progress.steps == 2 * STEPS


def test_training_may_end_within_an_epoch_and_go_on_there(model: Path, tmp_path: Path) -> None:
    assert train(model, tmp_path / "out", epochs=0.4).progress.steps == 2
    assert len(train(model, tmp_path / "out", epochs=1).losses) == STEPS - 2


def test_the_minutes_end_training_too(model: Path, tmp_path: Path) -> None:
    assert train(model, tmp_path / "out", epochs=10_000, minutes=1e-6).progress.steps == 1


def test_the_rates_rise_and_then_fall_to_the_end(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[float] = []
    step = torch.optim.AdamW.step

    def noted(self: torch.optim.AdamW, *given: object) -> object:
        used.append(self.param_groups[0]["lr"] / Nearer.rates.body)
        return step(self, *given)

    monkeypatch.setattr(torch.optim.AdamW, "step", noted)
    train(model, tmp_path / "out", epochs=1)
    assert used == pytest.approx([0.52, 0.82, 0.62, 0.42, 0.22])
