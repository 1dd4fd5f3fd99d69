"""The teacher's part: the English model's embedding of every English text that a lesson names, computed once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from tools.model.lessons import Lesson

Matrix = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]
Report = Callable[[str], None]

_TEXTS, _EMBEDDINGS = "lessons.jsonl.gz", "teacher.npy"
# Texts of one length that are embedded together, and texts after which progress is told.
_BATCH = 64
_TOLD_AFTER = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What the student is taught, with the embeddings that it should come to.

    Attributes:
        texts: what the student reads.
        targets: for each text, the rows of `teacher` whose mean is its target.
        weights: what each text counts.
        teacher: embeddings of length 1, shape (English texts, dimension).
    """

    texts: Sequence[str]
    targets: Sequence[tuple[int, ...]]
    weights: Sequence[float]
    teacher: Matrix


def taught(lessons: Sequence[Lesson], encode: Encode, report: Report) -> Lessons:
    """Returns lessons with the teacher's embeddings; each English text is embedded once."""
    english = sorted({text for lesson in lessons for text in lesson.english})
    row = {text: place for place, text in enumerate(english)}
    parts = []
    for start in range(0, len(english), _TOLD_AFTER):
        report(f"embedding English text {start} of {len(english)}")
        parts.append(encode(english[start : start + _TOLD_AFTER]))
    return Lessons(
        texts=[lesson.text for lesson in lessons],
        targets=[tuple(row[text] for text in lesson.english) for lesson in lessons],
        weights=[lesson.weight for lesson in lessons],
        teacher=np.concatenate(parts),
    )


def teacher(folder: Path) -> Encode:
    """Returns a model as a function from texts to embeddings of length 1."""
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def encode(texts: Sequence[str]) -> Matrix:
        found = model.encode(list(texts), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(found, np.float32)

    return encode


def write_lessons(lessons: Lessons, folder: Path) -> None:
    """Writes lessons into `folder`."""
    with gzip.open(folder / _TEXTS, "wt", encoding="utf-8", newline="\n") as file:
        for row in zip(lessons.texts, lessons.targets, lessons.weights, strict=True):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    np.save(folder / _EMBEDDINGS, lessons.teacher)


def read_lessons(folder: Path) -> Lessons:
    """Returns what `write_lessons` wrote.

    Raises:
        FileNotFoundError: nothing was written.
    """
    with gzip.open(folder / _TEXTS, "rt", encoding="utf-8", newline="\n") as file:
        rows = [json.loads(line) for line in file]
    return Lessons(
        texts=[text for text, _, _ in rows],
        targets=[tuple(target) for _, target, _ in rows],
        weights=[weight for _, _, weight in rows],
        teacher=np.load(folder / _EMBEDDINGS),
    )
