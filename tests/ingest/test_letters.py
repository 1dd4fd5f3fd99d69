"""Letters of a page become words: what parts them, which way they are read, and which of them nobody sees."""

from __future__ import annotations

import math
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.letters import Field, page_words
from ingest.page import PageWords
from tests.ingest.raw_pdf import NAMELESS, raw_pdf, text, words_of

LINE = "Een zin over water"


def said(page: PageWords, angle: int | None = 0) -> str:
    return " ".join(word.text for word in page.words if angle is None or word.angle == angle)


def at_an_angle(degrees: float, *lines: str) -> str:
    """Lines below each other, all turned against the clock."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return f"BT /F1 10 Tf 12 TL {cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} 300 400 Tm {shown} ET "


def test_words_have_their_place_from_above_and_the_size_of_their_type() -> None:
    page = words_of(raw_pdf(text(LINE, left=60, base=720, size=12)))
    first = page.words[0]

    assert said(page) == LINE
    assert (page.width, page.height, page.turn) == (595, 842, 0)
    assert (first.left, first.size, first.bold, first.angle) == (pytest.approx(60, abs=1), 12, False, 0)
    assert first.top < 842 - 720 < first.bottom


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_the_way_most_of_its_text_runs(turn: int) -> None:
    page = words_of(raw_pdf(at_an_angle(turn, LINE, "en over afval.")))

    read = sorted(page.words, key=lambda word: (round(word.top), word.left))
    assert " ".join(word.text for word in read) == f"{LINE} en over afval."
    assert (page.width, page.height) == ((842, 595) if turn % 180 else (595, 842))
    assert page.turn == -turn % 360


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_word_s_place_is_where_it_is_shown(turn: int) -> None:
    content = raw_pdf(text("Water", left=100, base=300), page=f"/Rotate {turn}/CropBox[50 60 500 700]")
    page = words_of(content)
    (word,) = page.words
    box = page.place(word.left, word.top, word.right, word.bottom)
    document = pypdfium2.PdfDocument(content)
    width, height = document[0].get_size()

    dark = document[0].render(grayscale=True).to_pil().point(lambda shade: 255 * (shade < 128)).getbbox()

    assert dark is not None
    assert 0 <= box.left < box.right <= width
    assert 0 <= box.top < box.bottom <= height
    assert box.left - 1 <= dark[0] < dark[2] <= box.right + 1
    assert box.top - 1 <= dark[1] < dark[3] <= box.bottom + 1


@pytest.mark.parametrize("tilt", [0.4, 1, -1, 2.5, -4, 91, 179])
def test_the_tilted_text_layer_of_a_scan_is_read(tilt: float) -> None:
    page = words_of(raw_pdf(at_an_angle(tilt, LINE, "en over afval.")))

    assert said(page) == f"{LINE} en over afval."


def test_text_across_the_page_has_its_angle() -> None:
    page = words_of(raw_pdf(text(LINE, "en over afval", "en over grond") + at_an_angle(45, "ONTWERP")))

    assert said(page, 360 - 45).replace(" ", "") == "ONTWERP"
    assert said(page) == f"{LINE} en over afval en over grond"


def test_type_of_negative_size_that_is_turned_round_is_upright() -> None:
    page = words_of(raw_pdf(f"BT /F1 -10 Tf -1 0 0 -1 100 400 Tm ({LINE}) Tj ET"))

    assert (said(page), page.turn) == (LINE, 0)
    assert all(word.size == 10 for word in page.words)


@pytest.mark.parametrize(
    "stream",
    [
        f"BT /F1 10 Tf 60 700 Td ({LINE}) Tj ET",
        "BT /F1 10 Tf 60 700 Td [(Een) -300 (zin) -300 (over) -300 (water)] TJ ET",
        "BT /F1 10 Tf 60 700 Td [(Ee) 10 (n z) -20 (in) -250 (ov) 5 (er ) -100 (water)] TJ ET",
        "".join(f"BT /F1 10 Tf {60 + 40 * n} 700 Td ({word}) Tj ET " for n, word in enumerate(LINE.split())),
        "BT /F1 10 Tf 4 Tw 60 700 Td (Een zin over water) Tj ET",
        "BT /F1 10 Tf 60 700 Td (Een zin) Tj 0 -12 Td (over) Tj 0 -12 Td (water) Tj ET",
        f"BT /F1 1 Tf 10 0 0 10 60 700 Tm ({LINE}) Tj ET",
        f"q 10 0 0 10 60 700 cm BT /F1 1 Tf ({LINE}) Tj ET Q",
    ],
    ids=["plain", "gaps", "kerned", "objects", "word space", "lines", "scaled text", "scaled page"],
)
def test_spaces_gaps_and_line_ends_part_words(stream: str) -> None:
    assert said(words_of(raw_pdf(stream))) == LINE


def test_a_raised_number_is_a_word_of_its_own() -> None:
    page = words_of(raw_pdf("BT /F1 10 Tf 60 700 Td (water) Tj /F1 6 Tf 4 Ts (12) Tj ET"))

    assert said(page) == "water 12"


@pytest.mark.parametrize("written", ["water\\255", "water-"])
def test_the_hyphen_of_a_line_end_is_a_hyphen(written: str) -> None:
    page = words_of(raw_pdf(text(f"Een zin over {written}", "werken en afval")))

    assert said(page) == "Een zin over water- werken en afval"


@pytest.mark.parametrize(("width", "count"), [(0.05, 1), (0.6, 2)])
def test_letters_farther_apart_than_a_narrow_space_are_two_words(width: float, count: int) -> None:
    page = words_of(raw_pdf(f"BT /F1 10 Tf 60 700 Td [(wa) {-1000 * width} (ter)] TJ ET"))

    assert len(page.words) == count


@pytest.mark.parametrize(("font", "bold"), [("Helvetica", False), ("Helvetica-Bold", True), ("Arial-Black", True)])
def test_bold_type_is_told_by_its_font(font: str, *, bold: bool) -> None:
    page = words_of(raw_pdf(text("Water"), font=f"<</Type/Font/Subtype/Type1/BaseFont/{font}>>"))

    assert [word.bold for word in page.words] == [bold]


def test_white_letters_are_read_on_a_coloured_area_only() -> None:
    hidden = text("niemand ziet dit", base=500)
    page = words_of(raw_pdf(f"0 0 1 rg 50 690 300 30 re f 1 1 1 rg {text('Wit op blauw', base=700)} {hidden}"))

    assert said(page) == "Wit op blauw"


def test_white_letters_are_read_where_too_much_is_drawn_to_know_what_lies_under_them() -> None:
    drawn = " ".join(f"{n % 500} {n % 80} 9 9 re f" for n in range(4500))

    assert said(words_of(raw_pdf(f"0 0 1 rg {drawn} 1 1 1 rg {text(LINE)}"))) == LINE


def test_letters_outside_the_page_are_not_read() -> None:
    page = words_of(raw_pdf(text(LINE) + text("snijteken", left=-200) + text("druk", base=900)))

    assert said(page) == LINE


def test_letters_that_the_file_does_not_name_are_counted() -> None:
    page = words_of(raw_pdf(text(r"\001\003\004\001\005"), font=NAMELESS))

    assert (page.words, page.unread) == ([], 5)


def test_ligatures_by_codes_of_the_tex_fonts_are_taken_apart() -> None:
    symbolic = "<</Type/Font/Subtype/Type1/BaseFont/CMR10/FirstChar 12/LastChar 12/Widths[600]>>"

    assert said(words_of(raw_pdf("BT /F1 10 Tf 60 700 Td (\\014) Tj ET", font=symbolic))) in {"fi", ""}


@pytest.mark.parametrize(
    "stream",
    [
        "BT /F1 10 Tf 0 0 0 0 100 400 Tm (plat) Tj ET ",
        "BT /F1 0 Tf 100 400 Td (niets) Tj ET ",
        "BT 0 Tz /F1 10 Tf 100 400 Td (smal) Tj ET BT 100 Tz ET ",
        "BT /F1 10 Tf 1e30 0 0 1e30 100 400 Tm (groot) Tj ET ",
        "BT /F1 10 Tf 1e-30 0 0 1e-30 100 400 Tm (klein) Tj ET ",
    ],
)
def test_type_without_extent_costs_no_other(stream: str) -> None:
    page = words_of(raw_pdf(stream + text(LINE)))

    assert said(page).endswith(LINE)
    assert all(word.size > 0 for word in page.words)


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (595, 842, 0, 0), (-100, -100, 495, 742), (0, 0, 1e6, 1e6)])
def test_pages_of_odd_boxes_are_read(box: tuple[float, ...]) -> None:
    page = words_of(raw_pdf(text(LINE, base=300), box=box))

    assert said(page) == LINE
    assert all(0 <= word.left < word.right <= page.width for word in page.words)


def test_an_empty_page_has_no_words() -> None:
    assert words_of(raw_pdf("")).words == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    places=st.lists(
        st.tuples(st.sampled_from(["water", "plan", "(x", "1.250"]), st.integers(10, 500), st.integers(1, 65)),
        max_size=15,
        unique_by=lambda drawn: drawn[2],
    )
)
def test_every_word_of_a_page_is_found_where_it_was_put(places: list[tuple[str, int, int]]) -> None:
    stream = "".join(text(word.replace("(", "\\("), left=left, base=12 * row) for word, left, row in places)

    page = words_of(raw_pdf(stream))

    assert sorted((word.text, round(word.left)) for word in page.words) == sorted(
        (word, left) for word, left, _ in places
    )
    assert all(
        word.top < page.height - 12 * row < word.bottom for word, (*_, row) in zip(page.words, places, strict=True)
    )


# --- forms ----------------------------------------------------------------------------------------------------


def with_fields(*fields: Field, stream: str = "", rotate: int = 0) -> PageWords:
    document = pypdfium2.PdfDocument(raw_pdf(stream or text(LINE), page=f"/Rotate {rotate}"))
    try:
        return page_words(document[0], 1, fields)
    finally:
        document.close()


def test_what_was_filled_in_stands_in_its_place() -> None:
    page = with_fields(Field(text="Dogbo in Benin", sides=(100, 600, 300, 620)))

    filled = page.words[-3:]
    assert [word.text for word in filled] == ["Dogbo", "in", "Benin"]
    assert all(100 <= word.left < word.right <= 300 for word in filled)
    assert all(222 <= word.top < word.bottom <= 242 for word in filled)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_that_were_filled_in_are_below_each_other_from_the_top(end: str) -> None:
    page = with_fields(Field(text=end.join(("een", "twee", "drie")), sides=(100, 500, 300, 620)))

    tops = [word.top for word in page.words[-3:]]
    assert tops == sorted(tops)
    assert all(after - before == pytest.approx(13.2) for before, after in pairwise(tops))
    assert tops[0] < 842 - 600


def test_long_text_stays_in_its_field() -> None:
    page = with_fields(Field(text="woord " * 80, sides=(100, 600, 200, 615)))

    assert len(page.words[4:]) == 80
    assert all(word.right <= 201 for word in page.words[4:])


def test_a_field_outside_the_page_is_not_read() -> None:
    assert said(with_fields(Field(text="weg", sides=(-300, 600, -100, 620)))) == LINE
