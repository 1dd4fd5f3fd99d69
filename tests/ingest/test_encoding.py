from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.encoding import byte_order, decode

_settings = settings(max_examples=100, deadline=None, derandomize=True)
_TEXTS = [
    "getuigenissen-2024.md",
    "ouinhi-comites-genre-2024.md",
    "santo-tomas-informe-2023.md",
    "karongi-budget-climate-2025.md",
]
# All but surrogates, which no file holds, and what `decode` tidies.
_any_text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0\f\ufeff"))


@_settings
@given(text=_any_text)
def test_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode()) == text


@_settings
@given(text=_any_text, encoding=st.sampled_from(["utf-8-sig", "utf-16"]))
def test_text_with_a_byte_order_mark_comes_back_without_it(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@_settings
@given(text=_any_text)
def test_big_endian_utf_16_comes_back(text: str) -> None:
    assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == text


@pytest.mark.parametrize("name", _TEXTS)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_western_text_without_a_mark_comes_back(examples: Path, name: str, encoding: str) -> None:
    text = (examples / "texts" / name).read_text(encoding="utf-8").encode(encoding, "ignore").decode(encoding)

    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    [
        "De coöperaties in België kregen een vergoeding van 40 € per maand, en dat was één van de redenen.",
        "Les élus ont été réélus à l’unanimité ; le conseil a voté « oui » à main levée, où cela était prévu.",
        "El municipio entregó 21.000 plantas: café, cacao, marañón. ¿Quién paga? La niñez y la señora Muñoz.",
    ],
)
def test_one_sentence_in_cp1252_comes_back(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


SENTENCES = [
    "De coöperaties in België kregen een vergoeding, en dat was “één van de redenen” – zegt men.",
    "Les élus ont été réélus à l’unanimité ; le cœur du projet, où cela était prévu, est sauvé.",
    "El municipio entregó 21.000 plantas: café, cacao, marañón. ¿Quién paga? La niñez y la señora Muñoz.",
    "ÉTAT CIVIL : À SAVOIR. L’été à l’île, “ça” coûte.",
]


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be"])
def test_a_sentence_comes_back_whatever_program_wrote_it(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_of_the_command_line_comes_back(text: str) -> None:
    plain = text.translate(str.maketrans("“”–’œ", '""-\'o'))

    assert decode(plain.encode("cp850")) == plain


@pytest.mark.parametrize("text", ["Dat kost 40 € per maand.", "Le cœur de l'œuvre, à 5 €.", "Où est l'œuf ?"])
def test_the_latin_encoding_with_the_euro_is_told_from_that_of_windows(text: str) -> None:
    assert decode(text.encode("iso8859-15")) == text


@pytest.mark.parametrize("name", _TEXTS)
@pytest.mark.parametrize("encoding", ["mac_roman", "iso8859-15", "utf-16-le", "utf-16-be"])
def test_whole_texts_come_back(examples: Path, name: str, encoding: str) -> None:
    text = (examples / "texts" / name).read_text(encoding="utf-8").encode(encoding, "ignore").decode(encoding)

    assert decode(text.encode(encoding)) == text


def test_utf_8_with_some_bytes_of_windows_is_read_as_both() -> None:
    content = "Les élus réélus à l’unanimité. ".encode() + b"Le caf\xe9 \x93 ferm\xe9 \x94. " + "C’était été.".encode()

    assert decode(content) == "Les élus réélus à l’unanimité. Le café “ fermé ”. C’était été."


def test_windows_with_what_could_be_utf_8_by_chance_stays_windows() -> None:
    text = "Ã© is hoe é eruitziet: één, twee, réélu, été, à, où, çà, là."

    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "content", [b"\0", b"a\0", b"\0\0\0\0\0\0", b"a\0b\0\0c\0d", b"tekst met een \0 erin, en meer tekst"]
)
def test_noughts_alone_make_no_utf_16(content: bytes) -> None:
    assert byte_order(content) is None


def test_latin_1_is_declared_where_windows_is_meant() -> None:
    page = "<meta charset=iso-8859-1> “Eén” – à 5 €"

    assert decode(page.encode("cp1252")) == page


def test_languages_of_other_letters_are_told_as_well() -> None:
    text = "Zażółć gęślą jaźń. Pchnąć w tę łódź jeża lub ośm skrzyń fig. Święto Niepodległości w Łodzi."

    assert "\ufffd" not in decode(text.encode("cp1250"))


def test_a_declared_encoding_is_believed() -> None:
    page = '<meta charset="iso-8859-2"><p>Zażółć gęślą jaźń</p>'

    assert decode(page.encode("iso-8859-2")) == page


@pytest.mark.parametrize(
    "declared", ["no-such-code", "utf-8", "hex", "undefined", "idna", "punycode", "base64", "zlib"]
)
def test_a_declaration_that_is_wrong_does_not_stop_reading(declared: str) -> None:
    text = f"<meta charset={declared}> La Réunion a été fixée à l'été, répète le délégué à la mairie."

    assert "<meta charset=" in decode(text.encode("cp1252"))
    assert "fix" in decode(text.encode("cp1252"))


@_settings
@given(content=st.binary(max_size=300))
def test_any_bytes_are_some_text(content: bytes) -> None:
    text = decode(content)

    assert not {"\0", "\r", "\f"} & set(text)


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"a\r\nb\rc\nd", "a\nb\nc\nd"), (b"a\0b", "ab"), (b"page one\fpage two", "page one\n\npage two")],
)
def test_line_ends_are_one_kind_and_noughts_go(content: bytes, text: str) -> None:
    assert decode(content) == text
