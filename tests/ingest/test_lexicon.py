from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon import Cues, listed, parts, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ndiaye,Burgemeester", ["Ndiaye", "Burgemeester"]),
        ("d’Ouinhi et l'eau", ["d’", "Ouinhi", "et", "l'", "eau"]),
        ("L’échevine D'Hondt", ["L’", "échevine", "D'Hondt"]),
        ("N'Diaye, Sint-Niklaas, CD&V", ["N'Diaye", "Sint-Niklaas", "CD&V"]),
        ("Pout & Diender", ["Pout", "&", "Diender"]),
        ("Laarne–Ouinhi", ["Laarne", "Ouinhi"]),
        ("", []),
    ],
)
def test_words_keep_what_joins_their_parts(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


@pytest.mark.parametrize("between", [", ", " – ", " - ", " | ", "\n", " (", ") ", "; ", "–", " / "])
def test_punctuation_parts_words(between: str) -> None:
    assert [len(part) for part in parts(tokens(f"Jan Peeters{between}schepen van Mol"))] == [2, 3]


@pytest.mark.parametrize("between", [" ", ". ", "  ", "’ "])
def test_white_space_and_stops_do_not(between: str) -> None:
    assert len(parts(tokens(f"J{between}Peeters"))) == 1


@given(text=st.text(max_size=60))
def test_words_stand_where_they_say(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert [token for part in parts(found) for token in part] == found


@pytest.mark.parametrize(
    ("text", "is_acronym"), [("KeMoPoDi", True), ("VVSG", True), ("Ndiaye", False), ("N'Diaye", False), ("A", False)]
)
def test_capitals_inside_make_an_acronym(text: str, *, is_acronym: bool) -> None:
    assert tokens(text)[0].is_acronym is is_acronym


def test_cues_match_whole_words_without_accents_and_the_longest_first() -> None:
    cues = Cues(["maire", "chargé de", "chargé de mission", "*ambtenaar"])

    assert cues.at(tokens("Chargée"), 0) == 0
    assert cues.at(tokens("CHARGÉ DE MISSION"), 0) == 3
    assert cues.at(tokens("chargé de l'eau"), 0) == 2
    assert cues.at(tokens("jeugdambtenaar"), 0) == 1
    assert cues.at(tokens("la mairesse"), 1) == 0
    assert cues.at(tokens("maire"), 1) == 0
    assert cues.find(tokens("Le premier maire")) == 2
    assert cues.find(tokens("Le premier maire"), 3) is None


def test_punctuation_ends_a_cue_of_several_words() -> None:
    assert Cues(["chargé de"]).at(tokens("chargé, de"), 0) == 0


def test_the_lists_that_ship_are_read() -> None:
    assert listed("roles").has("Burgemeester")
    assert not listed("roles").has("burgemeesters")
    assert listed("roles_of_several").has("burgemeesters")
