from __future__ import annotations

import pytest

from ingest.mentions import tokens
from ingest.surroundings import means_else


def _means_else(text: str) -> bool:
    """Judges the words between square brackets."""
    start, end = text.index("["), text.index("]") - 1
    words = tokens(text.replace("[", "").replace("]", ""))
    inside = [place for place, word in enumerate(words) if start <= word.start < end]
    return means_else(words, inside[0], inside[-1])


@pytest.mark.parametrize(
    "text",
    [
        "in Calle [Pout]",
        "Av. [Pout]",
        "rue de [Pout]",
        "rue d’[Abomey]",
        "de [Pout]-straat",
        "[Pout] Square",
        "Nieuw-[Pout]",
        "mevrouw [Pout]",
        "zei dhr. [Pout]",
        "zei J. [Pout]",
        "Colegio [San Marcos]",
        "[San Marcos] University",
        "[Sint Marcus]-kerk",
        "[San Marcos] del Sur",
        "[San Marcos] de los Andes",
    ],
)
def test_streets_people_and_schools_are_no_towns(text: str) -> None:
    assert _means_else(text)


@pytest.mark.parametrize(
    "text",
    [
        "[Pout]",
        "in [Pout]",
        "la calle\n[Pout]",
        "la calle de [Pout]",
        "Een straat. [Pout]",
        "Rue de la Paix, [Pout]",
        "[Pout]-groep",
        "[Pout]\nSquare",
        "[Pout] square",
        "nieuw [Pout]",
        "J. [Pout]",
        "1. lijst\nJ. [Pout]",
        "Colegio [Pout]",
        "Colegio de [San Marcos]",
        "[San Marcos] university",
        "[San Marcos] del departamento",
        "[San Marcos] de Andes",
        "[Pout] del Sur",
    ],
)
def test_a_town_stays_one(text: str) -> None:
    assert not _means_else(text)
