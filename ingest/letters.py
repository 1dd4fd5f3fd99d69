"""Letters of a PDF page as PDFium places them, put together to words.

PDFium gives every letter with its box, in the order of the page's content, and marks the hyphens of line ends.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.drawings import Drawings, drawings
from ingest.page import PageWords, Sides, Word, turned
from ingest.tags import heading_levels

# What PDFium puts for the hyphen at a line's end.
_LINE_END_HYPHENS = {0x0002, 0xFFFE}
# Ligatures that fonts of the TeX family give by codes of their own, where they have no Unicode table.
_LIGATURE_CODES: dict[int, str] = dict(
    zip((*range(0x0B, 0x10), *range(0x1B, 0x20)), ("ff", "fi", "fl", "ffi", "ffl") * 2, strict=True)
)
_LIGATURES = range(0xFB00, 0xFB07)
_SPACES = {0x20, 0xA0, 0x09, 0x3000, *range(0x2000, 0x200C)}
_SOFT_HYPHEN = 0xAD
_SURROGATES = range(0xD800, 0xE000)
_FIRST_PRINTABLE, _LAST_PLAIN = 0x20, 0xFFFD

# In sizes of the type: letters farther apart are two words (an ordinary space is 0.25, a narrow one 0.2), and a letter
# that begins farther left than this of the last one's end was placed anew.
_WORD_GAP = 0.19
_STEP_BACK = 0.5
# Letters share a line when they share this part of their height.
_SAME_LINE = 0.4
# A raised number stands higher by this part of its height and is smaller by this factor.
_RAISED, _SMALLER = 0.15, 0.85
# Boxes that are higher or lower than this, in sizes of the type, come from a font with wrong measures.
_HIGHEST, _LOWEST = 1.7, 0.6
_ASCENT, _DESCENT = 0.8, 0.25
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_BOLD_WEIGHT, _FORCE_BOLD = 600, 1 << 18
_WHITE = 250
# One letter in so many is asked for its direction before a page is read.
_SAMPLED = 40
# The usual size of type in a form, in points, and how far its lines stand apart, in sizes of the type.
_FIELD_SIZE, _FIELD_LEADING = 11.0, 1.2
_FULL_TURN, _HALF_TURN, _QUARTER = 360, 180, 90
# Text that leaves a quarter turn by fewer degrees is tilted, as a sheet lies in a scanner, and read along.
_TILT = 5


@dataclass(slots=True)
class _Type:
    """What a text object says of all its letters."""

    bold: bool
    tag: int | None
    white: bool


@dataclass(slots=True)
class _Run:
    """Letters that follow each other on one line without a space; the last of them reaches from `begin` to `end`."""

    text: list[str]
    first: int
    left: float
    top: float
    right: float
    bottom: float
    begin: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A text that was filled in, and the left, bottom, right and top of its place in the file's coordinates."""

    text: str
    sides: Sides


def page_words(page: pypdfium2.PdfPage, number: int, fields: Sequence[Field] = ()) -> PageWords:
    """Returns the words of a page in the order of its content, with what is drawn and what was filled in.

    Args:
        page: the page, open in PDFium.
        number: its number, from 1.
        fields: the fields of a form on the page that have a value.
    """
    textpage = page.get_textpage()
    try:
        letters = _LetterPage(page, textpage, number)
        read = letters.read()
    finally:
        textpage.close()
    read.words.extend(word for field in fields for word in letters.filled(field))
    return read


class _LetterPage:
    """The letters of one page, upright: turned so that most of its text runs from left to right."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, number: int) -> None:
        self._page = page
        self._raw = textpage.raw
        self._count = textpage.count_chars()
        self._number = number
        self._crop: Sides = page.get_bbox()
        self._turn = self._usual_direction()
        left, bottom, right, top = self._crop
        self._paper = (max(right - left, 1.0), max(top - bottom, 1.0))
        sideways = self._turn % 180 == _QUARTER
        self._width, self._height = self._paper[::-1] if sideways else self._paper
        self._levels = heading_levels(page)
        self._types: dict[int | None, _Type] = {}
        self._unread = 0
        self._drawings: Drawings = drawings(page, self._upright)

    def read(self) -> PageWords:
        words = [word for run in self._runs() if (word := self._word(run)) is not None]
        return PageWords(
            number=self._number,
            width=self._width,
            height=self._height,
            words=words,
            areas=self._drawings.areas,
            pictures=self._drawings.pictures,
            turn=(self._page.get_rotation() - self._turn) % _FULL_TURN,
            unread=self._unread,
        )

    def filled(self, field: Field) -> Iterator[Word]:
        """Yields the words of a field, line by line; a line alone stands half way down its place."""
        left, top, right, bottom = self._upright(*field.sides)
        lines = field.text.splitlines()
        height = (bottom - top) / len(lines)
        size = min(height / (_ASCENT + _DESCENT), _FIELD_SIZE)
        leading = min(height, _FIELD_LEADING * size) if len(lines) > 1 else height
        for place, line in enumerate(lines):
            letter = min((right - left) / max(len(line), 1), size / 2)
            middle = top + (place + 0.5) * leading
            half = size * (_ASCENT + _DESCENT) / 2
            for found in re.finditer(r"\S+", line):
                begin, end = left + letter * found.start(), left + letter * found.end()
                if self._is_inside(begin, middle - half, end, middle + half):
                    yield Word(found[0], begin, middle - half, end, middle + half, size)

    def _upright(self, left: float, bottom: float, right: float, top: float) -> Sides:
        """Returns a box of the file's coordinates as left, top, right, bottom of the upright page."""
        crop_left, _, _, crop_top = self._crop
        unturned = (left - crop_left, crop_top - top, right - crop_left, crop_top - bottom)
        return turned(unturned, self._turn, *self._paper) if self._turn else unturned

    def _usual_direction(self) -> int:
        """Returns by how many degrees clockwise the page must be turned for most of its text to be upright."""
        directions: Counter[int] = Counter()
        for index in range(0, self._count, max(self._count // _SAMPLED, 1)):
            if not pdfium.FPDFText_IsGenerated(self._raw, index):
                directions[self._direction(index)] += 1
        usual = directions.most_common(1)[0][0] if directions else self._page.get_rotation()
        return usual if usual % _QUARTER == 0 else self._page.get_rotation()

    def _direction(self, index: int) -> int:
        """Returns the turn, in degrees clockwise, that makes a letter upright."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._raw, index, matrix):
            return 0
        written = math.degrees(math.atan2(matrix.b, matrix.a))
        if pdfium.FPDFText_GetFontSize(self._raw, index) < 0:
            written += _HALF_TURN
        quarter = _QUARTER * round(written / _QUARTER)
        return round(quarter if abs(written - quarter) < _TILT else written) % _FULL_TURN

    def _runs(self) -> Iterator[_Run]:
        """Yields runs of letters; spaces, jumps and line ends part them."""
        raw, box, upright = self._raw, pdfium.FS_RECTF(), self._upright
        run: _Run | None = None
        for index in range(self._count):
            code = pdfium.FPDFText_GetUnicode(raw, index)
            letter = self._letter(code, index)
            if not letter:
                if run and code != _SOFT_HYPHEN:
                    yield run
                    run = None
                continue
            pdfium.FPDFText_GetLooseCharBox(raw, index, box)
            left, top, right, bottom = upright(box.left, box.bottom, box.right, box.top)
            if run and _goes_on(run, left, top, bottom):
                _extend(run, letter, (left, top, right, bottom))
                continue
            if run:
                yield run
            run = _Run([letter], index, left, top, right, bottom, left, right)
        if run:
            yield run

    def _letter(self, code: int, index: int) -> str:
        """Returns what a letter's code stands for; empty for what parts words."""
        if code in _SPACES or code == _SOFT_HYPHEN:
            return ""
        if code in _LIGATURES:
            return unicodedata.normalize("NFKC", chr(code))
        if code in _LINE_END_HYPHENS:
            return "-"
        if code < _FIRST_PRINTABLE:
            return "" if pdfium.FPDFText_IsGenerated(self._raw, index) else self._coded(code)
        plain = code <= _LAST_PLAIN and code not in _SURROGATES
        return chr(code) if plain else _astral(code, pdfium.FPDFText_GetUnicode(self._raw, index + 1))

    def _coded(self, code: int) -> str:
        """Returns the ligature that a control code may stand for."""
        if code in _LIGATURE_CODES:
            return _LIGATURE_CODES[code]
        self._unread += 1
        return ""

    def _word(self, run: _Run) -> Word | None:
        """Returns a run as a word, None where it cannot be seen."""
        size, angle = self._size_and_angle(run.first)
        top, bottom = run.top, run.bottom
        if not angle and not _LOWEST * size <= bottom - top <= _HIGHEST * size:
            middle = (top + bottom) / 2
            top, bottom = middle - size * (_ASCENT + _DESCENT) / 2, middle + size * (_ASCENT + _DESCENT) / 2
        kind = self._type(run.first)
        hidden = kind.white and not self._drawings.covers(run.left, top, run.right, bottom)
        if hidden or not self._is_inside(run.left, top, run.right, bottom):
            return None
        return Word("".join(run.text), run.left, top, run.right, bottom, size, kind.bold, angle, kind.tag)

    def _is_inside(self, left: float, top: float, right: float, bottom: float) -> bool:
        return bool(0 < (left + right) / 2 < self._width and 0 < (top + bottom) / 2 < self._height)

    def _size_and_angle(self, index: int) -> tuple[float, int]:
        """Returns the size of the type in points, and the direction in degrees clockwise on the upright page."""
        matrix = pdfium.FS_MATRIX()
        size = abs(pdfium.FPDFText_GetFontSize(self._raw, index))
        if not pdfium.FPDFText_GetMatrix(self._raw, index, matrix):
            return max(size, 1.0), 0
        scaled = size * math.hypot(matrix.c, matrix.d)
        angle = (self._turn - self._direction(index)) % _FULL_TURN
        return (scaled if math.isfinite(scaled) and scaled > 0 else 1.0), angle

    def _type(self, index: int) -> _Type:
        text_object = pdfium.FPDFText_GetTextObject(self._raw, index)
        name = ctypes.cast(text_object, ctypes.c_void_p).value if text_object else None
        if name not in self._types:
            self._types[name] = _Type(self._is_bold(index), self._tag(text_object), self._is_white(index))
        return self._types[name]

    def _tag(self, text_object: ctypes._Pointer[pdfium.fpdf_pageobject_t__] | None) -> int | None:
        if self._levels is None or not text_object:
            return None
        return self._levels.get(pdfium.FPDFPageObj_GetMarkedContentID(text_object))

    def _is_bold(self, index: int) -> bool:
        flags, name = ctypes.c_int(), ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._raw, index, name, len(name), flags)
        said = name.value.decode("utf-8", "replace").lower()
        heavy = pdfium.FPDFText_GetFontWeight(self._raw, index) >= _BOLD_WEIGHT
        return heavy or bool(flags.value & _FORCE_BOLD) or any(part in said for part in _BOLD_NAMES)

    def _is_white(self, index: int) -> bool:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        known = pdfium.FPDFText_GetFillColor(self._raw, index, red, green, blue, alpha)
        return bool(known) and min(red.value, green.value, blue.value) >= _WHITE


def _goes_on(run: _Run, left: float, top: float, bottom: float) -> bool:
    """Tells whether a letter follows the run on its line."""
    height = min(run.bottom - run.top, bottom - top)
    if min(run.bottom, bottom) - max(run.top, top) < _SAME_LINE * height:
        return False
    if run.bottom - bottom > _RAISED * height and bottom - top < _SMALLER * (run.bottom - run.top):
        return False  # the number of a footnote
    size = max(height / (_ASCENT + _DESCENT), 1.0)
    # The letters of a ligature have one box.
    stays = abs(left - run.begin) < _WORD_GAP * size
    return stays or -_STEP_BACK * size < left - run.end < _WORD_GAP * size


def _extend(run: _Run, letter: str, sides: Sides) -> None:
    left, top, right, bottom = sides
    run.text.append(letter)
    run.begin, run.end = left, right
    run.left, run.right = min(run.left, left), max(run.right, right)
    run.top, run.bottom = min(run.top, top), max(run.bottom, bottom)


def _astral(code: int, following: int) -> str:
    """Returns a letter beyond the basic plane, which PDFium gives as two surrogates; half a one gives nothing."""
    pair = 0xD800 <= code < 0xDC00 <= following < 0xE000  # noqa: PLR2004 - the halves by Unicode
    return chr(0x10000 + ((code - 0xD800) << 10) + following - 0xDC00) if pair else ""
