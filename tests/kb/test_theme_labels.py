from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.theme_labels import Labels, Mention, longest
from kb.themes import Concept
from tests.kb.small_thesaurus import concept_of


def concept(name: str, **labels: str) -> Concept:
    """A concept with labels by language, those after a `;` hidden."""
    shown = {language: written.partition(";")[0].split(",") for language, written in labels.items()}
    hidden = {
        language: tuple(filter(None, written.partition(";")[2].split(","))) for language, written in labels.items()
    }
    return concept_of(name, shown, hidden=hidden)


CONCEPTS = (
    concept("waste", nl="Afval;afval*", fr="Déchets", es="Residuos", en="Waste"),
    concept(
        "corruption",
        nl="Corruptiebestrijding",
        fr="Lutte contre la corruption",
        es="Anticorrupción",
        en="Anti-corruption",
    ),
    concept("water", nl="Water", fr="Eau", es="Agua", en="Water,water for all"),
    concept("drinking-water", nl="Drinkwater", fr="Eau potable", es="Agua potable", en="Drinking water"),
    concept("budget", nl="Begroting;*begroting", fr="Budget communal", es="Presupuesto municipal", en="Local budget"),
    concept("training", nl="Vorming", fr="Formation des agents", es="Capacitación", en="Training"),
    concept("schools", nl="School;*school*", fr="École", es="Escuela", en="School"),
)


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(one.theme, text[one.start : one.end]) for one in Labels(CONCEPTS, language).mentions(text)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Er ligt AFVAL op straat.", [("waste", "AFVAL")]),
        ("nl", "De afvalophaling loopt.", [("waste", "afvalophaling")]),
        ("nl", "De ontwerpbegroting is klaar.", [("budget", "ontwerpbegroting")]),
        ("nl", "De basisscholen en de basisschoolklas.", [("schools", "basisschoolklas")]),
        ("fr", "On trie les dechets.", [("waste", "dechets")]),
        ("fr", "On boit de l’eau du puits.", [("water", "eau")]),
        ("fr", "La lutte contre toutes les corruptions", [("corruption", "lutte contre toutes les corruptions")]),
        ("es", "Un presupuesto de los municipios", []),
        (
            "es",
            "Los presupuestos de cada municipio, los presupuestos municipales",
            [("budget", "presupuestos municipales")],
        ),
        ("en", "We train staff in two trainings.", [("training", "trainings")]),
        ("en", "There is water for all.", [("water", "water for all")]),
    ],
)
def test_labels_are_found_in_any_form(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, language) == expected


def test_a_label_within_a_longer_one_does_not_count() -> None:
    assert found("Eau potable : l’eau du puits.", "fr") == [("drinking-water", "Eau potable"), ("water", "eau")]


@pytest.mark.parametrize("between", [". ", ", ", " (", "\n", " : ", " grande "])
def test_punctuation_and_other_words_part_a_label(between: str) -> None:
    assert found(f"un verre d’eau{between}potable", "fr") == [("water", "eau")]


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "Mevrouw Water sprak."), ("fr", "Monsieur Eau parle."), ("en", "We met Peter Water yesterday.")],
)
def test_a_name_is_no_theme(language: str, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    "text", ["Water is duur.", "Klaar. Water is duur.", "• Water", "Thema: Water", "Peter Water drinkt water."]
)
def test_a_capital_that_a_sentence_asks_for_is_no_name(text: str) -> None:
    assert ("water", "Water") in found(text, "nl")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(1, 9)), max_size=12))
def test_what_is_kept_lies_within_nothing_longer_and_covers_the_rest(spans: list[tuple[str, int, int]]) -> None:
    given_mentions = [Mention(theme=name, start=start, end=start + size, length=1) for name, start, size in spans]
    kept = longest(given_mentions)
    for one in kept:
        assert not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
            for other in given_mentions
        )
    for one in given_mentions:
        assert any(other.start <= one.start and one.end <= other.end for other in kept)
    assert len({(one.theme, one.start, one.end) for one in kept}) == len(kept)
