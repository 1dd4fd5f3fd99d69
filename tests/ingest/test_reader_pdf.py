"""PDFs are read page by page; what cannot be read says why, and costs no other page."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Mapping

import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import BlockKind, Parsed
from ingest.letters import page_words
from ingest.ocr import Recognised
from ingest.options import ReadOptions
from ingest.page import PageWords
from ingest.readers.pdf import read_pdf
from kb.errors import ReadError
from kb.types import PageMethod
from tests.ingest.placed import words_of
from tests.ingest.raw_pdf import NAMELESS, raw_pdf, text

MakePdf = Callable[..., bytes]
Made = Callable[[int], Recognised]

LINES = ["De stad had een labo en te weinig pompen, het platteland", "had pompen en geen labo."]
TEXT = " ".join(LINES)
THREE = ["Een zin op het eerste blad.", "Een zin op het tweede.", "Een zin op het derde blad."]

# Codes that no table gives a letter for.
NAMELESS_LINE = r"\001\003\004\001\005\006 \007\001\003\004 \005\004\003\003"

# Places (counted round the content) and the bytes to put there.
_wrong_bytes = st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)


def _written(writer: pypdf.PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _opened(content: bytes) -> pypdf.PdfWriter:
    return pypdf.PdfWriter(clone_from=io.BytesIO(content))


def _part(held: DictionaryObject, key: str) -> DictionaryObject:
    part = held[key]
    assert isinstance(part, DictionaryObject)
    return part


def _encrypted(content: bytes, *, user: str, algorithm: str) -> bytes:
    writer = _opened(content)
    writer.encrypt(user, "owner", algorithm=algorithm)
    return _written(writer)


def _meaning(content: bytes, codes: Mapping[str, str]) -> bytes:
    """Has the file say what the letters of its font stand for: UTF-16 in hexadecimal digits."""
    writer = _opened(content)
    pairs = "\n".join(f"<{ord(letter):02x}> <{code}>" for letter, code in codes.items())
    table = StreamObject()
    table.set_data(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
        ).encode()
    )
    held = writer._add_object(table)
    for page in writer.pages:
        for font in _part(_part(page, "/Resources"), "/Font").values():
            font.get_object()[NameObject("/ToUnicode")] = held
    return _written(writer)


def _scan(pages: int) -> bytes:
    """Makes pages that are a picture only."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    picture = ImageReader(Image.new("L", (60, 80), 200))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _reason(content: bytes, options: ReadOptions = ReadOptions()) -> ReadError:  # noqa: B008 - frozen
    with pytest.raises(ReadError) as raised:
        read_pdf(content, options)
    assert type(raised.value) is ReadError
    return raised.value


def _texts(parsed: Parsed) -> list[tuple[str, int | None]]:
    return [(block.text, block.page) for block in parsed.blocks]


def _methods(parsed: Parsed) -> list[PageMethod]:
    return [page.method for page in parsed.page_facts]


def _recognised(number: int) -> Recognised:
    words = words_of(f"Erkende tekst van blad {'abcdef'[number]}.", 60, 300)
    return Recognised(words=PageWords(number=number, width=595, height=842, words=words), confidence=0.9)


@pytest.fixture
def with_ocr(monkeypatch: pytest.MonkeyPatch) -> Callable[[Made], None]:
    def put(made: Made) -> None:
        monkeypatch.setattr("ingest.readers.pdf.ocr.available", lambda: True)
        monkeypatch.setattr("ingest.readers.pdf.ocr.recognise", lambda _picture, number, *_size: made(number))

    return put


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.ocr.available", lambda: False)


# --- text -----------------------------------------------------------------------------------------------------


def test_text_title_and_pages_are_read(make_pdf: MakePdf) -> None:
    parsed = read_pdf(make_pdf(LINES, ["Een tweede blad met een eigen zin."], title="Water in Portoviejo"))

    assert _texts(parsed) == [(TEXT, 1), ("Een tweede blad met een eigen zin.", 2)]
    assert (parsed.title, parsed.pages) == ("Water in Portoviejo", 2)


def test_accents_and_bullets_come_through(make_pdf: MakePdf) -> None:
    parsed = read_pdf(make_pdf(["Dit bleek in Bénin:", "• Coöperaties en niñas telen één gewas.", "• Tweede punt."]))

    assert [(block.kind, block.text) for block in parsed.blocks[1:]] == [
        (BlockKind.BULLET, "Coöperaties en niñas telen één gewas."),
        (BlockKind.BULLET, "Tweede punt."),
    ]


@pytest.mark.parametrize(
    ("written", "codes", "text"),
    [
        ("de Xnancien en kaZe", {"X": "FB01", "Z": "FB03"}, "de financien en kaffie"),
        ("eXect, Zes, raQe", {"X": "FB00", "Z": "FB02", "Q": "FB04"}, "effect, fles, raffle"),
        ("een X half teken", {"X": "D83D"}, "een half teken"),
        ("een XX heel teken", {"X": "D83DDE00"}, "een 😀😀 heel teken"),
        ("HXO en Z mQ", {"X": "2082", "Z": "00BD", "Q": "00B2"}, "H₂O en ½ m²"),
    ],
)
def test_ligatures_are_taken_apart_and_what_cannot_be_stored_goes(
    make_pdf: MakePdf, written: str, codes: dict[str, str], text: str
) -> None:
    letters = {letter: f"{ord(letter):04x}" for letter in written if letter not in codes}

    (block,) = read_pdf(_meaning(make_pdf([written]), {**letters, **codes})).blocks

    assert block.text == text
    assert block.text.encode()


def test_running_headers_and_page_numbers_are_dropped(make_pdf: MakePdf) -> None:
    own = [
        ["Water is hier de zorg.", "De pomp staat stil."],
        ["Afval.", "De ketting breekt."],
        ["Grond.", "Touw en paal."],
    ]
    pages = [["Jaarrapport 2023", *lines, f"pagina {number}"] for number, lines in enumerate(own, start=1)]

    text = " ".join(block.text for block in read_pdf(make_pdf(*pages)).blocks)

    assert text == " ".join(line for lines in own for line in lines)


def test_a_filled_in_value_is_read_once() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(60, 700, "Gemeente:")
    canvas.acroForm.textfield(name="gemeente", value="Deinze", x=150, y=690, width=200, height=20)
    canvas.acroForm.textfield(name="partner", value="", x=150, y=650, width=200, height=20)
    canvas.save()

    text = " ".join(block.text for block in read_pdf(buffer.getvalue()).blocks)

    assert text == "Gemeente: Deinze"


# --- pages ----------------------------------------------------------------------------------------------------


def test_each_page_tells_how_it_was_read_and_is_counted_when_done(make_pdf: MakePdf) -> None:
    done: list[tuple[int, int]] = []

    parsed = read_pdf(make_pdf(LINES, [], LINES[:1]), ReadOptions(on_page=lambda *now: done.append(now)))

    assert done == [(1, 3), (2, 3), (3, 3)]
    assert [(page.number, page.label, page.method) for page in parsed.page_facts] == [
        (1, "1", PageMethod.GEOMETRY),
        (2, "2", PageMethod.NONE),
        (3, "3", PageMethod.GEOMETRY),
    ]
    assert all(0.5 < page.confidence <= 1 for page in parsed.page_facts)


def test_pages_have_the_labels_that_are_printed_on_them(make_pdf: MakePdf) -> None:
    writer = _opened(make_pdf(*[[text] for text in THREE]))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 2, style=PageLabelStyle.DECIMAL, start=7)

    assert [page.label for page in read_pdf(_written(writer)).page_facts] == ["i", "ii", "7"]


def test_a_page_that_cannot_be_loaded_does_not_cost_the_others(make_pdf: MakePdf) -> None:
    writer = _opened(make_pdf(*[[text] for text in THREE]))
    kids = _part(writer.root_object, "/Pages")["/Kids"]
    assert isinstance(kids, ArrayObject)
    kids[1] = NullObject()

    parsed = read_pdf(_written(writer))

    assert _texts(parsed) == [(THREE[0], 1), (THREE[2], 3)]
    assert _methods(parsed) == [PageMethod.GEOMETRY, PageMethod.NONE, PageMethod.GEOMETRY]
    assert parsed.pages == 3


def test_a_page_whose_letters_cannot_be_placed_does_not_cost_the_others(
    make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_the_second(page: pypdfium2.PdfPage, number: int, *fields: object) -> PageWords:
        if number == 2:
            raise pypdfium2.PdfiumError("Failed to load text page.")
        return page_words(page, number, *fields)  # type: ignore[arg-type]

    monkeypatch.setattr("ingest.readers.pdf.page_words", fail_on_the_second)

    parsed = read_pdf(make_pdf(*[[text] for text in THREE]))

    assert _texts(parsed) == [(THREE[0], 1), (THREE[2], 3)]
    assert _methods(parsed) == [PageMethod.GEOMETRY, PageMethod.NONE, PageMethod.GEOMETRY]


def test_a_field_without_an_extent_does_not_cost_the_page() -> None:
    field = "/Annots[<</Subtype/Widget/FT/Tx/V(weg)/Rect[60 600 60 600]>>]"
    content = raw_pdf(text(*LINES), page=field, catalog="/AcroForm<</Fields[]>>")

    assert _texts(read_pdf(content)) == [(TEXT, 1)]


def test_a_garbled_page_is_read_by_the_other_extractor(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    legible = iter([0.9, 0.1, 0.8, 0.9])
    monkeypatch.setattr("ingest.readers.pdf.legibility", lambda _text: next(legible))

    parsed = read_pdf(make_pdf(*[[text] for text in THREE]))

    assert _texts(parsed) == [(text, number) for number, text in enumerate(THREE, start=1)]
    assert [(page.method, page.confidence) for page in parsed.page_facts] == [
        (PageMethod.GEOMETRY, 0.9),
        (PageMethod.STREAM, 0.8),
        (PageMethod.GEOMETRY, 0.9),
    ]


# --- recognition ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_needs_recognition_and_tells_its_pages() -> None:
    reason = _reason(_scan(3))

    assert (reason.key, reason.values) == ("needs_ocr", {"pages": 3})


def test_a_scan_needs_recognition_where_it_is_not_wanted(with_ocr: Callable[[Made], None]) -> None:
    with_ocr(_recognised)

    assert _reason(_scan(1), ReadOptions(ocr=False)).key == "needs_ocr"


def test_a_scan_is_recognised(with_ocr: Callable[[Made], None]) -> None:
    with_ocr(_recognised)

    parsed = read_pdf(_scan(2))

    assert _texts(parsed) == [("Erkende tekst van blad b.", 1), ("Erkende tekst van blad c.", 2)]
    assert [(page.method, page.confidence) for page in parsed.page_facts] == [(PageMethod.OCR, 0.9)] * 2


def test_recognition_that_fails_on_one_page_does_not_cost_the_others(with_ocr: Callable[[Made], None]) -> None:
    def fails_on_the_second(number: int) -> Recognised:
        if number == 2:
            raise ReadError("ocr_failed")
        return _recognised(number)

    with_ocr(fails_on_the_second)
    parsed = read_pdf(_scan(3))

    assert _texts(parsed) == [("Erkende tekst van blad b.", 1), ("Erkende tekst van blad d.", 3)]
    assert _methods(parsed) == [PageMethod.OCR, PageMethod.NONE, PageMethod.OCR]


def test_letters_that_the_file_does_not_name_are_recognised(
    make_pdf: MakePdf, with_ocr: Callable[[Made], None]
) -> None:
    with_ocr(_recognised)
    unnamed = dict.fromkeys({letter for line in LINES for letter in line}, "0001")

    parsed = read_pdf(_meaning(make_pdf(LINES), unnamed))

    assert _texts(parsed) == [("Erkende tekst van blad b.", 1)]
    assert _methods(parsed) == [PageMethod.OCR]


def test_letters_that_only_their_font_names_are_recognised(with_ocr: Callable[[Made], None]) -> None:
    with_ocr(_recognised)

    assert _methods(read_pdf(raw_pdf(text(NAMELESS_LINE), font=NAMELESS))) == [PageMethod.OCR]


@pytest.mark.usefixtures("without_ocr")
def test_garbled_text_needs_recognition_as_a_scan_does() -> None:
    reason = _reason(raw_pdf(text(NAMELESS_LINE), font=NAMELESS))

    assert (reason.key, reason.values) == ("needs_ocr", {"pages": 1})


def test_the_tilted_text_layer_of_a_scan_is_its_text(with_ocr: Callable[[Made], None]) -> None:
    with_ocr(lambda _number: pytest.fail("the page has its text"))
    tilted = raw_pdf(f"BT /F1 10 Tf 14 TL .9998 .0175 -.0175 .9998 60 500 Tm ({LINES[0]}) Tj T* ({LINES[1]}) Tj ET")

    assert _texts(read_pdf(tilted)) == [(TEXT, 1)]


def test_a_page_of_text_is_not_recognised(make_pdf: MakePdf, with_ocr: Callable[[Made], None]) -> None:
    with_ocr(lambda _number: pytest.fail("the page has its text"))

    assert _texts(read_pdf(make_pdf(LINES))) == [(TEXT, 1)]


# --- what cannot be read --------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_a_password_is_said_to_have_one(make_pdf: MakePdf, algorithm: str) -> None:
    assert _reason(_encrypted(make_pdf(LINES), user="secret", algorithm=algorithm)).key == "password"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_read(make_pdf: MakePdf, algorithm: str) -> None:
    parsed = read_pdf(_encrypted(make_pdf(LINES), user="", algorithm=algorithm))

    assert [block.text for block in parsed.blocks] == [TEXT]


def test_a_password_is_told_by_whichever_library_can_open_the_file(
    make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.readers.pdf.open_gate", lambda _content: None)

    assert _reason(_encrypted(make_pdf(LINES), user="secret", algorithm="AES-128")).key == "password"


def test_a_file_that_pypdf_cannot_open_is_read_by_pdfium(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.open_gate", lambda _content: None)

    parsed = read_pdf(make_pdf(LINES, title="Water"))

    assert _texts(parsed) == [(TEXT, 1)]
    assert (parsed.title, [page.label for page in parsed.page_facts]) == (None, ["1"])


def test_a_page_tree_that_runs_in_a_circle_ends_in_a_reason() -> None:
    content = raw_pdf(text(*LINES)).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")

    assert _reason(content).key in {"damaged", "no_text"}


@pytest.mark.parametrize("count", ["1000000", "20001"])
def test_more_pages_than_may_be_are_refused_whether_or_not_they_are_there(count: str) -> None:
    content = raw_pdf(text(*LINES)).replace(b"/Count 1", f"/Count {count}".encode())

    assert _reason(content).key == "too_many_pages"


def test_blank_pages_have_no_text(make_pdf: MakePdf) -> None:
    assert _reason(make_pdf([], [], [])).key == "no_text"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.4\n%%EOF\n", b"%PDF-1.4\n" + b"x" * 3000, b"no pdf at all"])
def test_what_only_begins_as_a_pdf_is_damaged(content: bytes) -> None:
    assert _reason(content).key == "damaged"


def test_a_form_that_only_its_own_program_shows_is_said_to_be_one(make_pdf: MakePdf) -> None:
    writer = _opened(make_pdf([]))
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    writer.root_object[NameObject("/AcroForm")] = form

    assert _reason(_written(writer)).key == "xfa_form"


def test_more_pages_than_may_be_are_refused(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf_gate.MOST_PAGES", 2)

    reason = _reason(make_pdf(LINES, LINES, LINES))

    assert (reason.key, reason.values) == ("too_many_pages", {"pages": 3, "most": 2})
    assert read_pdf(make_pdf(LINES, LINES)).pages == 2


def test_files_inside_the_file_come_along_even_without_text(make_pdf: MakePdf) -> None:
    writer = _opened(make_pdf([]))
    writer.add_attachment("bijlage.txt", b"Een bijlage.")
    writer.add_attachment("tweede.csv", b"a;b")

    parsed = read_pdf(_written(writer))

    assert parsed.blocks == ()
    assert [(held.name, held.content) for held in parsed.attachments] == [
        ("bijlage.txt", b"Een bijlage."),
        ("tweede.csv", b"a;b"),
    ]


def test_no_more_files_are_taken_out_than_may_be(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf_gate.MOST_ATTACHMENTS", 2)
    writer = _opened(make_pdf(LINES))
    for name in ("a.txt", "b.txt", "c.txt"):
        writer.add_attachment(name, b"x")

    assert [held.name for held in read_pdf(_written(writer)).attachments] == ["a.txt", "b.txt"]


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
        assert reason.key in {"damaged", "needs_ocr", "no_text", "password"}  # noqa: PT017
    else:
        assert parsed.blocks
