from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.model import batching
from tools.model.distillation import Distillation, distillation_loss
from tools.model.lessons import Lesson
from tools.model.student import Student
from tools.model.teaching import Lessons, taught, teacher
from tools.model.training import Limits, Training

WORDS = {
    "huis": "house",
    "schoon": "clean",
    "groen": "green",
    "afval": "waste",
    "water": "water",
    "het": "the",
}
PAIRS = [(a, b) for a in WORDS for b in ("huis", "schoon")]


@pytest.fixture
def lessons(english_model: Path) -> Lessons:
    pairs = [Lesson(f"{a} {b}", (f"{WORDS[a]} {WORDS[b]}",), 1.0) for a, b in PAIRS]
    return taught(pairs, teacher(english_model), lambda _: None)


@pytest.fixture
def student(make_model: Callable, english_model: Path) -> Path:  # noqa: ARG001 - made first, so that folders differ
    return make_model([*WORDS, *WORDS.values()])


def test_training_lowers_the_loss(student: Path, lessons: Lessons, tmp_path: Path) -> None:
    opened = Student(student)
    training = Training(opened, Distillation(opened, lessons), tmp_path / "out", Limits(epochs=60, minutes=60))
    training.run(lambda _: None)
    assert len(training.losses) == 60
    assert np.mean(training.losses[-5:]) < 0.8 * np.mean(training.losses[:5])


def test_an_epoch_has_each_lesson_once_in_an_order_of_its_own(
    student: Path, lessons: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "_MOST_TEXTS", 2)
    course = Distillation(Student(student), lessons)
    first, again, second = ([batch.args[0] for batch in course.epoch(number)] for number in (0, 0, 1))
    assert sorted(chain.from_iterable(first)) == list(range(len(PAIRS)))
    assert first == again != second


def test_texts_that_mean_the_same_are_not_told_apart() -> None:
    found = torch.nn.functional.normalize(torch.tensor([[1.0, 0.2], [0.2, 1.0]]), dim=-1)
    weights = torch.ones(2)
    apart = distillation_loss(found, torch.eye(2), weights)
    same = distillation_loss(found, torch.tensor([[1.0, 0.0], [1.0, 0.0]]), weights)
    distances = (1 - found[:, 0]).mean()
    assert same.item() == pytest.approx(4 * distances.item(), abs=1e-5)
    assert apart > 4 * (1 - found[0, 0])


def test_a_lesson_that_counts_nothing_changes_nothing() -> None:
    found = torch.nn.functional.normalize(torch.tensor([[1.0, 0.2], [0.2, 1.0], [-1.0, 0.1]]), dim=-1)
    wanted = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]), dim=-1)
    moved = found.clone()
    moved[2] = torch.tensor([0.0, -1.0])
    weights = torch.tensor([1.0, 1.0, 0.0])
    assert distillation_loss(found, wanted, weights) == distillation_loss(moved, wanted, weights)


def test_padding_does_not_change_an_embedding(student: Path) -> None:
    opened = Student(student)
    short, long = opened.tokenize(["huis", "het groen huis water afval"])
    with torch.no_grad():
        assert torch.allclose(opened.embed([short, long])[0], opened.embed([short])[0], atol=1e-6)
