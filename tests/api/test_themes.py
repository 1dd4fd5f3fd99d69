from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.types import Passage
from tests.kb.small_thesaurus import SMALL

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("api.themes", "kb.rows"):
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)


def themes(home: Path, *words: str, language: str = "nl") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "themes", *words], env={"KB_LANGUAGE": language})


@pytest.fixture
def home(base: KnowledgeBase, make_passage: Make, fill: Fill) -> Path:
    fill(
        [
            make_passage("A committee of women keeps the well.", themes=("women-in-committees",)),
            make_passage("The pump was repaired.", themes=("water-points",)),
        ],
        "first",
    )
    fill([make_passage("The pump was repaired.", themes=("water-points",))], "again")
    return base.config.home


def test_the_tree_is_in_the_readers_language_with_counts(home: Path) -> None:
    lines = [line.rstrip() for line in themes(home).stdout.splitlines()]
    assert [line.split("  ")[0] for line in lines if not line.startswith(" ")] == ["Afval", "Gender", "Water"]
    assert [" ".join(line.split()) for line in lines[-4:]] == [
        "Water 2 water",
        "Drinkwatervoorziening 2 water-supply",
        "Vrouwen in comités 1 women-in-committees",
        "Waterpunten 1 water-points",
    ]
    assert [len(line) - len(line.lstrip()) for line in lines[-4:]] == [0, 2, 4, 4]
    assert lines[0].split() == ["Afval", "waste"]
    assert sum("women-in-committees" in line for line in lines) == 2
    assert "Déchets" in themes(home, language="fr").stdout


def test_json_names_each_theme_once_with_its_place(home: Path) -> None:
    found = json.loads(themes(home, "--json", language="es").stdout)["themes"]
    assert sorted(one["value"] for one in found) == sorted(SMALL.concepts)
    women = next(one for one in found if one["value"] == "women-in-committees")
    assert women == {
        "value": "women-in-committees",
        "label": "Mujeres en comités",
        "count": 1,
        "broader": ["gender", "water-supply"],
        "narrower": [],
        "sdgs": ["5", "6"],
        "markers": ["gender"],
    }
    water = next(one for one in found if one["value"] == "water")
    assert (water["count"], water["broader"], water["narrower"]) == (2, [], ["water-supply"])


def test_a_text_gives_the_themes_with_such_a_name(home: Path) -> None:
    shown = themes(home, "points d'eau").stdout + themes(home, "POINTS").stdout
    assert shown.count("Water › Drinkwatervoorziening › Waterpunten") == 1
    found = json.loads(themes(home, "waterl", "--json").stdout)["themes"]
    assert [one["value"] for one in found] == ["water-supply"]


def test_a_text_that_no_theme_has_is_told(home: Path) -> None:
    result = themes(home, "spaceship")
    assert result.exit_code == 0
    assert result.stdout.strip() == "Geen enkel thema heeft een naam met 'spaceship'."
    assert json.loads(themes(home, "spaceship", "--json").stdout) == {"themes": []}


def test_without_documents_the_tree_is_there_and_nothing_is_made(tmp_path: Path) -> None:
    result = themes(tmp_path / "none")
    assert result.exit_code == 0
    assert "Drinkwatervoorziening" in result.stdout
    assert not (tmp_path / "none").exists()
