from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.phrases import Phrases, folded_words

NAMED = {"lesson": ["leçon*", "avons appris"], "challenge": ["défi*", "n'ont pas", "pas encore*"], "figure": ["20*"]}


def names_in(text: str) -> list[str]:
    return Phrases(NAMED).names_in(folded_words(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nous avons APPRIS une lecon", ["lesson", "lesson"]),
        ("Les leçons et les défis", ["lesson", "challenge"]),
        ("Elles n’ont pas encore fini", ["challenge", "challenge"]),
        ("nous avons bien appris", []),
        ("en 2024", ["figure"]),
        ("", []),
    ],
)
def test_phrases_stand_as_whole_words_in_a_row(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_a_phrase_without_words_is_rejected() -> None:
    with pytest.raises(ValueError, match="lesson"):
        Phrases({"lesson": ["*"]})


@given(st.lists(st.sampled_from(["avons", "appris", "lecons", "mot", "defi"]), max_size=12))
def test_one_pass_finds_what_looking_for_each_phrase_finds(folded: list[str]) -> None:
    expected = [
        name
        for place in range(len(folded))
        for name, stands in (
            ("lesson", folded[place].startswith("lecon") or folded[place : place + 2] == ["avons", "appris"]),
            ("challenge", folded[place].startswith("defi")),
        )
        if stands
    ]
    assert Phrases(NAMED).names_in(folded) == expected
