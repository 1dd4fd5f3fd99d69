from __future__ import annotations

import pypdfium2
import pytest

from ingest.drawings import Drawings, drawings
from ingest.page import Area, Sides
from tests.ingest.raw_pdf import raw_pdf, text

HEIGHT = 842


def upright(left: float, bottom: float, right: float, top: float) -> Sides:
    return left, HEIGHT - top, right, HEIGHT - bottom


def drawn(stream: str, objects: str = "", page: str = "") -> Drawings:
    document = pypdfium2.PdfDocument(raw_pdf(stream, objects=objects, page=page))
    try:
        return drawings(document[0], upright)
    finally:
        document.close()


def sides(area: Area) -> tuple[int, ...]:
    return tuple(round(side) for side in (area.left, area.top, area.right, area.bottom))


def test_a_filled_rectangle_is_an_area_with_its_sides_from_above() -> None:
    (area,) = drawn("0 0 1 rg 100 700 200 50 re f").areas

    assert sides(area) == (100, 92, 300, 142)
    assert area.filled


@pytest.mark.parametrize(
    "stream", ["1 1 1 rg 100 700 200 50 re f", "0.99 0.99 1 rg 100 700 200 50 re f", "100 700 200 50 re n"]
)
def test_what_is_white_or_not_drawn_is_no_area(stream: str) -> None:
    assert [area for area in drawn(stream).areas if area.filled] == []


def test_a_frame_is_an_area_that_is_not_filled() -> None:
    (area,) = drawn("1 w 100 700 200 50 re S").areas

    assert not area.filled
    assert area.right - area.left == pytest.approx(200, abs=3)


def test_a_line_is_a_thin_area() -> None:
    (area,) = drawn("0.5 w 100 700 m 300 700 l S").areas

    assert area.bottom - area.top < 2.5
    assert area.right - area.left == pytest.approx(200, abs=2)


def test_each_straight_line_of_a_path_counts() -> None:
    grid = " ".join(f"100 {y} m 300 {y} l {x} 600 m {x} 700 l" for x, y in ((100, 600), (200, 650), (300, 700)))

    found = drawn(f"{grid} S").areas

    assert len(found) == 6
    assert {sides(area) for area in found} >= {(100, 242, 300, 242), (200, 142, 200, 242)}


def test_the_slanting_lines_of_a_path_do_not_count() -> None:
    assert drawn("100 600 m 300 700 l 200 500 l 100 100 l 400 300 l 100 600 l S").areas == []


def test_lines_are_where_the_matrix_of_the_page_puts_them() -> None:
    (area,) = drawn("0.5 w q 1 0 0 1 50 20 cm 100 700 m 300 700 l S Q").areas

    assert area.left == pytest.approx(150, abs=2)
    assert area.top == pytest.approx(HEIGHT - 720, abs=2)


def test_a_path_of_very_many_parts_is_a_drawing() -> None:
    assert drawn(" ".join(f"100 {n} m 300 {n} l" for n in range(500)) + " S").areas == []


def test_pictures_and_forms_are_pictures() -> None:
    picture = (
        "<</Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\nx\nendstream"
    )
    found = drawn(
        "q 200 0 0 100 50 600 cm /P Do Q", objects=picture, page="/Resources<</XObject<</P 4 0 R>>/Font<</F1 3 0 R>>>>"
    )

    assert [sides(area) for area in found.pictures] == [(50, 142, 250, 242)]
    assert found.covers(60, 150, 80, 160)


def test_only_coloured_areas_and_pictures_cover_what_lies_on_them() -> None:
    found = drawn("0 0 1 rg 100 700 200 50 re f 1 w 100 500 200 50 re S")

    assert found.covers(120, 100, 180, 112)
    assert not found.covers(120, 310, 180, 322)
    assert not Drawings().covers(0, 0, 1, 1)


def test_text_is_not_counted_as_drawn() -> None:
    words = "".join(text("woord", base=10 + n / 10) for n in range(4500))

    found = drawn(f"0 0 1 rg 100 700 200 50 re f {words}")

    assert not found.crowded
    assert len(found.areas) == 1


def test_nothing_is_told_of_a_page_on_which_very_much_is_drawn_but_that_all_of_it_may_be_covered() -> None:

    found = drawn("0 0 1 rg " + " ".join(f"{n % 500} {n % 800} 9 9 re f" for n in range(5000)))

    assert (found.areas, found.pictures, found.crowded) == ([], [], True)
    assert found.covers(0, 0, 1, 1)
