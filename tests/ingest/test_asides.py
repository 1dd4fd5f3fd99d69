"""Boxes with text of their own are told from backgrounds, frames and bands behind headings."""

from __future__ import annotations

from hypothesis import given

from ingest.asides import boxes, inside
from ingest.fragments import Fragment
from ingest.page import Area
from tests.ingest.placed import HEIGHT, WIDTH, areas_anywhere, fragments_anywhere, line, lines, read_page

BOX = Area(300, 100, 540, 200, filled=True)
IN_BOX = lines(["Wat is een stedenband?", "Een band tussen twee steden,", "voor vele jaren."], 310, 110)
BODY = lines([f"Een zin van het gewone blad, regel {number}." for number in range(12)], 50, 300)


def found(areas: list[Area], fragments: list[Fragment]) -> list[Area]:
    return boxes(read_page(fragments, areas=areas).page, fragments, 10.0)


@given(areas_anywhere, fragments_anywhere())
def test_boxes_are_areas_of_the_page_with_text_and_none_is_inside_another(
    areas: list[Area], fragments: list[Fragment]
) -> None:
    kept = found(areas, fragments)

    for place, box in enumerate(kept):
        assert any(box is area for area in areas)
        assert sum(inside(box, part) for part in fragments) >= 2
        assert not any(
            box.left <= other.left and other.right <= box.right and box.top <= other.top and other.bottom <= box.bottom
            for other in kept[place + 1 :]
        )


def test_an_area_with_some_lines_is_a_box() -> None:
    assert found([BOX], [*IN_BOX, *BODY]) == [BOX]


def test_the_larger_of_two_areas_is_the_box() -> None:
    smaller = Area(302, 102, 538, 198)

    assert found([smaller, BOX], [*IN_BOX, *BODY]) == [BOX]


def test_a_background_a_frame_and_an_empty_area_are_none() -> None:
    background = Area(0, 0, WIDTH, HEIGHT, filled=True)
    frame = Area(40, 90, 550, 470)

    assert found([background, frame], [*IN_BOX, *BODY]) == []
    assert found([BOX], BODY) == []


def test_a_band_behind_a_heading_is_none() -> None:
    band = Area(40, 100, 550, 190, filled=True)
    heading = [line(f"Kop {number}", 50, 105 + 28 * number, size=20, bold=True) for number in range(3)]

    assert found([band], [*heading, *BODY]) == []


def test_a_line_that_stands_out_of_an_area_is_not_inside() -> None:
    assert inside(BOX, line("kort", 310, 110))
    assert not inside(BOX, line("een heel lange zin die buiten het kader verder gaat tot de rand", 310, 110))
    assert not inside(BOX, line("kort", 310, 210))
