from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb import models
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.models import ModelFacts, config_of, facts_of


def test_what_is_noted_of_a_model_opens_it_again(config: Config) -> None:
    asked = replace(
        config, model="mine", query_prefix="query: ", passage_prefix="p: ", dimension=16, backend="openvino", threads=1
    )
    assert config_of(config, facts_of(asked)) == replace(asked, threads=config.threads)


def test_prefixes_and_dimension_go_with_the_model_that_the_settings_name(config: Config) -> None:
    base = KnowledgeBase(replace(config, model="mine", query_prefix="query: ", dimension=16, backend="openvino"))
    assert base.wanted_model("mine") == base.wanted_model() == facts_of(base.config)
    assert base.wanted_model("other") == ModelFacts(model="other", backend="openvino")
    base.close()


def test_a_folder_is_noted_by_its_whole_path(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert facts_of(replace(config, model="./mine")).model == str(tmp_path / "mine")
    assert facts_of(replace(config, model="bundled")).model == "bundled"


def test_a_calibration_stays_until_another_takes_its_place(base: KnowledgeBase) -> None:
    for calibration, expected in ((None, None), ({"a": 1}, {"a": 1}), (None, {"a": 1}), ({"b": [2]}, {"b": [2]})):
        with base.catalog.transaction() as connection:
            models.write_model(connection, "s/1", ModelFacts(model="m", calibration=calibration))
        found = base.catalog.model_facts("s/1")
        assert found == ModelFacts(model="m", calibration=expected)
        assert found.asked == ModelFacts(model="m")


def test_notes_of_a_newer_version_are_read_as_far_as_they_are_known(base: KnowledgeBase) -> None:
    with base.catalog.transaction() as connection:
        connection.exec_driver_sql('INSERT INTO facts VALUES (\'model s/1\', \'{"model": "m", "shape": "round"}\')')
    assert base.catalog.model_facts("s/1") == ModelFacts(model="m")


def test_the_stamps_change_places(base: KnowledgeBase) -> None:
    def stamps() -> tuple[str | None, str | None, str | None]:
        held = base.catalog.models()
        return held.serving, held.building, held.previous

    steps = [
        (lambda connection: models.switch(connection, "a"), ("a", None, None)),
        (lambda connection: models.begin(connection, "b"), ("a", "b", None)),
        (lambda connection: models.begin(connection, "a"), ("a", None, None)),
        (lambda connection: models.begin(connection, "b"), ("a", "b", None)),
        (lambda connection: models.switch(connection, "b"), ("b", None, "a")),
        (lambda connection: models.switch(connection, "b"), ("b", None, "a")),
        (lambda connection: models.switch(connection, "a"), ("a", None, "b")),
        (lambda connection: models.begin(connection, "c"), ("a", "c", "b")),
        (models.forget, ("a", None, None)),
    ]
    for step, expected in steps:
        with base.catalog.transaction() as connection:
            step(connection)
        assert stamps() == expected
    assert base.catalog.models().kept == {"a"}
