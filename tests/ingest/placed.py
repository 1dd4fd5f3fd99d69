"""Words, lines and pages at given places, for the tests of what a page's geometry tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from ingest.fragments import Fragment, fragment_of
from ingest.page import Area, PageWords, Word
from ingest.pagelayout import Flow, Note, PlacedLine, Rows
from ingest.running import ReadPage

WIDTH, HEIGHT = 595.0, 842.0
# Of most letters, in sizes of their type.
_LETTER = 0.5


def words_of(text: str, left: float, top: float, *, size: float = 10.0, bold: bool = False) -> list[Word]:
    """Sets the words of a line, a letter's width between them."""
    made = []
    for text_of_word in text.split():
        right = left + _LETTER * size * len(text_of_word)
        made.append(Word(text_of_word, left, top, right, top + size, size, bold))
        left = right + _LETTER * size
    return made


def line(text: str, left: float, top: float, *, size: float = 10.0, bold: bool = False) -> Fragment:
    return fragment_of(words_of(text, left, top, size=size, bold=bold))


def lines(texts: Iterable[str], left: float, top: float, *, leading: float = 13.0) -> list[Fragment]:
    return [line(text, left, top + leading * place) for place, text in enumerate(texts)]


def read_page(
    found: Sequence[Fragment],
    *,
    number: int = 1,
    areas: Sequence[Area] = (),
    pictures: Sequence[Area] = (),
    width: float = WIDTH,
) -> ReadPage:
    page = PageWords(number=number, width=width, height=HEIGHT, words=[], areas=list(areas), pictures=list(pictures))
    return ReadPage(page, list(found), 10.0)


def letters(texts: Iterable[str]) -> Counter[str]:
    """Counts letters; spaces are none."""
    return Counter(letter for text in texts for letter in text if not letter.isspace())


def lines_of(flow: Flow) -> list[PlacedLine]:
    """Returns all lines of a page, with those of its notes, tables and boxes."""
    found = list(flow.lines)
    for _, insert in flow.inserts:
        found.extend(_lines_of(insert))
    return found


def _lines_of(insert: Note | Rows | Flow) -> list[PlacedLine]:
    if isinstance(insert, Flow):
        return lines_of(insert)
    if isinstance(insert, Note):
        return insert.lines
    return [line for row in insert.cells for cell in row for line in cell]


@st.composite
def fragments_anywhere(draw: st.DrawFn) -> list[Fragment]:
    """Draws a page of fragments, whatever they say and however they lie; no two are the same."""
    place = st.tuples(st.integers(0, 10), st.integers(0, 40))
    texts = st.sampled_from(
        [
            "De pomp staat stil",
            "42%",
            "Figuur 3. Een kaart",
            "1",
            "12 Zie bladzijde 4",
            "D",
            "Kop",
            "van de wijk",
            "• Een punt",
        ]
    )
    sizes = st.sampled_from([7.0, 10.0, 10.0, 10.0, 14.0, 30.0])
    made = draw(st.lists(st.tuples(place, texts, sizes, st.booleans()), max_size=25, unique_by=lambda drawn: drawn[0]))
    return [line(text, 20.0 + 50 * x, 20.0 + 20 * y, size=size, bold=bold) for (x, y), text, size, bold in made]


areas_anywhere = st.lists(
    st.builds(
        lambda x, y, width, height, filled: Area(
            50.0 * x, 20.0 * y, 50.0 * x + width, 20.0 * y + height, filled=filled
        ),
        st.integers(0, 8),
        st.integers(0, 30),
        st.sampled_from([0.5, 50.0, 200.0, 400.0]),
        st.sampled_from([0.5, 20.0, 80.0, 300.0]),
        st.booleans(),
    ),
    max_size=12,
)
