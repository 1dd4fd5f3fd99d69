"""The other extractor: a PDF page's text by pypdf, in the order of the page's content, without columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pypdf

from ingest.page import PageWords
from ingest.pagelayout import Flow, PlacedLine
from ingest.readers.pdf_gate import DAMAGE

_LIGATURE = re.compile("[\ufb00-\ufb06]")
# What pypdf gives for a letter that only the font's own name tells: /g437, /C0032, /.notdef.
_GLYPH_NAME = re.compile(r"/(?:[A-Za-z_]{1,5}\d{1,5}|\.notdef)")
# Pieces whose height differs by less, in points, are of one line.
_SAME_HEIGHT = 1.5
# The usual width of a letter in sizes of its type: pypdf gives none.
_LETTER = 0.5

Piece = tuple[str, float, float, float, bool]


def stream_flow(page: pypdf.PageObject, number: int) -> Flow:
    """Returns the text of a page in the order of its content, with the places that pypdf gives; empty if unreadable."""
    pieces: list[Piece] = []
    try:
        crop, turn = page.cropbox, page.rotation % 360
        left, top, width = float(crop.left), float(crop.top), float(crop.width)
    except DAMAGE:
        return Flow()
    shown = PageWords(number=number, width=width, height=float(crop.height), words=[], turn=turn)

    def take(text: str, cm: list[float], tm: list[float], font: dict[str, object] | None, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4] - left
        y = top - (tm[4] * cm[1] + tm[5] * cm[3] + cm[5])
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        pieces.append((text, x, y, abs(size * tm[3] * cm[3]) or 1.0, bold))

    try:
        page.extract_text(visitor_text=take)
    except DAMAGE:
        return Flow()
    return Flow(lines=_joined(_assembled(pieces, shown), shown))


def _assembled(pieces: Sequence[Piece], shown: PageWords) -> list[PlacedLine]:
    """Puts pieces together to the lines that pypdf ends with a line feed."""
    lines: list[PlacedLine] = []
    held: list[Piece] = []
    for text, *place in pieces:
        *ended, rest = text.split("\n")
        for part in ended:
            lines.extend(_line([*held, (part, *place)], shown))  # type: ignore[list-item]  # a piece again
            held = []
        if rest:
            held.append((rest, *place))  # type: ignore[arg-type]  # a piece again
    return [*lines, *_line(held, shown)]


def _line(pieces: Sequence[Piece], shown: PageWords) -> list[PlacedLine]:
    text = _tidy("".join(piece[0] for piece in pieces))
    written = [piece for piece in pieces if piece[0].strip()]
    if not text:
        return []
    _, left, base, _, _ = written[0]
    size = max(piece[3] for piece in written)
    right = min(left + _LETTER * size * len(text), max(shown.width, left + 1))
    return [
        PlacedLine(
            text=text,
            page=shown.number,
            left=left,
            top=base - size,
            right=right,
            bottom=base,
            size=size,
            bold=all(piece[4] for piece in written),
            box=shown.place(left, base - size, right, base),
            column=(0.0, shown.width),
        )
    ]


def _joined(lines: Sequence[PlacedLine], shown: PageWords) -> list[PlacedLine]:
    """Joins pieces on one height, such as a bullet and its text or the cells of a row."""
    found: list[PlacedLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last and abs(last.bottom - line.bottom) < _SAME_HEIGHT and line.left > last.left:
            top, right, bottom = min(last.top, line.top), max(last.right, line.right), max(last.bottom, line.bottom)
            found[-1] = replace(
                last,
                text=f"{last.text} {line.text}",
                top=top,
                right=right,
                bottom=bottom,
                size=max(last.size, line.size),
                bold=last.bold and line.bold,
                box=shown.place(last.left, top, right, bottom),
            )
        else:
            found.append(line)
    return found


def _tidy(text: str) -> str:
    """Takes out what cannot be stored (lone surrogates, noughts) and takes ligatures apart; marks unknown letters."""
    storable = text.encode("utf-8", "ignore").decode().replace("\0", "").replace("\xa0", " ").replace("\t", " ")
    whole = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), storable)
    return _GLYPH_NAME.sub("\ufffd", whole).strip()
