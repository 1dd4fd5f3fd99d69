"""What a model's figures mean: from what evidence on there is an answer, and which similarities are close.

Cosine similarities of unrelated texts differ from model to model, so both belong to one: a model's folder may
bring `calibration.json`, `kb calibrate` measures one on people's own questions, and it is kept with the stamp of the
model's vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kb.types import Closeness

CALIBRATION_FILE = "calibration.json"
# Of the answerable questions that a threshold is measured on, this share may get no answer for it.
FALSE_ABSTENTIONS = 0.05
# Shares of the passages that answer questions which are less similar to them than what is called very close, close and
# loose: the closest half, most of the others, and hardly any.
_SHARES = {"very_close": 0.5, "close": 0.2, "loose": 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarities:
    """The least cosine similarities to a question that are called very close, close and loose."""

    very_close: float
    close: float
    loose: float

    def closeness(self, similarity: float) -> Closeness:
        """Puts a similarity in words."""
        if similarity >= self.very_close:
            return Closeness.VERY_CLOSE
        if similarity >= self.close:
            return Closeness.CLOSE
        return Closeness.LOOSE if similarity >= self.loose else Closeness.FAR


def shipped_calibration(folder: Path) -> dict[str, Any] | None:
    """Returns what a model's folder says of it, None where it says nothing."""
    path = folder / CALIBRATION_FILE
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def threshold_of(calibration: Mapping[str, Any] | None) -> float | None:
    """Returns the least evidence of an answer; None of a model that was not calibrated, and then there is no least."""
    return float(calibration["threshold"]) if calibration else None


def least_evidence(answerable: Sequence[float]) -> float:
    """Returns the threshold that leaves all but the least of the answerable questions their answers.

    Args:
        answerable: the evidence that was found for each, at least one.
    """
    lowest = np.sort(np.asarray(answerable))[int(FALSE_ABSTENTIONS * len(answerable))]
    # Rounded down, so that the question that set it keeps its answer.
    return float(np.floor(lowest * 1000) / 1000)


def similarities_of(calibration: Mapping[str, Any] | None) -> Similarities | None:
    """Returns what a model's similarities mean; None of a model that they were not measured of."""
    measured = (calibration or {}).get("similarities")
    return Similarities(**{name: float(measured[name]) for name in _SHARES}) if measured else None


def similarity_marks(right: Sequence[float]) -> dict[str, float]:
    """Returns from which similarities on a passage is very close to a question, close and loose.

    Args:
        right: the similarity of each question to its nearest passage that answers it, at least one.
    """
    return {name: round(float(np.quantile(np.asarray(right), share)), 3) for name, share in _SHARES.items()}
