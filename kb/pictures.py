"""Pictures of PDF pages, with the place of a passage marked."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kb.errors import ReadError, UsageError
from kb.types import Box, PictureFormat

# A4 at 400 dpi; larger pages come out smaller, so that no page takes more than some 100 MB.
_MOST_PIXELS = 16_000_000
# What WebP can hold.
_MOST_SIDE = 16_383
_POINTS_AN_INCH = 72
# What OCR reads best.
_SCAN_DPI = 300

# The marker darkens, as one on paper does: black text stays black, and white text on a dark panel takes its colour. Its
# yellow and the outline's vermilion are told apart, and from paper and print, with any colour vision (Okabe and Ito).
_MARKER = (255, 236, 110)
_OUTLINE = (213, 94, 0)
# In points: the marker reaches a little beyond the letters; the outline is as thin as a rule of print.
_MARGIN = 1.5
_OUTLINE_WIDTH = 0.75

# The mark may stand behind a few bytes that another program put before it.
_PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024

# PDFium serves one thread at a time, in the whole process.
_PDFIUM = Lock()

Pixels = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page as a picture; `page` counts from 1, `scale` is in pixels a point."""

    image: Image.Image
    page: int
    scale: float

    def pixels(self, boxes: Iterable[Box]) -> list[Pixels]:
        """Returns the boxes of this page in pixels of the picture: left, top, right, bottom."""
        return [self._pixels(box, 0) for box in boxes if box.page == self.page]

    def marked(self, boxes: Iterable[Box]) -> Image.Image:
        """Returns the picture with the boxes of this page marked; what overlaps is marked as one."""
        mask = Image.new("L", self.image.size, 0)
        draw = ImageDraw.Draw(mask)
        for box in boxes:
            if box.page == self.page:
                draw.rectangle(self._pixels(box, _MARGIN), fill=255)
        return _coloured(self.image, mask, max(round(_OUTLINE_WIDTH * self.scale), 1))

    def _pixels(self, box: Box, margin: float) -> Pixels:
        wide, high = self.image.size
        return (
            min(max(math.floor((box.left - margin) * self.scale), 0), wide),
            min(max(math.floor((box.top - margin) * self.scale), 0), high),
            min(max(math.ceil((box.right + margin) * self.scale), 0), wide),
            min(max(math.ceil((box.bottom + margin) * self.scale), 0), high),
        )


def render_page(content: bytes, page: int, *, width: int) -> PagePicture:
    """Returns a picture of a page of a PDF, as a reader sees it.

    Args:
        content: the PDF.
        page: its number, from 1.
        width: pixels from left to right; large and very long pages come out smaller.

    Raises:
        ReadError: it is no PDF, or a damaged one.
        UsageError: it has no such page.
    """
    with _PDFIUM, _opened(content) as pdf:
        if not 1 <= page <= len(pdf):
            raise UsageError("page_unknown", page=page, pages=len(pdf))
        try:
            drawn = pdf[page - 1]
            scale = _scale(drawn, width / max(drawn.get_width(), 1), _MOST_PIXELS)
            return PagePicture(image=_rendered(drawn, scale), page=page, scale=scale)
        except pypdfium2.PdfiumError as cause:
            raise ReadError("damaged", cause=type(cause).__name__) from cause


def scanned_page(page: pypdfium2.PdfPage, *, most_pixels: int) -> Image.Image:
    """Returns a picture of an open page for OCR: grey, of 300 dpi where that is not too large."""
    with _PDFIUM:
        scale = _scale(page, _SCAN_DPI / _POINTS_AN_INCH, most_pixels)
        return _rendered(page, scale, grey=True)


def encoded(image: Image.Image, picture_format: PictureFormat) -> bytes:
    """Returns a picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, picture_format.upper())
    return buffer.getvalue()


def is_pdf(content: bytes) -> bool:
    """Tells whether a file is a PDF, whose pages can be shown."""
    return _PDF_MARK in content[:PDF_MARK_WITHIN]


@contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        pdf = pypdfium2.PdfDocument(content)
        pdf.init_forms()  # so that what was filled in is seen
    except pypdfium2.PdfiumError as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    try:
        yield pdf
    finally:
        pdf.close()


def _scale(page: pypdfium2.PdfPage, wanted: float, most_pixels: int) -> float:
    """Returns the wanted scale, in pixels a point, or as much of it as the limits leave."""
    width, height = (max(float(side), 1.0) for side in page.get_size())
    return min(wanted, math.sqrt(most_pixels / (width * height)), _MOST_SIDE / max(width, height))


def _rendered(page: pypdfium2.PdfPage, scale: float, *, grey: bool = False) -> Image.Image:
    image: Image.Image = page.render(scale=scale, grayscale=grey).to_pil()
    return image


def _coloured(image: Image.Image, mask: Image.Image, outline: int) -> Image.Image:
    highlighted = ImageChops.multiply(image, Image.new("RGB", image.size, _MARKER))
    edge = ImageChops.subtract(mask, mask.filter(ImageFilter.MinFilter(2 * outline + 1)))
    marked = Image.composite(highlighted, image, mask)
    marked.paste(_OUTLINE, mask=edge)
    return marked
