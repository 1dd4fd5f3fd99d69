"""The first real report, as text and typeset in two columns: what was read of it wrongly once stays right.

The report is no part of this repository; where its folder is missing these tests are skipped.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.blocks import BlockKind, Parsed
from ingest.describe import prepare
from ingest.formats import sniff
from ingest.passages import MOST_WORDS, Piece, split
from ingest.places import Gazetteer
from ingest.readers import read
from ingest.sources import Source
from ingest.speakers import speaker_of
from kb.types import PracticeKind, PreparedDocument, Speaker, Voice

SEED = Path(__file__).parents[3] / "shared" / "seed"

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the sample report is not beside this repository")

Structure = list[tuple[str, str]]


def _read(path: Path) -> Parsed:
    content = path.read_bytes()
    return read(content, sniff(content, path.name))


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    (path,) = SEED.glob("*.txt")
    return _read(path)


@pytest.fixture(scope="module")
def pieces(parsed: Parsed) -> list[Piece]:
    return split(parsed.blocks)


@pytest.fixture(scope="module")
def truth() -> Structure:
    (path,) = SEED.glob("*.json")
    return [(kind, text) for page in json.loads(path.read_text(encoding="utf-8")) for kind, text in page]


def _of(truth: Structure, kind: str) -> list[str]:
    return [text for found, text in truth if found == kind]


def _texts(parsed: Parsed, kind: BlockKind) -> list[str]:
    return [block.text for block in parsed.blocks if block.kind is kind]


def test_the_attributions_are_recognised(parsed: Parsed, truth: Structure) -> None:
    assert _texts(parsed, BlockKind.ATTRIBUTION) == _of(truth, "a")


def test_every_testimonial_is_one_passage_with_its_attribution(pieces: list[Piece], truth: Structure) -> None:
    expected = [f"{text}\n{said}" for (kind, text), (_, said) in pairwise(truth) if kind == "t"]

    assert len(expected) == 3
    assert [piece.text for piece in pieces if piece.is_testimonial] == expected


def test_no_passage_mixes_testimonials(pieces: list[Piece], truth: Structure) -> None:
    starts = [text[:40] for text in _of(truth, "t")]

    assert [sum(start in piece.text for piece in pieces) for start in starts] == [1, 1, 1]
    assert max(sum(start in piece.text for start in starts) for piece in pieces) == 1


def test_bullets_are_whole_and_in_order(parsed: Parsed, truth: Structure) -> None:
    assert _texts(parsed, BlockKind.BULLET) == _of(truth, "b")


def test_bullets_are_whole_in_their_passages(pieces: list[Piece], truth: Structure) -> None:
    for bullet in _of(truth, "b"):
        assert sum(f"• {bullet}" in piece.text.splitlines() for piece in pieces) == 1


@pytest.mark.parametrize("word", ["stadsontwikkeling", "vormen", "tilapia", "cruciaal", "vertaald", "ondersteuning"])
def test_words_broken_at_a_line_end_are_whole(parsed: Parsed, word: str) -> None:
    assert re.search(rf"\b{word}\b", " ".join(block.text for block in parsed.blocks))


@pytest.mark.parametrize("word", ["SDG-partnerschappen", "SDG-conferentie", "agro-ecologische", "bestuurs-akkoorden,"])
def test_words_with_a_hyphen_of_their_own_keep_it(parsed: Parsed, word: str) -> None:
    assert word in " ".join(block.text for block in parsed.blocks).split()


def test_the_conference_is_one_bullet_though_a_line_of_it_has_a_dash(parsed: Parsed) -> None:
    (conference,) = [text for text in _texts(parsed, BlockKind.BULLET) if text.startswith("De SDG-conferentie")]

    assert "2025 – biedt een uitgelezen moment" in conference


def test_sub_headings_head_their_own_text(pieces: list[Piece]) -> None:
    (gender,) = [piece for piece in pieces if "Genderwerking blijft een aandachtspunt" in piece.text]

    assert gender.headings[-1] == "Gender en milieu"


def test_headings_behind_their_text_head_nothing(pieces: list[Piece]) -> None:
    behind = (
        "2024 in cijfers",
        "Uitdagingen Opportuniteiten",
        "Het GLoBe-programma wordt mogelijk gemaakt met de steun van het",
    )

    assert [piece.headings for piece in pieces if piece.is_testimonial] == [()] * 3
    assert not {heading for piece in pieces for heading in piece.headings} & set(behind)


def test_a_figure_with_its_label_is_a_passage_of_its_own(pieces: list[Piece], truth: Structure) -> None:
    (figure,) = _of(truth, "k")

    assert figure in [piece.text for piece in pieces]


def test_passages_are_of_a_size_to_answer_with(pieces: list[Piece]) -> None:
    assert all(sum(len(block.text.split()) for block in piece.blocks) <= MOST_WORDS for piece in pieces)


def test_the_typeset_report_gives_every_sentence_whole(truth: Structure) -> None:
    (path,) = SEED.glob("*.pdf")
    texts = [" ".join(block.text.split()) for block in _read(path).blocks]
    sentences = [f"{part.rstrip('.')}." for kind, text in truth if kind in "pb" for part in text.split(". ")]

    assert [sentence for sentence in sentences if not any(sentence in text for text in texts)] == []


SPEAKERS = [
    Speaker(name="Ellen Leroy", role="algemeen directeur", municipality="Laarne", partner="Ouinhi", country="BJ"),
    Speaker(
        name="Malick Ndiaye",
        role="Burgemeester",
        organisation="intercommunale samenwerking KEMOPODI",
        municipality="Pout",
        partner="Deinze Lievegem",
        country="SN",
    ),
    Speaker(
        name="Lotte Vreys", role="schepen mondiaal beleid", municipality="Mol", partner="Santo Tomás", country="NI"
    ),
]


def test_the_attributions_are_taken_apart(truth: Structure, gazetteer: Gazetteer) -> None:
    assert [speaker_of(said, gazetteer) for said in _of(truth, "a")] == SPEAKERS


@pytest.fixture(params=["*.txt", "*.pdf"])
def prepared(request: pytest.FixtureRequest, gazetteer: Gazetteer) -> PreparedDocument:
    (path,) = SEED.glob(request.param)
    return prepare(Source(path=path, label=path.name), path.read_bytes(), "hash", _read(path), gazetteer)


def test_the_three_testimonials_carry_name_role_and_place(prepared: PreparedDocument) -> None:
    assert [passage.speaker for passage in prepared.passages if passage.speaker] == SPEAKERS
    assert sum(passage.kind is PracticeKind.TESTIMONY for passage in prepared.passages) == 3


# Every name of a partnership that the report writes, as it writes it.
NAMED = {
    "bugesera": r"Bugesera",
    "karongi": r"Karongi",
    "tambacounda": r"Tambacounda",
    "portoviejo": r"Portoviejo",
    "laarne-ouinhi": r"Ouinhi",
    "deinze-lievegem-kemopodi": r"KEMOPODI|KeMoPoDi|Keur Moussa|Pout|Diender",
    "mol-santo-tomas": r"Santo Tomás",
}


def test_every_passage_is_linked_to_the_partnerships_that_it_names_and_to_no_other(prepared: PreparedDocument) -> None:
    named = [
        {name for name, pattern in NAMED.items() if re.search(rf"\b(?:{pattern})\b", passage.text)}
        for passage in prepared.passages
    ]

    assert [set(passage.partnerships) for passage in prepared.passages] == named
    assert set().union(*named) == set(NAMED)
    assert prepared.document.partnerships == ()


def test_every_link_quotes_the_words_that_it_rests_on(prepared: PreparedDocument) -> None:
    for passage in prepared.passages:
        links = [one for one in prepared.suggestions[passage.id] if one.facet == "partnership"]
        assert {one.value for one in links} == set(passage.partnerships)
        for link in links:
            for one in link.evidence:
                assert re.fullmatch(NAMED[link.value], one.quote)
                assert passage.text[one.start : one.end] == one.quote


def test_testimonials_are_told_apart_from_what_the_report_claims(prepared: PreparedDocument) -> None:
    testimonies = [passage for passage in prepared.passages if passage.voice is Voice.TESTIMONY]

    assert [passage.speaker for passage in testimonies] == SPEAKERS
    assert {passage.voice for passage in prepared.passages if passage not in testimonies} == {Voice.CLAIM}


def test_each_testimonial_is_of_its_partnership_and_country(prepared: PreparedDocument) -> None:
    found = [(passage.partnerships, passage.countries) for passage in prepared.passages if passage.speaker]

    assert found == [
        (("laarne-ouinhi",), ("BJ",)),
        (("deinze-lievegem-kemopodi",), ("SN",)),
        (("mol-santo-tomas",), ("NI",)),
    ]
