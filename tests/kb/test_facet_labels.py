from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kb.asking import CHOICES
from kb.facet_labels import facet_label, facet_name
from kb.filters import FACETS
from kb.registry import load_registry
from kb.types import LANGUAGES
from tests.conftest import ROOT
from tests.kb.small_thesaurus import SMALL

SHIPPED = tomllib.loads((ROOT / "kb/data/facets.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.facet_labels.thesaurus", lambda: SMALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facet_has_a_name(language: str) -> None:
    names = [facet_name(facet, language) for facet in FACETS]
    assert all(names)
    assert len(set(names)) == len(FACETS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facet", CHOICES)
def test_every_value_of_a_closed_facet_has_its_own_label(facet: str, language: str, tmp_path: Path) -> None:
    registry = load_registry(tmp_path)
    labels = [facet_label(facet, value, language, registry) for value in CHOICES[facet]]
    assert len(set(labels)) == len(labels)
    # As English has it, some values are their own labels; in no other language are most of them.
    assert language == "en" or sum(map(str.__eq__, labels, CHOICES[facet])) <= 1


def test_nothing_is_labelled_that_is_not_there() -> None:
    assert set(SHIPPED) == {"facets", *CHOICES}
    assert set(SHIPPED["facets"]) == set(FACETS)
    for facet, values in CHOICES.items():
        assert set(SHIPPED[facet]) == set(values)
        assert all(set(labels) == set(LANGUAGES) for labels in SHIPPED[facet].values())


@pytest.mark.parametrize(
    ("facet", "value", "language", "expected"),
    [
        ("kind", "lesson", "nl", "les"),
        ("kind", "lesson", "fr", "leçon"),
        ("kind", "lesson", "es", "lección"),
        ("kind", "lesson", "en", "lesson"),
        ("kind", "good_practice", "es", "buena práctica"),
        ("sdg", "6", "nl", "6 · Schoon water en sanitair"),
        ("sdg", "16", "fr", "16 · Paix, justice et institutions efficaces"),
        ("marker", "environment", "es", "medio ambiente"),
        ("voice", "evaluation", "en", "evaluation"),
        ("language", "nl", "fr", "néerlandais"),
        ("document_kind", "handbook", "nl", "handboek"),
        ("country", "EC", "fr", "Équateur"),
        ("partnership", "mol-santo-tomas", "nl", "Mol – Santo Tomás"),
        ("theme", "water-supply", "es", "Abastecimiento de agua"),
        ("year", "2024", "fr", "2024"),
    ],
)
def test_a_value_is_told_in_the_readers_language(
    facet: str, value: str, language: str, expected: str, tmp_path: Path
) -> None:
    assert facet_label(facet, value, language, load_registry(tmp_path)) == expected


@pytest.mark.parametrize("facet", FACETS)
def test_what_nothing_is_known_of_is_shown_as_it_is(facet: str, tmp_path: Path) -> None:
    assert facet_label(facet, "unheard-of", "nl", load_registry(tmp_path)) == "unheard-of"
