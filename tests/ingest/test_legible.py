"""Text that people can read is told from what a broken font or a wrong encoding makes of it."""

from __future__ import annotations

import gzip
import json
import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.legible import legibility

PASSAGES = Path(__file__).parents[3] / "shared" / "passages"
GARBLED = 0.5

TEXTS = {
    "nl": "In maart keurde de gemeenteraad een huishoudelijk reglement goed en gaf hij het comité een eigen "
    "budgetlijn. Het comité vergaderde negen keer, las de ontwerpbegroting na en bracht er advies over uit.",
    "fr": "Quinze quartiers ont désormais des tricycles, et les ménages paient chaque mois pour le ramassage. "
    "La commune a gardé une réserve afin de réparer les chaînes quand les rues sont inondées en août.",
    "es": "El taller reunió a las vecinas y los técnicos para decidir dónde se separan los residuos orgánicos. "
    "Aprendimos que el abono se vende mejor cuando la cooperativa fija el precio antes de la cosecha.",
    "en": "Residents asked why the drainage budget had been spent on streetlights, and the district officer "
    "showed them the register. Since then every quarterly figure hangs beside the door of the office.",
    "rw": "Abaturage bo mu turere twa Bugesera na Karongi bahuriye hamwe n'abayobozi kugira ngo baganire ku "
    "mikoreshereze y'ubutaka. Twishimiye ubufatanye hagati y'uturere n'imijyi yo mu Bubiligi.",
    "wo": "Jigéen ñi dañuy liggéey ci tool yi. Ndox mi dafa jafe ci dëkk bi, waaye mbootaay gi defar na teen "
    "bu bees. Ndiaye, Mbaye, Diouf, Ndoye, Gueye, Thiam, Mbodj, Ngom, Keur Moussa, Tambacounda.",
    "pl": "Rada gminy przyjęła strategię rozwoju lokalnego oraz program współpracy z organizacjami.",
    "el": "Ο δήμος ενέκρινε τον προϋπολογισμό για το νερό και τα απόβλητα των συνοικιών.",
}
HARMLESS = {
    "a table of numbers": "2021 2022 2023\n9,6 11,4 13,1\n1.800.000 2.750 € 14% 41% –12 (0,5) 3/4\n" * 5,
    "addresses": "Bischoffsheimlaan 1-8, 1000 Brussel, T 02 211 55 00, info@vvsg.be, www.vvsg.be, BE0451.857.573",
    "abbreviations": "VVSG DGD UCLG VNG BTC ENABEL CPAS OCMW NGO PNUD GIZ kWh km² ha m³ vgl. nr. bijv. ibid. etc.",
    "bullets of a symbol font": "\uf0b7 Meer water\n\uf0b7 Minder afval\n\uf0a7 Een comité\n" * 4,
    "one odd word": "Nkrmwz",
    "nothing": "",
}


def exchanged(text: str, seed: int) -> str:
    """Puts another letter for each letter, always the same one, as a font without a table does."""
    letters = list(string.ascii_lowercase)
    random.Random(seed).shuffle(letters)  # noqa: S311 - it keeps no secret
    small = "".join(letters)
    return text.translate(str.maketrans(string.ascii_letters, small + small.upper()))


def shifted(text: str) -> str:
    """Gives the numbers of the letters in their font, as is seen where it has no table at all."""
    return "".join(char if char.isspace() else chr(max(ord(char) - 29, 33)) for char in text)


@pytest.mark.parametrize("language", TEXTS)
def test_text_of_any_language_is_legible(language: str) -> None:
    assert legibility(TEXTS[language]) > 0.7


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_follows_no_rule_is_not_rejected(kind: str) -> None:
    assert legibility(HARMLESS[kind]) > 0.7


@pytest.mark.parametrize("language", ["nl", "fr", "es", "en"])
def test_exchanged_letters_are_garbled(language: str) -> None:
    garbled = [legibility(exchanged(TEXTS[language], seed)) < GARBLED for seed in range(50)]

    assert sum(garbled) >= 45  # some exchanges put vowels for vowels
    assert legibility(shifted(TEXTS[language])) < GARBLED


@pytest.mark.parametrize("sign", ["\ufffd", "\x19", "\ue012", "\U000e0fff"])
def test_signs_that_nobody_can_read_are_garbled(sign: str) -> None:
    assert legibility(TEXTS["nl"].replace("e", sign)) < GARBLED
    assert legibility(sign * 2) == 0


def test_a_wrong_encoding_is_garbled_where_it_hits_often() -> None:
    assert legibility(TEXTS["fr"].encode().decode("cp1252")) < GARBLED
    assert legibility(TEXTS["wo"].encode().decode("latin-1")) < GARBLED


def test_a_lost_ligature_leaves_text_legible() -> None:
    assert legibility(TEXTS["en"].replace("fi", "\x1f")) > 0.7


def test_scripts_mixed_within_words_are_garbled() -> None:
    mixed = TEXTS["en"].translate(str.maketrans("aeot", "αλωτ"))

    assert legibility(mixed) < GARBLED


@given(st.text())
def test_any_text_has_a_legibility(text: str) -> None:
    assert 0 <= legibility(text) <= 1


@pytest.mark.skipif(not PASSAGES.is_dir(), reason="the sample passages are not beside this repository")
@pytest.mark.parametrize("language", ["nl", "fr", "es", "en"])
def test_real_passages_are_legible_until_they_are_garbled(language: str) -> None:
    with gzip.open(PASSAGES / f"{language}.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file][::3]

    assert [text for text in texts if legibility(text) < GARBLED] == []
    missed = [text for number, text in enumerate(texts) if legibility(exchanged(text, number)) >= GARBLED]
    assert len(missed) <= 0.02 * len(texts)
