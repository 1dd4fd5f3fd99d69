"""Lines, coloured areas and pictures of a page are told, in the coordinates of the upright page."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.drawings import Drawings, drawings
from ingest.page import Area, Sides

HEIGHT = 842.0


def drawn(draw: Callable[[Canvas], object]) -> Drawings:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, HEIGHT), invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(buffer.getvalue())
    try:
        return drawings(document[0], upright)
    finally:
        document.close()


def upright(left: float, bottom: float, right: float, top: float) -> Sides:
    return left, HEIGHT - top, right, HEIGHT - bottom


def sides(area: Area) -> Sides:
    return area.left, area.top, area.right, area.bottom


def filled(canvas: Canvas, colour: str) -> None:
    canvas.setFillColor(colour)
    canvas.rect(100, 700, 200, 40, fill=1, stroke=0)


def test_a_line_is_as_long_and_thin_as_it_is_drawn() -> None:
    (line,) = drawn(lambda canvas: canvas.line(100, 700, 300, 700)).areas

    assert sides(line) == pytest.approx((100, 142, 300, 142), abs=1)
    assert not line.filled


def test_the_sides_of_a_rectangle_are_known_and_whether_it_is_coloured() -> None:
    (box,) = drawn(lambda canvas: filled(canvas, "#ddeeff")).areas

    assert sides(box) == pytest.approx((100, 102, 300, 142), abs=1)
    assert box.filled


def test_a_frame_is_not_coloured() -> None:
    (frame,) = drawn(lambda canvas: canvas.rect(100, 700, 200, 40)).areas

    assert sides(frame) == pytest.approx((100, 102, 300, 142), abs=1)
    assert not frame.filled


def test_a_white_area_without_a_border_is_nothing() -> None:
    assert drawn(lambda canvas: filled(canvas, "white")).areas == []


def test_the_lines_of_a_grid_are_told_one_by_one() -> None:
    found = drawn(lambda canvas: canvas.grid([100, 200, 300], [600, 650, 700])).areas

    assert len(found) == 6
    assert sum(area.right - area.left > area.bottom - area.top for area in found) == 3


def test_a_slanting_line_of_a_drawing_is_no_rule() -> None:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.moveTo(100, 100)
        for x, y in ((200, 170), (300, 100), (400, 190), (450, 130), (500, 130), (520, 180)):
            path.lineTo(x, y)
        canvas.drawPath(path)

    (flat,) = drawn(draw).areas

    assert sides(flat) == pytest.approx((450, 712, 500, 712), abs=1)


def test_a_picture_is_one_and_covers_what_is_on_it() -> None:
    picture = ImageReader(Image.new("L", (4, 4), 90))

    found = drawn(lambda canvas: canvas.drawImage(picture, 100, 600, 200, 100))

    assert [sides(held) for held in found.pictures] == [pytest.approx((100, 142, 300, 242), abs=1)]
    assert found.areas == []
    assert found.covers(150, 150, 160, 160)
    assert not found.covers(350, 150, 360, 160)


def test_only_what_is_coloured_covers() -> None:
    frame, box = Area(0, 0, 100, 100), Area(200, 0, 300, 100, filled=True)

    assert not Drawings([frame, box]).covers(40, 40, 60, 60)
    assert Drawings([frame, box]).covers(240, 40, 260, 60)


def test_a_page_that_is_one_drawing_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.drawings._MOST_DRAWN", 10)

    found = drawn(lambda canvas: [canvas.line(100, 20 * y, 300, 20 * y) for y in range(20)])

    assert found == Drawings(crowded=True)
