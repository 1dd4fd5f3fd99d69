"""Words and pages as the modules that read PDF pages pass them on, without a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from ingest.asides import Aside
from ingest.figures import KeyFigure
from ingest.fragments import Fragment, fragments
from ingest.grids import Table
from ingest.page import Area, PageWords, Word
from ingest.pagelayout import Flow, PlacedLine, Rows
from ingest.running import ReadPage
from kb.types import Box

WIDTH, HEIGHT = 595.0, 842.0
SIZE = 10.0
# In sizes of the type: a letter, the space between words, the height of a line, and what lies between two.
LETTER, SPACE, TALL, LEADING = 0.5, 0.3, 1.1, 1.3


def line(text: str, left: float = 50, top: float = 100, *, size: float = SIZE, bold: bool = False) -> list[Word]:
    """Returns the words of a line of type."""
    found: list[Word] = []
    for part in text.split():
        right = left + LETTER * size * len(part)
        found.append(Word(part, left, top, right, top + TALL * size, size, bold))
        left = right + SPACE * size
    return found


def lines(*texts: str, left: float = 50, top: float = 100, size: float = SIZE, bold: bool = False) -> list[Word]:
    """Returns the words of lines below each other."""
    below = enumerate(texts)
    return [word for n, text in below for word in line(text, left, top + n * LEADING * size, size=size, bold=bold)]


def fragment(text: str, left: float = 50, top: float = 100, *, size: float = SIZE, bold: bool = False) -> Fragment:
    """Returns a line of type as one fragment."""
    words = line(text, left, top, size=size, bold=bold)
    return Fragment(words, left, top, words[-1].right, top + TALL * size, size, bold)


def sheet(words: Iterable[Word] = (), *, number: int = 1, areas: Iterable[Area] = (), **sides: Any) -> PageWords:
    """Returns a page with words and what is drawn on it."""
    usual = {"width": WIDTH, "height": HEIGHT}
    return PageWords(number=number, words=list(words), areas=list(areas), **{**usual, **sides})


def read_page(words: Iterable[Word], *, number: int = 1, areas: Iterable[Area] = (), **sides: Any) -> ReadPage:
    """Returns a page with its fragments, in type of the usual size."""
    page = sheet(words, number=number, areas=areas, **sides)
    return ReadPage(page, fragments(page.words), SIZE)


def placed(text: str, *, page: int = 1, left: float = 50, top: float = 100, **look: Any) -> PlacedLine:
    """Returns a line of a page that is laid out; it reaches to its column's right edge where nothing else is said."""
    size, column = look.pop("size", SIZE), look.pop("column", (50.0, 350.0))
    right, bottom = look.pop("right", column[1]), top + TALL * size
    return PlacedLine(
        text=text,
        page=page,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        size=size,
        bold=look.pop("bold", False),
        box=Box(page, left, top, right, bottom),
        column=column,
        **look,
    )


def paragraph(*texts: str, page: int = 1, top: float = 100, leading: float = LEADING * SIZE, **look: Any) -> Flow:
    """Returns running text of lines below each other."""
    return Flow(lines=[placed(text, page=page, top=top + n * leading, **look) for n, text in enumerate(texts)])


def joined(*flows: Flow) -> Flow:
    """Returns flows of one page as one."""
    whole = Flow()
    for flow in flows:
        begin = len(whole.lines)
        whole.lines.extend(flow.lines)
        whole.inserts.extend((begin + after, insert) for after, insert in flow.inserts)
    return whole


def letters(texts: Iterable[str]) -> Counter[str]:
    """Counts the letters of texts, without the white space."""
    return Counter(char for text in texts for char in text if not char.isspace())


def parts_of(item: Fragment | KeyFigure | Table | Aside[Any]) -> Iterator[Fragment]:
    """Yields the fragments that an item of a page is made of."""
    if isinstance(item, Fragment):
        yield item
    elif isinstance(item, KeyFigure):
        yield from item.lines
    elif isinstance(item, Table):
        yield from (part for row in item.rows for cell in row for line in cell.lines for part in line)
    else:
        yield from (part for held in item.items for part in parts_of(held))


def lines_of(flow: Flow) -> Iterator[PlacedLine]:
    """Yields all lines of a page, of its running text and of what stands beside it."""
    yield from flow.lines
    for _, insert in flow.inserts:
        if isinstance(insert, Flow):
            yield from lines_of(insert)
        elif isinstance(insert, Rows):
            yield from (line for row in insert.cells for cell in row for line in cell)
        else:
            yield from insert.lines


def ascends(numbers: Sequence[float]) -> bool:
    """Tells whether numbers rise."""
    return all(before < after for before, after in pairwise(numbers))
