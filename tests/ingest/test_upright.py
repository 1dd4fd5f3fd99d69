"""Scanned pages are straightened and turned, and boxes find their way back to the page as it is shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ingest.upright import Alignment, sample, skew, straightened, turned
from kb.types import Box

WIDTH, HEIGHT = 420, 600


def lines(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Draws a page of words as bars, in lines of uneven length."""
    random = np.random.default_rng(7)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    for top in range(60, height - 60, 14):
        left, end = 50, width - 50 - int(random.integers(0, 80))
        while left < end:
            right = left + int(random.integers(8, 40))
            draw.rectangle((left, top, min(right, end), top + 6), fill=0)
            left = right + 6
    return page


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(np.asarray(picture) < 128)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("angle", [-12.0, -3.0, -0.8, 1.5, 3.0, 7.0])
def test_the_angle_of_lines_is_found_to_a_fifth_of_a_degree(quarters: int, angle: float) -> None:
    askew = turned(lines(), quarters).rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)

    assert skew(askew) == pytest.approx(angle, abs=0.2)


def test_level_lines_are_left_as_they_are() -> None:
    assert skew(lines()) == 0
    assert skew(turned(lines(), 1)) == 0


def test_a_page_without_lines_is_not_turned() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)

    assert skew(Image.fromarray(noise)) == 0
    assert skew(Image.new("L", (WIDTH, HEIGHT), 255)) == 0
    assert skew(Image.new("L", (3, 1), 0)) == 0


@given(
    left=st.integers(0, 300),
    top=st.integers(0, 500),
    quarters=st.integers(0, 3),
    angle=st.sampled_from([0.0, -3.0, 2.0, 11.0]),
)
def test_a_box_of_the_upright_page_covers_on_the_shown_page_what_it_held(
    left: int, top: int, quarters: int, angle: float
) -> None:
    shown = Image.new("L", (WIDTH, HEIGHT), 255)
    ImageDraw.Draw(shown).rectangle((left, top, left + 60, top + 10), fill=0)
    alignment = Alignment(width=WIDTH, height=HEIGHT, angle=angle, quarters=quarters)

    found = alignment.shown(Box(4, *ink(alignment.upright(shown))))

    assert found.page == 4
    assert found.left <= left + 2
    assert found.top <= top + 2
    assert found.right >= left + 59
    assert found.bottom >= top + 9
    # A box that is turned by an angle needs more room, no more than that.
    spare = 2 * (60 + 10) * abs(np.sin(np.radians(angle))) + 4
    assert found.right - found.left <= 61 + spare
    assert found.bottom - found.top <= 11 + spare


@given(
    quarters=st.integers(0, 3),
    angle=st.floats(-15, 15),
    sides=st.tuples(*[st.floats(-50, 700)] * 4),
)
def test_no_box_leaves_the_page(quarters: int, angle: float, sides: tuple[float, float, float, float]) -> None:
    box = Alignment(width=WIDTH, height=HEIGHT, angle=angle, quarters=quarters).shown(Box(1, *sides))

    assert 0 <= box.left <= box.right <= WIDTH
    assert 0 <= box.top <= box.bottom <= HEIGHT


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("angle", [0.0, 3.0])
def test_the_size_in_points_is_that_of_the_picture(quarters: int, angle: float) -> None:
    alignment = Alignment(width=WIDTH / 2, height=HEIGHT / 2, angle=angle, quarters=quarters)

    assert np.multiply(alignment.size, 2) == pytest.approx(alignment.upright(lines()).size, abs=2)


def test_the_sample_is_taken_where_lines_are() -> None:
    random = np.random.default_rng(5)
    page = Image.new("L", (1000, 1400), 255)
    page.paste(Image.fromarray(random.integers(0, 256, (600, 800), dtype=np.uint8)), (100, 50))  # a photograph
    page.paste(lines(800, 600), (100, 750))

    part = sample(page)

    assert part.size == (350, 350)
    assert skew(straightened(part, -5.0)) == pytest.approx(5.0, abs=0.3)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_a_sliver_has_a_sample(size: tuple[int, int]) -> None:
    assert min(sample(Image.new("L", size, 255)).size) >= 1
