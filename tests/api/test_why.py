from __future__ import annotations

import pytest

from api.why import why_sentence
from kb.types import LANGUAGES, Closeness, Why


def why(**changes: object) -> Why:
    plain = {"words": (), "similarity": 0.4, "dense_rank": 1, "lexical": None, "lexical_rank": None}
    return Why(**(plain | changes))  # type: ignore[arg-type]


def test_words_concepts_and_meaning_make_one_sentence() -> None:
    found = why(words=("vrouwen", "Water", "water"), concepts=("water-supply",), closeness=Closeness.CLOSE)
    assert why_sentence(found, "nl") == (
        "Deze passage bevat ‘vrouwen’ en ‘Water’, gaat over drinkwatervoorziening"
        " en ligt qua betekenis dicht bij de vraag."
    )
    assert why_sentence(found, "fr").startswith("Ce passage contient « vrouwen » et « Water », traite du thème")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "found",
    [
        why(),
        why(named=True),
        why(words=("a", "b", "c", "d", "e")),
        *(why(closeness=closeness) for closeness in Closeness),
    ],
)
def test_every_reason_is_a_sentence_in_every_language(found: Why, language: str) -> None:
    told = why_sentence(found, language)
    assert told[0].isupper()
    assert told.endswith(".")
    assert "{" not in told
    assert "‘e’" not in told


def test_what_holds_a_word_is_not_called_far() -> None:
    assert "far" in why_sentence(why(closeness=Closeness.FAR), "en")
    assert "far" not in why_sentence(why(closeness=Closeness.FAR, words=("water",)), "en")


def test_a_label_keeps_its_capitals_where_it_is_an_abbreviation() -> None:
    assert "HIV" in why_sentence(why(concepts=("hiv-aids",)), "en")
