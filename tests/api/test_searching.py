from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.types import Passage, PracticeKind, Voice
from tests.conftest import WordEmbedder
from tests.kb.small_thesaurus import SMALL

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
Run = Callable[..., Result]
POINTS, WOMEN, WASTE = "Committees keep the water points.", "Women lead water committees.", "Committees sort the waste."


@pytest.fixture
def search(base: KnowledgeBase, make_passage: Make, fill: Fill, config: Config, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kb search committees ...` over three passages with themes."""
    for module in ("kb.rows", "kb.asking", "kb.facet_labels", "api.answers"):
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)
    monkeypatch.setattr("kb.bootstrap.KnowledgeBase", lambda config: KnowledgeBase(config, WordEmbedder()))
    fill(
        [
            make_passage(POINTS, themes=("water-points",), kind=PracticeKind.LESSON, countries=("BJ",)),
            make_passage(WOMEN, themes=("women-in-committees",), voice=Voice.TESTIMONY, countries=("BJ",)),
            make_passage(WASTE, themes=("waste",), voice=Voice.EVALUATION, countries=("SN",), language="fr"),
        ]
    )
    assert base.is_filled()

    def run(*words: str, language: str = "nl") -> Result:
        said = ["--home", str(config.home), "search", "committees", *words]
        return CliRunner().invoke(app, said, env={"KB_LANGUAGE": language, "COLUMNS": "200"})

    return run


def parsed(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--theme", "water"), {POINTS, WOMEN}),
        (("--theme", "Drinkwatervoorziening"), {POINTS, WOMEN}),
        (("--theme", "Déchets", "--theme", "water-points"), {WASTE, POINTS}),
        (("--sdg", "5"), {WOMEN}),
        (("--sdg", "6", "--sdg", "12"), {POINTS, WOMEN, WASTE}),
        (("--marker", "environment"), {WASTE}),
        (("--voice", "testimony", "--voice", "evaluation"), {WOMEN, WASTE}),
        (("--theme", "water", "--marker", "gender", "--voice", "testimony", "--sdg", "6"), {WOMEN}),
        (("--theme", "waste", "--sdg", "6"), set()),
    ],
)
def test_the_filters_limit_the_hits(search: Run, words: tuple[str, ...], expected: set[str]) -> None:
    answer = parsed(search(*words, "--json"))
    assert {hit["text"] for hit in answer["hits"]} == expected
    assert answer["total"] == len(expected)


def test_a_hit_carries_what_it_can_be_filtered_by(search: Run) -> None:
    [hit] = parsed(search("--marker", "gender", "--json"))["hits"]
    named = {key: hit[key] for key in ("themes", "sdgs", "markers", "voice", "kind")}
    assert named == {
        "themes": ["women-in-committees"],
        "sdgs": ["5", "6"],
        "markers": ["gender"],
        "voice": "testimony",
        "kind": "context",
    }


def test_facets_are_labelled_in_the_readers_language(search: Run) -> None:
    facets = parsed(search("--json", language="fr"))["facets"]
    assert {"value": "water-supply", "label": "Approvisionnement en eau potable", "count": 2} in facets["theme"]
    assert {"value": "6", "label": "6 · Eau propre et assainissement", "count": 2} in facets["sdg"]
    assert {"value": "lesson", "label": "leçon", "count": 1} in facets["kind"]
    assert {"value": "fr", "label": "français", "count": 1} in facets["language"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--theme", "wastte"), "Onbekende waarde 'wastte' voor theme. Mogelijk zijn: waste"),
        (("--sdg", "18"), "Onbekende waarde '18' voor sdg. Mogelijk zijn: 1, 2"),
        (("--marker", "peace"), "Onbekende waarde 'peace' voor marker. Mogelijk zijn: gender, environment."),
    ],
)
def test_an_unknown_value_is_wrong_use(search: Run, words: tuple[str, ...], told: str) -> None:
    result = search(*words, "--json")
    assert (result.exit_code, parsed(result)["code"]) == (2, "filter_unknown")
    assert told in result.stderr
    assert search("--voice", "rumour").exit_code == 2


def test_facets_show_below_the_hits(search: Run) -> None:
    shown = search("--facets").stdout
    block = shown[shown.index("3 van 3 passages") :].splitlines()[1:]
    assert [" ".join(line.split()) for line in block if line.strip()] == [
        "soort passage context (2); les (1)",
        "land Benin (2); Senegal (1)",
        "thema Water (2); Drinkwatervoorziening (2); Gender (1); Afval (1); Waterpunten (1); Vrouwen in comités (1)",
        (
            "SDG 6 · Schoon water en sanitair (2); 11 · Duurzame steden en gemeenschappen (1); "
            "12 · Verantwoorde consumptie en productie (1); 5 · Gendergelijkheid (1)"
        ),
        "jaar 2024 (3)",
        "taal Engels (2); Frans (1)",
    ]
    assert "soort passage" not in search().stdout


def test_active_filters_are_told_in_the_readers_language(search: Run) -> None:
    shown = search("--theme", "waste", "--sdg", "6").stdout
    assert "Actieve filters: thema = Afval; SDG = 6 · Schoon water en sanitair." in shown
