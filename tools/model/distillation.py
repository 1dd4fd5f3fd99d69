"""Distillation: the student learns to embed a text as the teacher embeds its English translation.

Source: N. Reimers and I. Gurevych, "Making Monolingual Sentence Embeddings Multilingual using Knowledge Distillation"
(2020); with in-batch contrast beside it: a text's own target must be nearer than those of the batch's other texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from tools.model.batching import batches
from tools.model.student import Student
from tools.model.teaching import Lessons
from tools.model.training import Batch, Rates

# All constants here were chosen by hand.
# Steps of the embeddings are large, as most tokens are seen a few times; the body, which knows English, hardly moves.
_RATES = Rates(embeddings=2e-3, body=5e-5, warm_up_steps=100)
_DISTANCE_WEIGHT, _CONTRAST_WEIGHT = 4.0, 0.5
# Both for this contrast and for that of headings.
CONTRAST_SCALE = 20.0
# Texts whose targets are nearer than this say the same: they are not told apart.
_SAME = 0.85
_NEVER = -1e4


class Distillation:
    """The course of lessons: an epoch has each once.

    Args:
        student: who learns.
        lessons: with the teacher's embeddings.
    """

    rates = _RATES

    def __init__(self, student: Student, lessons: Lessons) -> None:
        self._student = student
        self._lessons = lessons
        self._teacher = torch.from_numpy(lessons.teacher)
        self._texts = student.tokenize(lessons.texts)

    def epoch(self, number: int) -> list[Batch]:
        """Returns all lessons in batches of about one length."""
        lengths = [len(text) for text in self._texts]
        return [partial(self._loss, batch) for batch in batches(lengths, seed=number)]

    def _loss(self, batch: Sequence[int]) -> Tensor:
        weights = torch.tensor([self._lessons.weights[place] for place in batch])
        found = self._student.embed([self._texts[place] for place in batch])
        return distillation_loss(found, self._targets(batch), weights)

    def _targets(self, batch: Sequence[int]) -> Tensor:
        """Returns the mean of each lesson's English texts at length 1: shape (batch, dimension)."""
        means = [self._teacher[list(self._lessons.targets[place])].mean(0) for place in batch]
        return functional.normalize(torch.stack(means), dim=-1)


def distillation_loss(found: Tensor, wanted: Tensor, weights: Tensor) -> Tensor:
    """Returns the loss of a batch: cosine distance to the targets, and contrast with the targets of other texts.

    Args:
        found: the student's embeddings at length 1, shape (batch, dimension).
        wanted: the targets at length 1, shape (batch, dimension).
        weights: what each text counts, shape (batch,).
    """
    distance = 1 - (found * wanted).sum(-1)
    likely = found @ wanted.T * CONTRAST_SCALE
    same = (wanted @ wanted.T > _SAME) & ~torch.eye(len(wanted), dtype=torch.bool)
    contrast = functional.cross_entropy(likely.masked_fill(same, _NEVER), torch.arange(len(wanted)), reduction="none")
    return ((_DISTANCE_WEIGHT * distance + _CONTRAST_WEIGHT * contrast) * weights).sum() / weights.sum()
