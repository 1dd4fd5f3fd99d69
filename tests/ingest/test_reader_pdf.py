from __future__ import annotations

import io
import logging
from collections.abc import Callable

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.blocks import BlockKind
from ingest.readers.pdf import read_pdf
from kb.errors import ReadError

MakePdf = Callable[..., bytes]

LINES = ["De stad had een labo en te weinig pompen, het platteland", "had pompen en geen labo."]
TEXT = " ".join(LINES)

# What pypdf tells of a piece of text: current matrix, text matrix, font and its size.
PLACE = ([1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 60, 400], None, 10)

# Places (counted round the content) and the bytes to put there.
_wrong_bytes = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)


def _encrypted(content: bytes, *, user: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user, "owner", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _reason(content: bytes) -> ReadError:
    with pytest.raises(ReadError) as raised:
        read_pdf(content)
    assert type(raised.value) is ReadError
    return raised.value


def test_text_title_and_pages_are_read(make_pdf: MakePdf) -> None:
    parsed = read_pdf(make_pdf(LINES, ["Een tweede blad met een eigen zin."], title="Water in Portoviejo"))

    assert [(block.text, block.page) for block in parsed.blocks] == [
        (TEXT, 1),
        ("Een tweede blad met een eigen zin.", 2),
    ]
    assert (parsed.title, parsed.pages) == ("Water in Portoviejo", 2)


def test_accents_and_bullets_come_through(make_pdf: MakePdf) -> None:
    parsed = read_pdf(make_pdf(["Dit bleek in Bénin:", "• Coöperaties en niñas telen één gewas.", "• Tweede punt."]))

    assert [(block.kind, block.text) for block in parsed.blocks[1:]] == [
        (BlockKind.BULLET, "Coöperaties en niñas telen één gewas."),
        (BlockKind.BULLET, "Tweede punt."),
    ]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_a_password_is_said_to_have_one(make_pdf: MakePdf, algorithm: str) -> None:
    assert _reason(_encrypted(make_pdf(LINES), user="secret", algorithm=algorithm)).key == "password"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_read(make_pdf: MakePdf, algorithm: str) -> None:
    parsed = read_pdf(_encrypted(make_pdf(LINES), user="", algorithm=algorithm))

    assert [block.text for block in parsed.blocks] == [TEXT]


def test_a_scan_needs_recognition_and_tells_its_pages(make_pdf: MakePdf) -> None:
    reason = _reason(make_pdf([], [], []))

    assert reason.key == "needs_ocr"
    assert reason.values == {"pages": 3}


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.4\n%%EOF\n", b"%PDF-1.4\n" + b"x" * 3000, b"no pdf at all"])
def test_what_only_begins_as_a_pdf_is_damaged(content: bytes) -> None:
    assert _reason(content).key == "damaged"


def test_one_page_that_cannot_be_read_does_not_cost_the_others(
    make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = iter(["Een zin op het eerste blad.", None, "Een zin op het derde blad."])

    def extract(_page: pypdf.PageObject, visitor_text: Callable[..., None]) -> None:
        text = next(texts)
        if text is None:
            raise KeyError("/Font")
        visitor_text(text, *PLACE)

    monkeypatch.setattr(pypdf.PageObject, "extract_text", extract)
    parsed = read_pdf(make_pdf([], [], []))

    assert [(block.text, block.page) for block in parsed.blocks] == [
        ("Een zin op het eerste blad.", 1),
        ("Een zin op het derde blad.", 3),
    ]
    assert parsed.pages == 3


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("de ﬁnanciën en koﬃe", "de financiën en koffie"),
        ("eﬀect, ﬂes, raﬄe, ﬅ en ﬆ", "effect, fles, raffle, st en st"),
        ("een\0 nought", "een nought"),
        ("een \ud83d half teken", "een half teken"),
        ("H₂O en ½ m²", "H₂O en ½ m²"),
    ],
)
def test_ligatures_are_taken_apart_and_what_cannot_be_stored_goes(
    make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch, given_text: str, text: str
) -> None:
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda _page, visitor_text: visitor_text(given_text, *PLACE))

    (block,) = read_pdf(make_pdf([])).blocks

    assert block.text == text


def test_running_headers_and_page_numbers_are_dropped(make_pdf: MakePdf) -> None:
    own = [
        ["Water is hier de zorg.", "De pomp staat stil."],
        ["Afval.", "De ketting breekt."],
        ["Grond.", "Touw en paal."],
    ]
    pages = [["Jaarrapport 2023", *lines, f"pagina {number}"] for number, lines in enumerate(own, start=1)]

    text = " ".join(block.text for block in read_pdf(make_pdf(*pages)).blocks)

    assert "Jaarrapport" not in text
    assert "pagina" not in text
    assert text == " ".join(line for lines in own for line in lines)


def test_reading_is_silent(make_pdf: MakePdf, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        read_pdf(b"junk\n" + make_pdf(LINES))

    assert caplog.records == []


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wrong=_wrong_bytes, cut=st.integers(0, 600))
def test_a_pdf_with_wrong_bytes_is_read_or_ends_in_a_reason(
    make_pdf: MakePdf, wrong: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(make_pdf(LINES))
    for place, byte in wrong:
        content[place % len(content)] = byte
    try:
        parsed = read_pdf(bytes(content[: len(content) - cut]))
    except ReadError as reason:
        assert reason.key in {"damaged", "needs_ocr", "password"}  # noqa: PT017
    else:
        assert parsed.blocks
