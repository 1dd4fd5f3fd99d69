from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.calibration import FALSE_ABSTENTIONS, least_evidence, shipped_calibration, threshold_of

evidences = st.lists(st.floats(0, 1), min_size=1, max_size=200)


@given(evidence=evidences)
def test_no_more_than_the_share_falls_below_the_threshold(evidence: list[float]) -> None:
    below = sum(one < least_evidence(evidence) for one in evidence)
    assert below <= FALSE_ABSTENTIONS * len(evidence)


def test_the_lowest_twentieth_sets_the_threshold() -> None:
    assert least_evidence([place / 100 for place in range(100)]) == pytest.approx(0.05)


def test_a_model_without_calibration_has_no_threshold(tmp_path: Path) -> None:
    assert shipped_calibration(tmp_path) is None
    assert threshold_of(None) is None


def test_a_models_folder_may_bring_its_threshold(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_text(json.dumps({"threshold": 0.25, "questions": 40}), encoding="utf-8")
    assert threshold_of(shipped_calibration(tmp_path)) == 0.25
