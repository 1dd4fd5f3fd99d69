"""The other extractor gives lines in the order of the content, with their places on the page as it is shown."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pypdfium2
import pytest

from ingest.legible import legibility
from ingest.pagelayout import Flow
from ingest.readers.pdf_stream import stream_flow
from tests.ingest.raw_pdf import NAMELESS, raw_pdf, text

# What pypdf tells of a piece of text: current matrix, text matrix, font and its size.
PLACE = ([1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 60, 400], None, 10)

Extract = Callable[..., None]


def flow_of(content: bytes) -> Flow:
    return stream_flow(pypdf.PdfReader(io.BytesIO(content)).pages[0], 1)


def texts(flow: Flow) -> list[str]:
    return [line.text for line in flow.lines]


def told(monkeypatch: pytest.MonkeyPatch, given: str) -> list[str]:
    """The lines of a page of which pypdf says this."""
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda _page, visitor_text: visitor_text(given, *PLACE))
    return texts(flow_of(raw_pdf(text("a"))))


def test_lines_come_in_the_order_of_the_content() -> None:
    assert texts(flow_of(raw_pdf(text("Onderaan", base=100) + text("Bovenaan", "en verder", base=700)))) == [
        *["Onderaan", "Bovenaan", "en verder"],
    ]


def test_a_line_has_its_place_and_type() -> None:
    content = raw_pdf(
        text("Water", left=100, base=300, size=12), font="<</Type/Font/Subtype/Type1/BaseFont/Arial-Bold>>"
    )

    (line,) = flow_of(content).lines

    assert (line.page, line.size, line.bold, line.column) == (1, 12, True, (0, 595))
    assert (line.left, line.bottom) == (100, 842 - 300)
    assert (line.box.left, line.box.bottom) == (line.left, line.bottom)
    assert 0 < line.top < line.bottom
    assert line.left < line.right <= 595


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_place_of_a_line_is_where_the_page_shows_it(turn: int) -> None:
    content = raw_pdf(text("Water", left=100, base=300), page=f"/Rotate {turn}/CropBox[50 60 500 700]")
    document = pypdfium2.PdfDocument(content)
    dark = document[0].render(grayscale=True).to_pil().point(lambda shade: 255 * (shade < 128)).getbbox()

    (line,) = flow_of(content).lines

    assert dark is not None
    middle = (dark[0] + dark[2]) / 2, (dark[1] + dark[3]) / 2
    assert line.box.left <= middle[0] <= line.box.right
    assert line.box.top <= middle[1] <= line.box.bottom


def test_pieces_on_one_height_are_one_line() -> None:
    (line,) = flow_of(raw_pdf(text("•", left=60) + text("Een punt.", left=80, size=12))).lines

    assert line.text == "• Een punt."
    assert (line.left, line.size) == (60, 12)
    assert line.box.right > 80


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("de ﬁnanciën en koﬃe", "de financiën en koffie"),
        ("eﬀect, ﬂes, raﬄe, ﬅ en ﬆ", "effect, fles, raffle, st en st"),
        ("een\0 nought", "een nought"),
        ("een \ud83d half teken", "een  half teken"),
        ("H₂O en ½ m²", "H₂O en ½ m²"),
        ("een\xa0vaste\tspatie", "een vaste spatie"),
    ],
)
def test_ligatures_are_taken_apart_and_what_cannot_be_stored_goes(
    monkeypatch: pytest.MonkeyPatch, given: str, expected: str
) -> None:
    assert told(monkeypatch, given) == [expected]


@pytest.mark.parametrize("names", ["/g437/g258 /g12", "/C0032/C0101", "/.notdef/.notdef", "/a12/a13/cid_44"])
def test_letters_that_only_their_font_names_are_illegible(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    (line,) = told(monkeypatch, names)

    assert legibility(line) < 0.5


@pytest.mark.parametrize("written", ["en/of", "km/u", "2023/24", "https://vvsg.be/water", "m/v/x"])
def test_a_slash_within_text_stays(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    assert told(monkeypatch, written) == [written]


def test_a_font_without_a_unicode_table_is_illegible() -> None:
    flow = flow_of(raw_pdf(text(r"\001\003\004\001\005\006 \007\001\003\004"), font=NAMELESS))

    assert legibility(" ".join(texts(flow))) < 0.5


def test_white_space_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, "\n  \n\t\n") == []


@pytest.mark.parametrize("error", [KeyError("/Font"), RecursionError(), ValueError("stream"), NotImplementedError()])
def test_a_page_that_pypdf_cannot_read_has_no_lines(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(_page: pypdf.PageObject, visitor_text: Extract) -> None:
        visitor_text("half", *PLACE)
        raise error

    monkeypatch.setattr(pypdf.PageObject, "extract_text", fail)

    assert flow_of(raw_pdf(text("a"))) == Flow()


@pytest.mark.parametrize("entries", ["/CropBox[(a) 0 1 1]", "/CropBox 7", "/Rotate(a)", "/CropBox[0 0]"])
def test_a_page_of_damaged_sides_ends_without_an_error(entries: str) -> None:
    assert texts(flow_of(raw_pdf(text("Water"), page=entries))) in ([], ["Water"])
