from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.encoding import decode

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
