from __future__ import annotations

import pytest

from ingest.lexicon import tokens
from ingest.names import name_length, title_length

TOWNS = {"Mol", "Pout"}


def _name(text: str, *, after_role: bool = False) -> str:
    words = tokens(text)
    length = name_length(words, TOWNS.__contains__, after_role=after_role)
    return text[: words[length - 1].end] if length else ""


@pytest.mark.parametrize(
    "name",
    [
        "Jan Peeters",
        "Jan van den Berg",
        "Kristien De Smet",
        "Rosa de la Cruz",
        "Karla Espinoza de los Monteros",
        "Ousmane N'Diaye",
        "Pierre d’Almeida",
        "Mohamed Ould Ahmed",
        "Jean de Dieu Habimana",
        "El Hadji Malick Sy",
        "NDIAYE Malick",
        "MALICK NDIAYE",
        "J. Peeters",
        "José Ortega y Gasset",
        "Marie-Noëlle Adjovi-Bâ",
        "Greet D'Hondt",
        "Clare O’Brien",
        "Amina",
    ],
)
def test_a_name_is_whole(name: str) -> None:
    assert _name(name) == name
    assert _name(f"{name}, maire de Pout") == name
    assert _name(f"{name} maire de Pout") == name


@pytest.mark.parametrize("several", ["Ann Claes en Bert Smet", "Ann et Bert Smet", "Ann Claes, Bert Smet"])
def test_names_joined_by_and_are_one_field(several: str) -> None:
    assert _name(several) == several.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(
    "text", ["De burgemeester", "Maire de Pout", "fatou diop", "Sociaal Beleid", "VVSG", "2024", ""]
)
def test_other_words_are_no_name(text: str) -> None:
    assert _name(text) == ""


def test_a_known_town_behind_a_name_is_not_of_it() -> None:
    assert _name("Jan Peeters van Mol") == "Jan Peeters"
    assert _name("Jan Peeters van Dal") == "Jan Peeters van Dal"
    assert _name("Jan van Mol") == "Jan van Mol"


def test_after_a_role_any_town_is_not_of_the_name() -> None:
    assert _name("Jan Peeters van Dal", after_role=True) == "Jan Peeters"
    assert _name("Jan van den Berg", after_role=True) == "Jan van den Berg"


@pytest.mark.parametrize(
    ("text", "length"), [("Mme Diop", 1), ("Prof. Dr. Sy", 2), ("Monsieur le maire", 2), ("Ann", 0)]
)
def test_forms_of_address_are_counted(text: str, length: int) -> None:
    assert title_length(tokens(text)) == length
