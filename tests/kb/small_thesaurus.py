"""A thesaurus for tests: three levels, a theme below two others, goals and markers that are handed down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.themes import Concept, Thesaurus


def concept_of(
    name: str, labels: Mapping[str, Sequence[str]], **changes: tuple[str, ...] | dict[str, tuple[str, ...]]
) -> Concept:
    """A concept by its labels in each language, the first of which is shown, and what else there is to say of it."""
    held = Concept(
        id=name,
        labels={language: names[0] for language, names in labels.items()},
        alternative={language: tuple(names[1:]) for language, names in labels.items()},
        hidden={},
        broader=(),
        related=(),
        definition="",
        sdgs=(),
        targets=(),
        dac=(),
        markers=(),
    )
    return replace(held, **changes)  # type: ignore[arg-type]  # each is what its field holds


def concept(name: str, *labels: str, broader: str = "", sdgs: str = "", markers: str = "") -> Concept:
    """A concept; `labels` are those in nl, fr, es and en, each with alternatives after a slash."""
    written = dict(zip(("nl", "fr", "es", "en"), (label.split("/") for label in labels), strict=True))
    return concept_of(
        name, written, broader=tuple(broader.split()), sdgs=tuple(sdgs.split()), markers=tuple(markers.split())
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
