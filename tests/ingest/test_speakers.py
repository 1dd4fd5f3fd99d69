from __future__ import annotations

import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.attributions import is_attribution
from ingest.places import Gazetteer
from ingest.speakers import speaker_of
from kb.types import LANGUAGES, Speaker

_TABLE = tomllib.loads(Path(__file__).with_name("attributions.toml").read_text(encoding="utf-8"))
_TOLD = [row["said"] for rows in _TABLE.values() for row in rows if row.pop("told", True)]
_LANGUAGES = {name: [(row.pop("said"), Speaker(**row)) for row in rows] for name, rows in _TABLE.items()}
EXPECTED = [row for rows in _LANGUAGES.values() for row in rows]

# Words that attributions are made of, in any order: what a reader makes of a page may be anything.
_PIECES = [
    *("Fatou Diop", "Jan van den Berg", "Rosa de la Cruz", "NDIAYE Malick", "N'Diaye", "El", "De", "d’", "l'"),
    *("burgemeester", "maire", "directora", "planning officer", "Head of", "lid", "voorzitter", "La", "le"),
    *(
        "van",
        "de",
        "du",
        "of",
        "in",
        "à",
        "en",
        "et",
        "y",
        "&",
        "and",
        "met partnerschap in",
        "partenaire de",
        "twinned with",
    ),
    *(
        "Pout",
        "Mol",
        "Santo Tomás",
        "Laarne-Ouinhi",
        "KeMoPoDi",
        "District",
        "district",
        "stad",
        "comité",
        "VVSG",
        "ONG",
        "dienst",
    ),
    *("Senegal", "Bénin", "Nicaragua", "België", "Democratic Republic of the Congo"),
    *(
        ",",
        ";",
        ":",
        "–",
        "—",
        "|",
        "(",
        ")",
        "\n",
        ".",
        "42",
        "3 communes",
        "jaar",
        "stedenband",
        "Aan het woord:",
        "témoigne :",
    ),
]


@pytest.mark.parametrize(("attribution", "speaker"), EXPECTED, ids=[said for said, _ in EXPECTED])
def test_an_attribution_is_taken_apart(gazetteer: Gazetteer, attribution: str, speaker: Speaker) -> None:
    assert speaker_of(attribution, gazetteer) == speaker


def test_the_table_is_large_and_in_four_languages() -> None:
    assert len(EXPECTED) >= 60
    assert min(len(_LANGUAGES[language]) for language in LANGUAGES) >= 12


@pytest.mark.parametrize("attribution", [said for said in _TOLD if said[0].isupper() and "\n" not in said])
def test_what_is_taken_apart_is_found_as_an_attribution(attribution: str) -> None:
    assert is_attribution(attribution)


@pytest.mark.parametrize("attribution", ["", " ", "—", ",", ":", "…", "—  —", "\n\n", "42", "()", "1) 2) 3)"])
def test_nothing_said_gives_nothing(gazetteer: Gazetteer, attribution: str) -> None:
    assert speaker_of(attribution, gazetteer) == Speaker()


def _holds(attribution: str, gazetteer: Gazetteer) -> None:
    speaker = speaker_of(attribution, gazetteer)
    for name, value in asdict(speaker).items():
        assert value is None or value.strip()
        assert value is None or name == "country" or value in attribution
    assert speaker.country is None or (len(speaker.country) == 2 and speaker.country.isupper())


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=14))
@example(pieces=["Fatou Diop", "Aan het woord:", "et"])
def test_fields_are_words_of_the_attribution(gazetteer: Gazetteer, pieces: list[str]) -> None:
    _holds(" ".join(pieces), gazetteer)


@given(attribution=st.text(max_size=80))
def test_no_text_breaks_it(gazetteer: Gazetteer, attribution: str) -> None:
    _holds(attribution, gazetteer)


@given(row=st.sampled_from(EXPECTED), data=st.data())
def test_what_stands_around_an_attribution_changes_nothing(
    gazetteer: Gazetteer, row: tuple[str, Speaker], data: st.DataObject
) -> None:
    before = data.draw(st.sampled_from(["", " ", "— ", "– ", "- ", "\n"]))
    after = data.draw(st.sampled_from(["", " ", "\n"]))

    assert speaker_of(before + row[0] + after, gazetteer) == row[1]


def test_every_field_of_a_speaker_is_in_the_table() -> None:
    filled = {field.name for _, speaker in EXPECTED for field in fields(speaker) if getattr(speaker, field.name)}

    assert filled == {field.name for field in fields(Speaker)}
