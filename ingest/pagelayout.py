"""One page laid out: figures, tables, boxes and notes told apart, and the lines of the text in reading order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ingest.asides import Aside, boxes, inside
from ingest.blocks import BlockKind
from ingest.captions import is_caption
from ingest.figures import KeyFigure, key_figures
from ingest.fragments import MOST_FRAGMENTS, Fragment, fragment_of, same_line
from ingest.geometry import Column, reading_order
from ingest.geometry import rows as rows_of
from ingest.grids import Table, tables
from ingest.page import PageWords
from ingest.running import ReadPage
from kb.types import Box

Item = Fragment | KeyFigure | Table | Aside[Any]
Row = tuple[Item, ...]

# In sizes of the usual type: an initial is larger than this, a note smaller.
_INITIAL = 1.9
_INITIAL_LETTERS = 2
_SMALLER = 0.94
# Notes stand below this share of the page's height and begin with their mark.
_NOTES_FROM = 0.35
_NOTE_MARK = re.compile(r"(\[?\d{1,3}\]?|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|[*†‡]+)[.)]?(?:\s|(?=[^\W\d_]))")
# The mark in the text is smaller than its line by this factor.
_RAISED = 0.8
# In heights of a line: how near to its picture a caption stands, and its lines to each other.
_AT_PICTURE = 1.6
_NEXT_LINE = 1.6
_CAPTION_LINES = 5
_SENTENCE_END = (".", "!", "?", "…", ")")


@dataclass(slots=True, kw_only=True)
class PlacedLine:
    """A line on its upright page: its sides, its type, the edges of its column, and its place as the page is shown."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    box: Box
    column: tuple[float, float]
    tag: int | None = None


@dataclass(slots=True, kw_only=True)
class Note:
    """Lines of a footnote, a caption or a key figure."""

    kind: BlockKind
    lines: list[PlacedLine]


@dataclass(slots=True, kw_only=True)
class Rows:
    """The cells of a table, row by row, each with its lines."""

    cells: list[list[list[PlacedLine]]]

    @property
    def page(self) -> int:
        """The page of its last line."""
        return max((line.page for row in self.cells for cell in row for line in cell), default=0)


@dataclass(slots=True, kw_only=True)
class Flow:
    """Running text in reading order; each insert stands after so many of its lines."""

    lines: list[PlacedLine] = field(default_factory=list)
    inserts: list[tuple[int, Note | Rows | Flow]] = field(default_factory=list)

    def insert(self, item: Note | Rows | Flow) -> None:
        """Adds what stands beside the text, here."""
        self.inserts.append((len(self.lines), item))


def lay_out(read: ReadPage, size: float) -> Flow:
    """Returns the text of a page in the order in which it is read.

    Args:
        read: the page, without what runs along its edges.
        size: the usual size of type, in points, of the document so far.
    """
    if len(read.fragments) > MOST_FRAGMENTS:  # from its left to its right edge
        return _flow([Column(rows_of(read.fragments), (0.0, read.page.width))], read.page, size)
    found = _with_initials(read.fragments, size)
    figures, found = key_figures(found, size)
    grids, found = tables(found, read.page.areas, size)
    items: list[Item] = [*_without_marks(found, read.page, size), *figures, *grids]
    for area in boxes(read.page, read.fragments, size):
        held = [item for item in items if inside(area, item)]
        if not held:
            continue
        items = [item for item in items if not any(item is part for part in held)]
        items.append(_aside(held, size))
    return _flow(reading_order(items), read.page, size)


def _with_initials(found: Sequence[Fragment], usual: float) -> list[Fragment]:
    """Puts the large initial of a paragraph before the first line beside it."""
    kept = list(found)
    for initial in [fragment for fragment in found if _is_initial(fragment, usual)]:
        beside = [f for f in kept if not _is_initial(f, usual) and _is_beside(f, initial)]
        if beside:
            first = min(beside, key=lambda fragment: fragment.top)
            moved = [replace(f, left=initial.left) for f in beside if f is not first]
            rest = [f for f in kept if f is not initial and not any(f is part for part in beside)]
            kept = [*rest, _begun(initial, first), *moved]
    return kept


def _is_initial(fragment: Fragment, usual: float) -> bool:
    text = fragment.text
    return fragment.size > _INITIAL * usual and text.isalpha() and len(text) <= _INITIAL_LETTERS


def _is_beside(fragment: Fragment, initial: Fragment) -> bool:
    return -1 <= fragment.left - initial.right < initial.size and same_line(fragment, initial)


def _begun(initial: Fragment, line: Fragment) -> Fragment:
    """Returns the line that an initial begins; it is a word of its own where the next has a capital."""
    word = line.words[0]
    glued = word.text[:1].islower() or word.text[:2].isupper()
    words = [replace(word, text=initial.text + word.text), *line.words[1:]] if glued else line.words
    words = words if glued else [replace(initial.words[0], top=line.top, bottom=line.bottom), *words]
    return replace(fragment_of(words), left=initial.left, size=line.size, bold=line.bold)


def _aside(held: Sequence[Item], size: float) -> Aside[Item]:
    return Aside(
        list(held),
        min(item.left for item in held),
        min(item.top for item in held),
        max(item.right for item in held),
        max(item.bottom for item in held),
        size,
    )


def _flow(columns: Sequence[Column[Item]], page: PageWords, size: float) -> Flow:
    flow = Flow()
    for column in columns:
        rows = column.rows
        notes = _first_note(rows, page, size)
        place = 0
        while place < len(rows):
            end = place + 1
            kind = BlockKind.FOOTNOTE if place >= notes else BlockKind.CAPTION
            if place >= notes:
                end = _end_of_note(rows, place)
            elif caption := _caption_lines(rows, place, page, size):
                end = place + caption
            else:
                _add_row(flow, rows[place], column, page)
                place = end
                continue
            lines = [_line(_texts(row), column, page) for row in rows[place:end]]
            flow.insert(Note(kind=kind, lines=lines))
            place = end
    return flow


def _add_row(flow: Flow, row: Row, column: Column[Item], page: PageWords) -> None:
    if texts := _texts(row):
        flow.lines.append(_line(texts, column, page))
    for item in row:
        if not isinstance(item, Fragment):
            flow.insert(_insert(item, column, page))


def _insert(item: KeyFigure | Table | Aside[Item], column: Column[Item], page: PageWords) -> Note | Rows | Flow:
    if isinstance(item, KeyFigure):
        return Note(kind=BlockKind.KEY_FIGURE, lines=[_line([part], column, page) for part in item.lines])
    if isinstance(item, Table):
        return Rows(cells=[[[_line(line, column, page) for line in cell.lines] for cell in row] for row in item.rows])
    return _flow(reading_order(item.items), page, item.size)


def _texts(row: Sequence[Item]) -> list[Fragment]:
    return [item for item in row if isinstance(item, Fragment)]


def _begun_by(row: Row) -> Fragment | None:
    """Returns the first fragment of a row of text; None where something else stands in the row."""
    texts = _texts(row)
    return texts[0] if len(texts) == len(row) else None


def _line(parts: Sequence[Fragment], column: Column[Item], page: PageWords) -> PlacedLine:
    whole = parts[0] if len(parts) == 1 else fragment_of([word for part in parts for word in part.words])
    return PlacedLine(
        text=whole.text,
        page=page.number,
        left=whole.left,
        top=whole.top,
        right=whole.right,
        bottom=whole.bottom,
        size=whole.size,
        bold=whole.bold,
        box=page.place(whole.left, whole.top, whole.right, whole.bottom),
        column=column.edges,
        tag=whole.words[0].tag,
    )


# --- notes and captions ---------------------------------------------------------------------------------------


def _without_marks(found: Sequence[Fragment], page: PageWords, size: float) -> list[Fragment]:
    """Returns the fragments without the raised marks that refer to the notes of the page."""
    notes = [f for f in found if f.size < _SMALLER * size and f.top > _NOTES_FROM * page.height]
    marks = {_plain_mark(match[1]) for note in notes if (match := _NOTE_MARK.match(note.text))}
    if not marks:
        return list(found)
    return [_without_mark(f, marks) if f.size >= _SMALLER * size else f for f in found]


def _without_mark(fragment: Fragment, marks: set[str]) -> Fragment:
    first, *others = fragment.words
    kept = [word for word in others if not (word.size < _RAISED * fragment.size and _plain_mark(word.text) in marks)]
    return fragment if len(kept) == len(others) else replace(fragment, words=[first, *kept])


def _plain_mark(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark).strip("[]().,;")


def _first_note(rows: Sequence[Row], page: PageWords, size: float) -> int:
    """Returns which row begins the footnotes at the column's end; the number of rows where there are none."""
    start = len(rows)
    while start and _is_small(rows[start - 1], size) and rows[start - 1][0].top > _NOTES_FROM * page.height:
        start -= 1
    while start < len(rows) and not _begins_note(rows[start]):
        start += 1
    return start or len(rows)


def _is_small(row: Row, size: float) -> bool:
    return all(isinstance(item, Fragment) and item.size < _SMALLER * size for item in row)


def _begins_note(row: Row) -> bool:
    return isinstance(row[0], Fragment) and _NOTE_MARK.match(row[0].text) is not None


def _end_of_note(rows: Sequence[Row], place: int) -> int:
    end = place + 1
    while end < len(rows) and not _begins_note(rows[end]):
        end += 1
    return end


def _caption_lines(rows: Sequence[Row], place: int, page: PageWords, size: float) -> int:
    """Returns how many rows from here are a caption, 0 if this one begins none."""
    first = _begun_by(rows[place])
    small = first is not None and first.size < _SMALLER * size
    if first is None or not (is_caption(first.text) or (small and _below_picture(first, page))):
        return 0
    count = 1
    for before, row in pairwise(rows[place : place + _CAPTION_LINES]):
        if not _continues_caption(before, row, usual=not small):
            break
        count += 1
    return count


def _continues_caption(before: Row, row: Row, *, usual: bool) -> bool:
    """Tells whether a row goes on with the caption; in the type of the text only up to the end of its sentence."""
    last = _texts(before)[-1]
    item = _begun_by(row)
    if item is None or is_caption(item.text):
        return False
    near = item.top - last.top < _NEXT_LINE * (last.bottom - last.top)
    same = abs(item.size - last.size) < 1 - _SMALLER and item.bold == last.bold
    return near and same and not (usual and last.text.endswith(_SENTENCE_END))


def _below_picture(fragment: Fragment, page: PageWords) -> bool:
    height = fragment.bottom - fragment.top
    return any(
        -height < fragment.top - picture.bottom < _AT_PICTURE * height
        and picture.left - height < fragment.left
        and fragment.right < picture.right + height
        for picture in page.pictures
        if picture.bottom - picture.top > _AT_PICTURE * height
    )
