"""How a scanned page is turned so that its lines are level and upright, and where things then stand as it is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from kb.types import Box

Ink = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

# Lines of text are still apart at this many pixels of the longer side, and all angles are tried in a tenth of a second.
_SIDE = 1000
# A sheet lies askew by more only if it was never meant to lie straight.
_MOST_SKEW = 15
# At the right angle lines and gaps stand out 3 to 270 times on the sample scans; a drawing has no such angle.
_STANDS_OUT = 2.5
# Tesseract copes with less, and each turn blurs the letters a little.
_LEAST_SKEW = 0.5
# Parts of the longer side that a sample of the text takes: an eighth of a page of print holds some eighty words.
_SAMPLE = 4
_PAPER = 255

_CLOCKWISE = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """What makes a page upright: `angle` degrees against the clock, then so many `quarters` with it.

    `width` and `height` are the page's in points as it is shown.
    """

    width: float
    height: float
    angle: float = 0.0
    quarters: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points of the page once it is upright; corners that the angle turns out are kept."""
        cosine, sine = _cosine_and_sine(self.angle)
        wide = self.width * cosine + self.height * abs(sine)
        high = self.width * abs(sine) + self.height * cosine
        return (high, wide) if self.quarters % 2 else (wide, high)

    def upright(self, picture: Image.Image) -> Image.Image:
        """Returns the picture of the page, turned."""
        return turned(straightened(picture, self.angle), self.quarters)

    def shown(self, box: Box) -> Box:
        """Returns the smallest box of the page as shown that covers a box of the upright page."""
        corners = [self._shown(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        across = [min(max(x, 0.0), self.width) for x, _ in corners]
        down = [min(max(y, 0.0), self.height) for _, y in corners]
        return Box(box.page, min(across), min(down), max(across), max(down))

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        wide, high = self.size
        x, y = x - wide / 2, y - high / 2  # all turns are about the middle
        for _ in range(self.quarters):
            x, y = y, -x
        cosine, sine = _cosine_and_sine(self.angle)
        return x * cosine - y * sine + self.width / 2, x * sine + y * cosine + self.height / 2


def turned(picture: Image.Image, quarters: int) -> Image.Image:
    """Returns a picture turned clockwise by so many quarters."""
    return picture.transpose(_CLOCKWISE[quarters]) if quarters else picture


def straightened(picture: Image.Image, angle: float) -> Image.Image:
    """Returns a picture turned against the clock by an angle, with paper at the corners."""
    if not angle:
        return picture
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER)


def skew(picture: Image.Image) -> float:
    """Returns by how many degrees the lines of a grey picture, level or upright, go down to the right; 0 if level.

    At the right angle the ink falls into sharp rows (or columns, on a page that lies on its side) with gaps between.
    """
    down, across = np.nonzero(_ink(picture))
    if not down.size:
        return 0.0
    coarse = np.arange(-_MOST_SKEW, _MOST_SKEW + 1, dtype=np.float64)
    sharp = [_sharpness(down, across, angle) for angle in coarse]
    if max(sharp) < _STANDS_OUT * float(np.median(sharp)):
        return 0.0
    fine = coarse[int(np.argmax(sharp))] + np.arange(-10, 11) / 10
    found = float(fine[int(np.argmax([_sharpness(down, across, angle) for angle in fine]))])
    return found if abs(found) >= _LEAST_SKEW else 0.0


def sample(picture: Image.Image) -> Image.Image:
    """Returns the square part of a straightened picture that looks most like lines of text."""
    ink = _ink(picture)
    side = max(min(max(ink.shape) // _SAMPLE, *ink.shape), 1)
    step = max(side // 3, 1)
    places = [
        (top, left)
        for top in range(0, ink.shape[0] - side + 1, step)
        for left in range(0, ink.shape[1] - side + 1, step)
    ]
    top, left = max(places, key=lambda place: _lined(ink[place[0] : place[0] + side, place[1] : place[1] + side]))
    scale = picture.width / ink.shape[1]
    return picture.crop((int(left * scale), int(top * scale), int((left + side) * scale), int((top + side) * scale)))


def _ink(picture: Image.Image) -> Ink:
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    grey = np.asarray(small)
    darkest, lightest = np.percentile(grey, (1, 99))
    return np.asarray(grey < (darkest + lightest) / 2)


def _sharpness(down: Counts, across: Counts, angle: float) -> float:
    slope = math.tan(math.radians(angle))
    return max(_contrast(down - across * slope), _contrast(across + down * slope))


def _contrast(places: npt.NDArray[np.float64]) -> float:
    return _steps(np.bincount((places - places.min()).astype(np.int64)))


def _lined(ink: Ink) -> float:
    return max(_steps(ink.sum(axis=axis)) for axis in (0, 1))


def _steps(counts: Counts) -> float:
    return float(np.square(np.diff(counts)).sum())


def _cosine_and_sine(angle: float) -> tuple[float, float]:
    return math.cos(math.radians(angle)), math.sin(math.radians(angle))
