"""From what evidence on there is an answer: a threshold on the best fused score, measured anew for each model.

Cosine similarities of unrelated texts differ from model to model, so a threshold belongs to one: a model's folder may
bring `calibration.json`, `kb calibrate` measures one on people's own questions, and it is kept with the stamp of the
model's vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

CALIBRATION_FILE = "calibration.json"
# Of the answerable questions that a threshold is measured on, this share may get no answer for it.
FALSE_ABSTENTIONS = 0.05


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
