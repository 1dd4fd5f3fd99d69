from __future__ import annotations

import pytest

from kb.countries import countries, country_letters
from kb.text import letters
from kb.types import LANGUAGES

BY_CODE = {country.code: country for country in countries()}


@pytest.mark.parametrize("code", BY_CODE)
def test_each_country_has_a_name_in_all_languages(code: str) -> None:
    assert set(BY_CODE[code].names) == set(LANGUAGES)
    assert all(BY_CODE[code].names.values())


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("SN", {"nl": "Senegal", "fr": "Sénégal", "es": "Senegal", "en": "Senegal"}),
        ("EC", {"nl": "Ecuador", "fr": "Équateur", "es": "Ecuador", "en": "Ecuador"}),
        ("ZA", {"nl": "Zuid-Afrika", "fr": "Afrique du Sud", "es": "Sudáfrica", "en": "South Africa"}),
        ("BE", {"nl": "België", "fr": "Belgique", "es": "Bélgica", "en": "Belgium"}),
    ],
)
def test_names_are_those_that_people_know(code: str, names: dict[str, str]) -> None:
    assert BY_CODE[code].names == names


def test_only_belgium_is_the_home_of_the_flemish_sides() -> None:
    assert [country.code for country in countries() if country.home] == ["BE"]


def test_a_country_has_other_names_too() -> None:
    assert {"Congo", "Congo-Kinshasa", "RDC"} <= set(BY_CODE["CD"].all_names)
    assert "Congolais*" not in BY_CODE["CD"].all_names


@pytest.mark.parametrize("name", ["Sénégal", "Oeganda", "Costa Rica", "Congo", "Bélgica"])
def test_names_of_all_countries_are_known_by_their_letters(name: str) -> None:
    assert letters(name) in country_letters()


@pytest.mark.parametrize("name", ["Ouinhi", "Santo Tomás", "Mol", "Vlaanderen"])
def test_towns_are_no_countries(name: str) -> None:
    assert letters(name) not in country_letters()
