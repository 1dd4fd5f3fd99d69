"""Pictures of pages: what is marked is what the boxes say, as the page is shown."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from kb.bootstrap import KnowledgeBase
from kb.errors import ReadError, UsageError
from kb.pictures import encoded, is_pdf, render_page, scanned_page
from kb.text import words
from kb.types import Box, Passage, PictureFormat

WIDTH, HEIGHT = 300, 400
# A black bar, in points from the lower left as PDF counts.
LEFT, BOTTOM, WIDE, HIGH = 60, 310, 90, 12
SHOWN = Box(1, LEFT, HEIGHT - BOTTOM - HIGH, LEFT + WIDE, HEIGHT - BOTTOM)


def pdf(size: tuple[float, float] = (WIDTH, HEIGHT), pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for _ in range(pages):
        canvas.rect(LEFT, BOTTOM, WIDE, HIGH, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(content: bytes, *, turn: int = 0, crop: tuple[float, float, float, float] | None = None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    if crop:
        writer.pages[0].cropbox = pypdf.generic.RectangleObject(crop)
    writer.pages[0].rotate(turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Returns the bounds of what is black."""
    rows, columns = np.nonzero(np.asarray(image.convert("L")) < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_a_picture_is_as_wide_as_was_asked() -> None:
    picture = render_page(pdf(), 1, width=600)

    assert picture.image.size == (600, 800)
    assert picture.scale == pytest.approx(2)


@pytest.mark.parametrize(
    ("turn", "crop", "box"),
    [
        (0, None, SHOWN),
        (90, None, Box(1, BOTTOM, LEFT, BOTTOM + HIGH, LEFT + WIDE)),
        (180, None, Box(1, WIDTH - LEFT - WIDE, BOTTOM, WIDTH - LEFT, BOTTOM + HIGH)),
        (270, None, Box(1, HEIGHT - BOTTOM - HIGH, WIDTH - LEFT - WIDE, HEIGHT - BOTTOM, WIDTH - LEFT)),
        (0, (50, 100, 250, 350), Box(1, LEFT - 50, 350 - BOTTOM - HIGH, LEFT - 50 + WIDE, 350 - BOTTOM)),
        (90, (50, 100, 250, 350), Box(1, BOTTOM - 100, LEFT - 50, BOTTOM - 100 + HIGH, LEFT - 50 + WIDE)),
    ],
)
def test_boxes_are_of_the_page_as_it_is_shown(
    turn: int, crop: tuple[float, float, float, float] | None, box: Box
) -> None:
    picture = render_page(changed(pdf(), turn=turn, crop=crop), 1, width=800)

    assert np.abs(np.subtract(picture.pixels([box])[0], ink(picture.image))).max() <= 1


def test_a_mark_colours_paper_and_leaves_letters_black() -> None:
    picture = render_page(pdf(), 1, width=600)
    marked = picture.marked([Box(1, LEFT - 20, SHOWN.top - 20, SHOWN.right + 20, SHOWN.bottom + 20)])

    assert marked.getpixel((2 * LEFT + 10, round(2 * SHOWN.top) + 10)) == (0, 0, 0)
    red, green, blue = marked.getpixel((2 * LEFT - 10, round(2 * SHOWN.top) - 10))  # type: ignore[misc]  # it is RGB
    assert blue < 160 < green < red + 1


def test_a_mark_stays_within_its_box_but_for_a_thin_edge() -> None:
    picture = render_page(pdf(), 1, width=600)
    box = Box(1, 30, 200, 200, 215)
    difference = ImageChops.difference(picture.marked([box]), picture.image).getbbox()

    assert difference is not None
    assert np.abs(np.subtract(difference, picture.pixels([box])[0])).max() <= 4


def test_marks_that_touch_have_one_outline() -> None:
    picture = render_page(pdf(), 1, width=600)
    apart = picture.marked([Box(1, 30, 200, 200, 215), Box(1, 30, 215, 200, 230)])

    assert ImageChops.difference(apart, picture.marked([Box(1, 30, 200, 200, 230)])).getbbox() is None


def test_boxes_of_other_pages_and_beyond_the_paper_do_no_harm() -> None:
    picture = render_page(pdf(pages=2), 2, width=600)

    assert picture.pixels([SHOWN]) == []
    assert ImageChops.difference(picture.marked([SHOWN]), picture.image).getbbox() is None
    assert picture.marked([Box(2, -50, -50, 900, 900)]).size == picture.image.size
    assert picture.marked([Box(2, 900, 900, 950, 950)]).size == picture.image.size


@pytest.mark.parametrize("size", [(72_000, 72_000), (10, 14_400), (14_400, 1)])
def test_large_and_long_pages_give_small_pictures(size: tuple[float, float]) -> None:
    image = render_page(pdf(size), 1, width=10_000).image

    assert image.width * image.height <= 16_100_000
    assert max(image.size) <= 16_384
    assert encoded(image, PictureFormat.WEBP)


@pytest.mark.parametrize("page", [0, -1, 3])
def test_a_page_that_is_not_there_is_told(page: int) -> None:
    with pytest.raises(UsageError) as caught:
        render_page(pdf(pages=2), page, width=600)

    assert (caught.value.key, caught.value.values) == ("page_unknown", {"page": page, "pages": 2})


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(content: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        render_page(content, 1, width=600)

    assert caught.value.key == "damaged"


def test_a_page_that_cannot_be_loaded_is_told() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.pages[0][pypdf.generic.NameObject("/Type")] = pypdf.generic.NameObject("/Font")
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(ReadError) as caught:
        render_page(buffer.getvalue(), 1, width=600)

    assert caught.value.key == "damaged"


def test_a_pdf_is_told_by_its_mark() -> None:
    assert is_pdf(pdf())
    assert is_pdf(b"\r\n\0" + pdf())
    assert not is_pdf(b"PK\x03\x04")


@pytest.mark.parametrize("picture_format", PictureFormat)
def test_a_written_picture_can_be_read_again(picture_format: PictureFormat) -> None:
    image = render_page(pdf(), 1, width=600).image
    read = Image.open(io.BytesIO(encoded(image, picture_format)))

    assert (read.format, read.size) == (picture_format.upper(), image.size)


def test_threads_may_render_at_once() -> None:
    content = pdf(pages=4)
    with ThreadPoolExecutor(4) as threads:
        pictures = list(threads.map(lambda number: render_page(content, number % 4 + 1, width=400), range(40)))

    assert {picture.image.tobytes() for picture in pictures} == {pictures[0].image.tobytes()}


def test_a_page_for_ocr_is_grey_and_limited() -> None:
    with pypdfium2.PdfDocument(pdf()) as document:
        page = document[0]
        assert scanned_page(page, most_pixels=40_000_000).size == (1250, 1667)
        small = scanned_page(page, most_pixels=10_000)
    assert small.mode == "L"
    assert small.width * small.height <= 11_000


def letters(text: str) -> str:
    return "".join(word.folded for word in words(text))


def marked_text(content: bytes, passage: Passage) -> str:
    """Returns the letters of what is printed inside the passage's boxes, by PDFium; the page is shown as it is."""
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for box in passage.boxes:
            page = document[box.page - 1]
            left, bottom, _, _ = page.get_cropbox()
            top = bottom + page.get_height()
            sides = (left + box.left - 1, top - box.bottom - 1, left + box.right + 1, top - box.top + 1)
            found.append(page.get_textpage().get_text_bounded(*sides))
    return letters("".join(found).replace("\x02", "").replace("\ufffe", ""))


def test_marked_boxes_hold_the_words_of_their_passages(examples_base: KnowledgeBase) -> None:
    checked = 0
    for document in examples_base.catalog.documents():
        content = examples_base.originals.path(document.content_hash).read_bytes()
        for stored in examples_base.catalog.passages_of(document.id) if is_pdf(content) else ():
            passage = stored.passage
            assert passage.boxes, f"{document.source}: {passage.text[:60]}"
            printed = marked_text(content, passage)
            missing = [word.folded for word in words(passage.text) if letters(word.folded) not in printed]
            assert missing == [], f"{document.source}: {passage.text[:60]}"
            # Nor do they hold much besides: a neighbouring line would be a tenth.
            assert len(printed) <= 1.1 * len(letters(passage.text)), f"{document.source}: {passage.text[:60]}"
            checked += 1
    assert checked > 40
