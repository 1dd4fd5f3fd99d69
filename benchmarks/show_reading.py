"""Draws on a page of a PDF in which order it is read: `python benchmarks/show_reading.py FILE.pdf --out page.png`.

Every line has its box in the colour of what it was taken for, and a number; a path leads from line to line. With
`--before`, the order is that of plain text extraction instead. FILE may be the name of a layout of the tests.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from ingest.blocks import BlockKind
from ingest.formats import Format
from ingest.readers import read

_DOTS_A_POINT = 2.0
# One colour a kind, told apart by people who see no red or green as well (after Okabe and Ito).
_COLOURS = {
    BlockKind.HEADING: "#d55e00",
    BlockKind.PARAGRAPH: "#0072b2",
    BlockKind.BULLET: "#009e73",
    BlockKind.STEP: "#009e73",
    BlockKind.QUOTE: "#cc79a7",
    BlockKind.ATTRIBUTION: "#7b3294",
    BlockKind.TABLE_ROW: "#b8860b",
    BlockKind.WARNING: "#c00000",
    BlockKind.QUESTION: "#56b4e9",
    BlockKind.KEY_FIGURE: "#e69f00",
    BlockKind.CAPTION: "#666666",
    BlockKind.FOOTNOTE: "#999999",
}
_STREAM = "#b00020"
# pypdf tells where a piece of text begins, not how wide it is: so much of the type's size a letter is usual.
_LETTER_WIDTH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line as it is read, in points from the upper left of the page as it is shown."""

    left: float
    top: float
    right: float
    bottom: float
    kind: BlockKind | None


def main() -> None:
    """Draws the page that is asked for and says where it stands."""
    options = _parser().parse_args()
    content = _content(options.file)
    with pypdfium2.PdfDocument(content) as document:
        page = document[options.page - 1]
        image = page.render(scale=_DOTS_A_POINT).to_pil().convert("RGB")
    lines = _stream_lines(content, options.page) if options.before else _read_lines(content, options.page)
    _draw(image, lines)
    image.save(options.out)
    print(f"{options.out}: {len(lines)} lines of page {options.page}")


def _content(file: str) -> bytes:
    if Path(file).is_file():
        return Path(file).read_bytes()
    from tests.ingest.layouts import CASES  # noqa: PLC0415 - only where a layout is named, which needs reportlab

    if file not in CASES:
        raise SystemExit(f"Expected a PDF or one of the layouts {', '.join(CASES)}, got {file}.")
    return CASES[file]().content


def _read_lines(content: bytes, number: int) -> list[_Line]:
    """Returns the lines of a page as praktijkbank reads them."""
    return [
        _Line(left=box.left, top=box.top, right=box.right, bottom=box.bottom, kind=block.kind)
        for block in read(content, Format.PDF).blocks
        for box in (place.box for place in block.places)
        if box.page == number
    ]


def _stream_lines(content: bytes, number: int) -> list[_Line]:
    """Returns the lines of a page in the order in which pypdf extracts them."""
    page = pypdf.PdfReader(io.BytesIO(content)).pages[number - 1]
    lines: list[_Line] = []

    def take(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if not text.strip():
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        left, base = _shown(page, x, y)
        high = abs(size * tm[3] * cm[3]) or size
        wide = _LETTER_WIDTH * high * len(text.strip())
        lines.append(_Line(left=left, top=base - high, right=left + wide, bottom=base + high / 4, kind=None))

    page.extract_text(visitor_text=take)
    return lines


def _shown(page: pypdf.PageObject, x: float, y: float) -> tuple[float, float]:
    """Returns a point of the file from the upper left of the page as it is shown: cut and turned."""
    box = page.cropbox
    left, bottom, right, top = map(float, (box.left, box.bottom, box.right, box.top))
    turned = {90: (y - bottom, x - left), 180: (right - x, y - bottom), 270: (top - y, right - x)}
    return turned.get(page.rotation % 360, (x - left, top - y))


def _draw(image: Image.Image, lines: Sequence[_Line]) -> None:
    pen = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(size=7 * _DOTS_A_POINT)
    centres: list[tuple[float, float]] = []
    for number, line in enumerate(lines, start=1):
        colour = _COLOURS[line.kind] if line.kind else _STREAM
        edges = [edge * _DOTS_A_POINT for edge in (line.left, line.top, line.right, line.bottom)]
        pen.rectangle(edges, outline=colour, fill=f"{colour}22", width=2)
        _tag(pen, font, (edges[0], edges[1]), str(number), colour)
        centres.append((edges[0], (edges[1] + edges[3]) / 2))
    pen.line(centres, fill="#00000088", width=2)
    _legend(pen, font, image.height, lines)


def _tag(
    pen: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    at: tuple[float, float],
    text: str,
    colour: str,
) -> None:
    """Writes a number at the left of a line."""
    wide = font.getlength(text)
    left, top = max(at[0] - wide - 6, 0), at[1]
    pen.rectangle((left, top, left + wide + 4, top + 7.5 * _DOTS_A_POINT), fill=colour)
    pen.text((left + 2, top), text, fill="white", font=font)


def _legend(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, height: int, lines: Sequence[_Line]
) -> None:
    """Writes at the foot of the page which colour is what."""
    left = 8.0
    for kind in dict.fromkeys(line.kind for line in lines):
        name, colour = (kind.replace("_", " "), _COLOURS[kind]) if kind else ("order of the content stream", _STREAM)
        wide = font.getlength(name) + 12
        pen.rectangle((left, height - 24, left + wide, height - 4), fill=colour)
        pen.text((left + 6, height - 22), name, fill="white", font=font)
        left += wide + 6


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("file", metavar="FILE", help="a PDF, or the name of a layout of tests/ingest/layouts")
    add("--page", type=int, default=1, help="the page, from 1 (1)")
    add("--out", type=Path, default=Path("page.png"), help="the picture to write (page.png)")
    add("--before", action="store_true", help="the order of plain text extraction")
    return parser


if __name__ == "__main__":
    main()
