"""A thesaurus for tests: three levels, a theme below two others, goals and markers that are handed down."""

from __future__ import annotations

from kb.themes import Concept, Thesaurus


def concept(name: str, *labels: str, broader: str = "", sdgs: str = "", markers: str = "") -> Concept:
    """A concept; `labels` are those in nl, fr, es and en, each with alternatives after a slash."""
    written = dict(zip(("nl", "fr", "es", "en"), (label.split("/") for label in labels), strict=True))
    return Concept(
        id=name,
        labels={language: names[0] for language, names in written.items()},
        alternative={language: tuple(names[1:]) for language, names in written.items()},
        hidden={},
        broader=tuple(broader.split()),
        related=(),
        definition="",
        sdgs=tuple(sdgs.split()),
        targets=(),
        dac=(),
        markers=tuple(markers.split()),
    )


WATER = concept("water", "Water", "Eau", "Agua", "Water", sdgs="6")
SUPPLY = concept(
    "water-supply",
    "Drinkwatervoorziening/waterleiding",
    "Approvisionnement en eau potable/réseau",
    "Abastecimiento de agua/red",
    "Drinking water supply/network",
    broader="water",
)
POINTS = concept(
    "water-points", "Waterpunten", "Points d’eau", "Puntos de agua", "Water points", broader="water-supply"
)
GENDER = concept("gender", "Gender", "Genre", "Género", "Gender", sdgs="5", markers="gender")
COMMITTEES = concept(
    "women-in-committees",
    "Vrouwen in comités",
    "Femmes dans les comités",
    "Mujeres en comités",
    "Women in committees",
    broader="gender water-supply",
)
WASTE = concept("waste", "Afval", "Déchets/réseau", "Residuos", "Waste/rubbish", sdgs="11 12", markers="environment")

SMALL = Thesaurus({one.id: one for one in (WATER, SUPPLY, POINTS, GENDER, COMMITTEES, WASTE)})
