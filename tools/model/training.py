"""Training that goes on where an earlier run was cut off, whatever the student is trained on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor
from torch.optim import Optimizer

from tools.model.student import Student
from tools.model.teaching import Report

# All constants here were chosen by hand.
_EMBEDDINGS_MEMORY = (0.9, 0.99)
_LONGEST_GRADIENT = 1.0
# The rates rise over the first steps, then fall to this share of themselves.
_LAST_RATE = 0.02
# What an interruption costs at most, and how often progress is told.
_SAVED_AFTER_SECONDS = 300.0
_TOLD_AFTER_STEPS = 100
_STATE = "state.pt"

# Makes the loss of a batch when its turn has come.
Batch = Callable[[], Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Learning rates of the token embeddings and of all else, and the number of steps over which they rise."""

    embeddings: float
    body: float
    warm_up_steps: int


class Course(Protocol):
    """What a student is trained on."""

    @property
    def rates(self) -> Rates:
        """How large its steps are."""

    def epoch(self, number: int) -> Sequence[Batch]:
        """Returns the batches of an epoch, at least one; the same number gives the same batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When training ends, whichever comes first; the learning rates fall towards it.

    Attributes:
        epochs: how often the course is gone through.
        minutes: of training, over all runs together.
    """

    epochs: float
    minutes: float


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far training has come.

    Attributes:
        epoch, batch: the next batch.
        batches: of this epoch.
        steps: of the optimisers, so far.
        seconds: of training, over all runs.
    """

    epoch: int = 0
    batch: int = 0
    batches: int = 1
    steps: int = 0
    seconds: float = 0.0


class Training:
    """Training that goes on where an earlier run towards the same folder ended.

    Args:
        student: the model to train.
        course: what on.
        out: the folder of the trained model; what is needed to go on is kept beside it.
        limits: when to end.
    """

    def __init__(self, student: Student, course: Course, out: Path, limits: Limits) -> None:
        self._student = student
        self._course = course
        self._out = out
        self._limits = limits
        rates = course.rates
        self._of_embeddings: Optimizer = torch.optim.SparseAdam(
            student.embeddings, lr=rates.embeddings, betas=_EMBEDDINGS_MEMORY
        )
        self._of_body: Optimizer = torch.optim.AdamW(student.body, lr=rates.body, weight_decay=0.0)
        self.progress = Progress()
        self.losses: list[float] = []
        self._resume()

    def run(self, report: Report) -> None:
        """Trains to the limits, and writes the trained model."""
        saved = self.progress.seconds
        while self._spent() < 1:
            epoch = self._course.epoch(self.progress.epoch)
            self.progress.batches = len(epoch)
            while self.progress.batch < len(epoch) and self._spent() < 1:
                self._timed_step(epoch[self.progress.batch])
                self._tell(report)
                if self.progress.seconds - saved > _SAVED_AFTER_SECONDS:
                    self.save()
                    saved = self.progress.seconds
            if self.progress.batch == len(epoch):
                self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0
        self.save()
        self._student.write(self._out)

    def _spent(self) -> float:
        """Returns how much of the training is over, from 0 to 1."""
        of_time = self.progress.seconds / 60 / self._limits.minutes
        epochs = self.progress.epoch + self.progress.batch / self.progress.batches
        return min(1.0, max(of_time, epochs / self._limits.epochs))

    def _timed_step(self, batch: Batch) -> None:
        started = time.monotonic()
        self._set_rates()
        self.losses.append(self._step(batch()))
        self.progress.batch += 1
        self.progress.steps += 1
        self.progress.seconds += time.monotonic() - started

    def _set_rates(self) -> None:
        rates = self._course.rates
        share = min(1.0, (self.progress.steps + 1) / rates.warm_up_steps) * (1 - self._spent()) + _LAST_RATE
        for optimiser, rate in ((self._of_embeddings, rates.embeddings), (self._of_body, rates.body)):
            for group in optimiser.param_groups:
                group["lr"] = rate * share

    def _step(self, loss: Tensor) -> float:
        self._of_embeddings.zero_grad()
        self._of_body.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._student.body, _LONGEST_GRADIENT)
        self._of_embeddings.step()
        self._of_body.step()
        return loss.item()

    def _tell(self, report: Report) -> None:
        if self.progress.steps % _TOLD_AFTER_STEPS == 0:
            recent = self.losses[-_TOLD_AFTER_STEPS:]
            loss = sum(recent) / len(recent)
            minutes = self.progress.seconds / 60
            report(f"step {self.progress.steps}: {self._spent():.0%} in {minutes:.0f} minutes, loss {loss:.4f}")

    def save(self) -> None:
        """Keeps what is needed to go on, as a whole or not at all."""
        self._out.mkdir(parents=True, exist_ok=True)
        held = {
            "model": self._student.model.state_dict(),
            "embeddings": self._of_embeddings.state_dict(),
            "body": self._of_body.state_dict(),
            "progress": asdict(self.progress),
        }
        path = state_of(self._out)
        torch.save(held, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def _resume(self) -> None:
        if not state_of(self._out).exists():
            return
        held = torch.load(state_of(self._out), weights_only=True)
        self._student.model.load_state_dict(held["model"])
        self._of_embeddings.load_state_dict(held["embeddings"])
        self._of_body.load_state_dict(held["body"])
        self.progress = Progress(**held["progress"])


def state_of(out: Path) -> Path:
    """Returns the file that keeps the state of training towards `out`: beside the folder, as it is no part of it."""
    return out.with_name(f"{out.name}-{_STATE}")
