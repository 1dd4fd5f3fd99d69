"""What is drawn on a PDF page beside its text: ruling lines, coloured areas and pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from ingest.page import Area, Sides

# A page on which more is drawn is a map or a plan, whose lines tell nothing of its text.
_MOST_DRAWN = 4000
# A path with more parts than this is a drawn shape; one of fewer may be the grid of a table.
_MOST_SEGMENTS = 400
_RECTANGLE_SEGMENTS = 5
# In points: a line that leaves its axis by less is straight.
_STRAIGHT = 1.0
_WHITE = 250

# A form holds drawn things, or the picture of a scan; its parts are not looked into.
_PICTURES = {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_FORM}

Upright = Callable[[float, float, float, float], Sides]


@dataclass
class Drawings:
    """Areas and lines, and pictures, in the coordinates of the upright page; nothing is known of a `crowded` page."""

    areas: list[Area] = field(default_factory=list)
    pictures: list[Area] = field(default_factory=list)
    crowded: bool = False

    def covers(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Tells whether a coloured area or a picture lies under the middle of a box, or may lie there."""
        x, y = (left + right) / 2, (top + bottom) / 2
        lefts, tops, rights, bottoms = self._grounds
        under = (lefts <= x) & (x <= rights) & (tops <= y) & (y <= bottoms)
        return self.crowded or bool(under.any())

    @cached_property
    def _grounds(self) -> npt.NDArray[np.float64]:
        """The left, top, right and bottom sides of what may lie under a text."""
        filled = [area for area in (*self.pictures, *self.areas) if area.filled]
        return np.array([(area.left, area.top, area.right, area.bottom) for area in filled]).reshape(-1, 4).T


def drawings(page: pypdfium2.PdfPage, upright: Upright) -> Drawings:
    """Returns what is drawn on a page.

    Args:
        page: the page, open in PDFium.
        upright: takes left, bottom, right, top of the file's coordinates to the upright page.
    """
    found = Drawings()
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.areas.extend(Area(*upright(*bounds), filled=filled) for bounds, filled in _path(drawn))
        elif kind in _PICTURES and (bounds := _bounds(drawn)):
            found.pictures.append(Area(*upright(*bounds), filled=True))
        if len(found.areas) + len(found.pictures) > _MOST_DRAWN:
            return Drawings(crowded=True)
    return found


def _path(drawn: pdfium.FPDF_PAGEOBJECT) -> Iterator[tuple[Sides, bool]]:
    """Yields the bounds of a line or rectangle, or of each straight line of a path that has several."""
    segments = pdfium.FPDFPath_CountSegments(drawn)
    if segments > _MOST_SEGMENTS or not (bounds := _bounds(drawn)):
        return
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawn, mode, stroked)
    filled = mode.value != pdfium.FPDF_FILLMODE_NONE and _is_coloured(drawn)
    if filled or (stroked.value and segments <= _RECTANGLE_SEGMENTS):
        yield bounds, filled
    elif stroked.value:
        yield from ((line, False) for line in _straight_lines(drawn, segments))


def _bounds(drawn: pdfium.FPDF_PAGEOBJECT) -> Sides | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _is_coloured(drawn: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Tells whether a path is filled with anything but white or what cannot be seen."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha)
    return not known or (alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE)


def _straight_lines(drawn: pdfium.FPDF_PAGEOBJECT, segments: int) -> Iterator[Sides]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(segments):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        drawn_to = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO
        if last and drawn_to and min(abs(point[0] - last[0]), abs(point[1] - last[1])) < _STRAIGHT:
            yield min(last[0], point[0]), min(last[1], point[1]), max(last[0], point[0]), max(last[1], point[1])
        last = point
