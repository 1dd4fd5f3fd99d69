from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kb.errors import UsageError
from kb.messages import message
from kb.theme_names import themes_like, themes_named
from kb.themes import Thesaurus, thesaurus
from kb.types import LANGUAGES
from tests.kb.small_thesaurus import SMALL


@pytest.mark.parametrize(
    "text",
    [
        *("water-supply", "Water Supply", "drinkwatervoorziening", "DRINKWATERVOORZIENING"),
        *(
            "approvisionnement  en eau potable",
            " abastecimiento de agua",
            "Drinking water supply",
            "waterleiding",
            "network",
        ),
    ],
)
def test_a_theme_is_named_by_its_id_or_any_label(text: str) -> None:
    assert themes_named([text], SMALL) == ("water-supply",)


def test_case_and_accents_do_not_matter() -> None:
    assert themes_named(["genero", "DECHETS", "points d’eau", "Women in Committees"], SMALL) == (
        "gender",
        "waste",
        "water-points",
        "women-in-committees",
    )


def test_a_theme_that_is_named_twice_counts_once() -> None:
    assert themes_named(["Afval", "waste", "Residuos"], SMALL) == ("waste",)


def test_a_preferred_label_goes_before_anothers_alternative() -> None:
    assert themes_named(["water"], SMALL) == ("water",)


def problem_with(text: str, held: Thesaurus = SMALL) -> UsageError:
    with pytest.raises(UsageError) as error:
        themes_named([text], held)
    assert error.value.key == "filter_unknown"
    return error.value


def test_a_label_of_two_themes_proposes_both() -> None:
    assert "water-supply, waste (" in str(problem_with("Réseau"))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("wastte", "waste"), ("drinkwatervoorzening", "water-supply"), ("potable", "water-supply"), ("afva", "waste")],
)
def test_the_nearest_are_proposed(text: str, nearest: str) -> None:
    told = message("filter_unknown", "nl", **problem_with(text).values)
    assert told.startswith(f"Onbekende waarde '{text}' voor theme. Mogelijk zijn: {nearest}")
    assert told.endswith("(alle: kb themes).")


def test_few_are_proposed_and_where_nothing_is_near_the_list_is_named() -> None:
    many = Thesaurus({f"theme-{n}": SMALL.concepts["waste"] for n in range(200)})
    assert str(problem_with("wast", many)).count("theme-") == 5
    assert "those that kb themes shows" in str(problem_with("spaceship"))


def test_themes_are_found_by_part_of_a_name_in_any_language() -> None:
    assert themes_like("Vrouw", SMALL) == ("women-in-committees",)
    assert themes_like("comités", SMALL) == ("women-in-committees",)
    assert themes_like("eau", SMALL) == ("water", "water-points", "water-supply", "waste")
    assert themes_like("spaceship", SMALL) == ()


def test_a_themes_own_name_that_begins_so_comes_first() -> None:
    assert themes_like("water", SMALL) == ("water", "water-points", "water-supply")
    assert themes_like("red", SMALL) == ("water-supply",)
    assert themes_like("genre", SMALL) == ("gender",)


def test_a_form_for_matching_names_a_theme_where_no_label_does() -> None:
    pumps = replace(SMALL.concepts["water-points"], hidden={"nl": ("pompen", "put*"), "fr": ("eau",)})
    held = Thesaurus({**SMALL.concepts, "water-points": pumps})
    assert themes_named(["Pompen", "eau"], held) == ("water-points", "water")
    assert "water-points" not in str(problem_with("putten", held))
    assert "water-points" in str(problem_with("pomppen", held))


def named_or_proposed(text: str) -> set[str]:
    try:
        return set(themes_named([text], thesaurus()))
    except UsageError as error:
        return set(re.findall(r"[a-z0-9-]+", str(error)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_theme_that_ships_is_found_by_its_label(language: str) -> None:
    for name, concept in thesaurus().concepts.items():
        assert name in named_or_proposed(concept.labels[language])
