"""Text recognition of page pictures by tesseract, where it is installed; pictures go in and words come out by pipes.

Debian packages: tesseract-ocr, tesseract-ocr-nld, tesseract-ocr-fra, tesseract-ocr-spa. Nothing is written to the disk.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import median
from time import monotonic

from PIL import Image

from ingest.page import PageWords, Word
from ingest.upright import Alignment, sample, skew, straightened, turned
from kb.errors import ReadError
from kb.types import Box

# Tesseract's names of our four languages; it goes on to the next where a word is doubtful in the first.
_LANGUAGES = ("nld", "fra", "spa", "eng")
_WHOLE_PAGE, _ONE_BLOCK, _ORIENTATION = "3", "6", "0"

# A dense page takes 7 seconds on one slow core; what takes so long is no text. Less than a worker is given for a page.
_SECONDS = 40
# On the sample scans, text that is the right way up is recognised with .74 and more, otherwise with .55 at most.
_SURE = 0.65
# Fewer may come out right by chance.
_ENOUGH_LETTERS = 20
# Of tesseract's own detection, on its own scale: there it was wrong at up to 3.7 and right from 4.9.
_ORIENTATION_SURE = 4.5
_ORIENTATION_FOUND = re.compile(r"Rotate: (\d+)\s+Orientation confidence: ([\d.]+)")
# What is less certain is a speck, a rule or a part of a drawing.
_LEAST_CONFIDENCE = 0.3
# In pixels; tesseract refuses what is smaller.
_SMALLEST = 16
# What tesseract takes for a resolution.
_LEAST_DPI, _MOST_DPI = 70, 2400
_POINTS_AN_INCH = 72

# Heights of Latin print in sizes of its type: of a letter such as x, and what strokes up and down add.
_X_HEIGHT, _ASCENDER, _DESCENDER = 0.5, 0.22, 0.22
_LOW_LETTERS = frozenset("acegmnopqrsuvwxyz")
_DEEP_LETTERS = frozenset("gjpqyçQ")

# Tesseract knows no bullet: it takes one for e, ¢, +, * or ©. On the sample scans bullets are .14 to .40 of the type's
# size, as wide as they are high; the lowest letter is .5, and a dash three times as wide as it is high.
_BULLET = "•"
_LEAST_BULLET, _MOST_BULLET = 0.12, 0.44
_ROUNDNESS = 0.7
_QUOTATION_MARKS = frozenset("\"'«»‹›“”„‘’‚")

# Columns of tesseract's table.
_LEVEL, _BLOCK, _WORD, _LEFT, _CONFIDENCE, _TEXT = 0, 2, 5, 6, 10, 11
_WORD_LEVEL = "5"


@dataclass(slots=True, kw_only=True)
class ScannedWords(PageWords):
    """The words of a scanned page, which may lie askew besides being turned."""

    alignment: Alignment

    def place(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Returns a box of the upright page as a box of the page as it is shown."""
        return self.alignment.shown(Box(self.number, left, top, right, bottom))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A page as recognised; `confidence` from 0 to 1 is the mean of its letters'."""

    words: PageWords
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A word as tesseract gives it, in pixels; words of the same `line` follow each other."""

    line: tuple[str, ...]
    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@cache
def languages() -> tuple[str, ...]:
    """Returns which of our languages are installed, in tesseract's names; none where tesseract itself is missing."""
    try:
        told = _run(["--list-langs"], seconds=_SECONDS)
    except ReadError:
        return ()
    return tuple(name for name in _LANGUAGES if name in told.split())


def available() -> bool:
    """Tells whether pages can be recognised on this machine."""
    return bool(languages())


def recognise(picture: Image.Image, number: int, width: float, height: float) -> Recognised:
    """Recognises the words of a page, whichever way up it is and if it lies askew; ask `available` first.

    Args:
        picture: the page as it is shown, in grey.
        number: of the page, from 1.
        width: of the page as it is shown, in points.
        height: likewise.

    Returns:
        Its words on the upright page; their `place` gives boxes of the page as it is shown.

    Raises:
        ReadError: tesseract fails or takes too long.
    """
    scale = picture.width / width
    reader = _Reader(dpi=round(scale * _POINTS_AN_INCH), until=monotonic() + _SECONDS)
    angle = skew(picture)
    quarters = reader.quarters(straightened(picture, angle))
    alignment = Alignment(width=width, height=height, angle=angle, quarters=quarters)
    read = reader.read(alignment.upright(picture), languages(), _WHOLE_PAGE)
    found = [word for word in read if word.confidence >= _LEAST_CONFIDENCE]
    return Recognised(words=_page_words(found, number, alignment, scale), confidence=_confidence(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Tesseract for the pictures of one page, all together until a moment of the clock."""

    dpi: int
    until: float

    def quarters(self, level: Image.Image) -> int:
        """Returns by how many quarters a page whose lines are level or upright must be turned clockwise.

        A sample of its text is read all four ways, which takes less time and errs less than tesseract's own detection
        of the orientation. That is asked where the sample shows no text.
        """
        part = sample(level)
        for quarters in range(4):
            read = self.read(turned(part, quarters), languages()[:1], _ONE_BLOCK)
            if _confidence(read) >= _SURE and sum(len(word.text) for word in read) >= _ENOUGH_LETTERS:
                return quarters
        return self._orientation(level)

    def read(self, picture: Image.Image, spoken: Sequence[str], segmentation: str) -> list[_Found]:
        """Returns the words of a picture, however certain."""
        if min(picture.size) < _SMALLEST:
            return []
        return _found(self._told(picture, "-l", "+".join(spoken), "--psm", segmentation, "tsv"))

    def _orientation(self, level: Image.Image) -> int:
        """Returns the quarters by tesseract's detection, 0 where it is not sure or its data are not installed."""
        try:
            told = _ORIENTATION_FOUND.search(self._told(level, "-l", "osd", "--psm", _ORIENTATION))
        except ReadError:
            return 0  # it ends with an error where it finds too few letters
        return int(told[1]) // 90 if told and float(told[2]) >= _ORIENTATION_SURE else 0

    def _told(self, picture: Image.Image, *options: str) -> str:
        dpi = min(max(self.dpi, _LEAST_DPI), _MOST_DPI)
        command = ["stdin", "stdout", "--dpi", str(dpi), *options]
        return _run(command, seconds=max(self.until - monotonic(), 0), content=_portable(picture))


def _run(options: Sequence[str], *, seconds: float, content: bytes = b"") -> str:
    """Returns what tesseract writes.

    Raises:
        ReadError: it is missing, fails or takes longer.
    """
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command comes from a file
            [shutil.which("tesseract") or "tesseract", *options],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads only wait for each other
        )
    except (OSError, subprocess.SubprocessError) as cause:
        raise ReadError("ocr_failed", cause=type(cause).__name__) from cause
    return done.stdout.decode(errors="replace")


def _portable(picture: Image.Image) -> bytes:
    """Returns a picture in the plainest format that tesseract reads, which takes no time to pack and unpack."""
    buffer = io.BytesIO()
    picture.convert("L").save(buffer, "PPM")
    return buffer.getvalue()


def _found(table: str) -> list[_Found]:
    rows = [line.split("\t") for line in table.splitlines()]
    return [_word(row) for row in rows if row[_LEVEL] == _WORD_LEVEL and row[_TEXT].strip()]


def _word(row: Sequence[str]) -> _Found:
    left, top, width, height = map(int, row[_LEFT:_CONFIDENCE])
    return _Found(
        line=tuple(row[_BLOCK:_WORD]),
        text=row[_TEXT].strip(),
        left=left,
        top=top,
        right=left + width,
        bottom=top + height,
        confidence=float(row[_CONFIDENCE]) / 100,
    )


def _confidence(found: Sequence[_Found]) -> float:
    letters = sum(len(word.text) for word in found)
    return sum(len(word.text) * word.confidence for word in found) / letters if letters else 0.0


def _page_words(found: Sequence[_Found], number: int, alignment: Alignment, scale: float) -> PageWords:
    """Returns the words in points on the upright page; `scale` is in pixels a point."""
    width, height = alignment.size
    lines = [list(line) for _, line in groupby(found, key=lambda word: word.line)]
    return ScannedWords(
        number=number,
        width=width,
        height=height,
        words=[word for line in lines for word in _placed(line, scale)],
        turn=-90 * alignment.quarters % 360,
        alignment=alignment,
    )


def _placed(line: Sequence[_Found], scale: float) -> list[Word]:
    size = _type_size(line)
    texts = [word.text for word in line]
    if _is_bullet(line[0], size):
        texts[0] = _BULLET
    return [
        Word(text, word.left / scale, word.top / scale, word.right / scale, word.bottom / scale, size / scale)
        for text, word in zip(texts, line, strict=True)
    ]


def _is_bullet(first: _Found, size: float) -> bool:
    narrow, wide = sorted((first.right - first.left, first.bottom - first.top))
    is_round = narrow >= _ROUNDNESS * wide and _LEAST_BULLET * size <= wide <= _MOST_BULLET * size
    return is_round and len(first.text) == 1 and first.text not in _QUOTATION_MARKS


def _type_size(line: Sequence[_Found]) -> float:
    """Returns the size of a line's type in pixels, by the height of its words and the strokes that they have."""
    lettered = [word for word in line if any(letter.isalnum() for letter in word.text)]
    return median((word.bottom - word.top) / _extent(word.text) for word in lettered or line)


def _extent(text: str) -> float:
    low, deep = _LOW_LETTERS.issuperset(text), not _DEEP_LETTERS.isdisjoint(text)
    return _X_HEIGHT + (0 if low else _ASCENDER) + (_DESCENDER if deep else 0)
