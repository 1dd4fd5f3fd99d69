from __future__ import annotations

import weakref
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fragments import Fragment
from ingest.page import PageWords
from ingest.running import WINDOW, ReadPage, without_running
from tests.ingest.typed import HEIGHT, SIZE, fragment, line, lines, read_page

_settings = settings(max_examples=60, deadline=None, derandomize=True)
TOP, BOTTOM = 30, HEIGHT - 40
# In the middle of the page, but among its outermost rows.
UPPER = 120

_text = st.sampled_from(["Jaarrapport 2023", "12", "Een zin.", "Water", "pagina 7", "•"])
_fragment = st.builds(
    lambda text, left, top, size: fragment(text, left, top, size=size),
    _text,
    st.sampled_from([50.0, 300.0]),
    st.floats(0, HEIGHT) | st.sampled_from([30.0, 100.0, 113.0, 400.0, 800.0]),
    st.sampled_from([8.0, 10.0, 20.0]),
)
_pages = st.lists(st.lists(_fragment, max_size=8), max_size=14)


def page(number: int, fragments: list[Fragment], width: float = 595) -> ReadPage:
    return ReadPage(PageWords(number=number, width=width, height=HEIGHT, words=[]), fragments, SIZE)


def body(number: int) -> list[Fragment]:
    """Lines that no other page has; digits would not tell them apart."""
    name = chr(ord("a") + number % 26)
    return [fragment(f"{name * 5} regel {word}", 50, 200 + 13 * n) for n, word in enumerate(("een", "twee", "drie"))]


def texts(pages: list[ReadPage]) -> list[list[str]]:
    return [[part.text for part in read.fragments] for read in without_running(pages)]


def dropped(pages: list[ReadPage]) -> list[list[str]]:
    """What each page loses."""
    found = list(without_running(pages))
    return [
        [part.text for part in before.fragments if not any(part is kept for kept in after.fragments)]
        for before, after in zip(pages, found, strict=True)
    ]


@_settings
@given(pages=_pages)
def test_every_page_comes_once_in_order_and_loses_text_at_its_edges_only(pages: list[list[Fragment]]) -> None:
    given_pages = [page(number, fragments) for number, fragments in enumerate(pages, start=1)]

    found = list(without_running(given_pages))

    assert [read.page.number for read in found] == list(range(1, len(pages) + 1))
    for before, after in zip(given_pages, found, strict=True):
        kept = [part for part in before.fragments if any(part is other for other in after.fragments)]
        assert [id(part) for part in after.fragments] == [id(part) for part in kept]
        assert after.size == before.size
        tops = sorted({round(part.top) for part in before.fragments})
        for part in before.fragments:
            at_edge = not 0.1 * HEIGHT < part.middle < 0.9 * HEIGHT
            if not at_edge and round(part.top) not in {*tops[:2], *tops[-2:]}:
                assert any(part is other for other in kept)


def test_pages_are_given_on_while_later_ones_are_read_and_let_go() -> None:
    read = 0
    alive: list[weakref.ref[PageWords]] = []

    class Held(PageWords):
        """A page that can be watched."""

    def source() -> Iterator[ReadPage]:
        nonlocal read
        for number in range(1, 51):
            read += 1
            words = Held(number=number, width=595, height=HEIGHT, words=[])
            alive.append(weakref.ref(words))
            yield ReadPage(words, body(number), SIZE)

    for given_on in without_running(source()):
        assert read <= given_on.page.number + WINDOW
        del given_on
        assert sum(found() is not None for found in alive) <= 2 * WINDOW + 2


def test_a_header_that_two_pages_have_in_their_margin_is_dropped_from_both() -> None:
    pages = [page(n, [fragment(f"Jaarrapport 2023 – blad {n}", 50, TOP), *body(n)]) for n in (1, 2)]

    assert dropped(pages) == [["Jaarrapport 2023 – blad 1"], ["Jaarrapport 2023 – blad 2"]]


def test_what_repeats_at_the_edge_of_three_pages_is_dropped_and_what_repeats_amid_stays() -> None:
    pages = [
        page(n, [fragment("Stedenband", 50, UPPER), *body(n), fragment("Lees ook.", 50, 220.5), *_below(n)])
        for n in (1, 2, 3)
    ]

    assert dropped(pages) == [["Stedenband"]] * 3


def _below(number: int) -> list[Fragment]:
    name = chr(ord("a") + number)
    return [fragment(f"Slot {word} {name}.", 50, 500 + 13 * n) for n, word in enumerate(("een", "twee", "drie"))]


def test_what_repeats_on_two_pages_outside_the_margin_stays() -> None:
    pages = [page(n, [fragment("Getuigenissen", 50, UPPER), *body(n)]) for n in (1, 2)]

    assert dropped(pages) == [[], []]


def test_left_and_right_pages_have_headers_of_their_own() -> None:
    headers = ("Handboek voor stedenbanden", "Hoofdstuk 2. De reis")
    pages = [page(n, [fragment(headers[n % 2], 50, TOP), *body(n)]) for n in range(1, 9)]

    assert dropped(pages) == [[headers[n % 2]] for n in range(1, 9)]


def test_the_header_of_a_chapter_is_dropped_on_its_pages_only() -> None:
    chapters = ["Water"] * 5 + ["Afval"] * 5
    pages = [page(n, [fragment(name, 50, TOP), *body(n)]) for n, name in enumerate(chapters, start=1)]

    assert dropped(pages) == [[name] for name in chapters]


def test_a_text_far_away_is_no_repetition() -> None:
    first, *_, last = range(1, WINDOW + 3)
    pages = [
        page(n, [*([fragment("Met dank aan de partners", 50, TOP)] if n in (first, last) else []), *body(n)])
        for n in range(first, last + 1)
    ]

    assert dropped(pages) == [[]] * len(pages)


def test_the_same_text_at_another_height_is_no_header() -> None:
    pages = [page(n, [fragment("Met dank aan allen", 50, top), *body(n)]) for n, top in ((1, 20), (2, 60))]

    assert dropped(pages) == [[], []]


def test_the_title_of_a_slide_that_goes_on_stays_and_that_of_the_series_goes() -> None:
    titles = ["Onze partners"] * 2 + ["Wat we leerden", "Wat nu", "Vragen", "Adressen"]
    slides = [
        page(n, [fragment(title, 50, TOP, size=24), fragment("Stedenband Mol", 400, TOP, size=24), *body(n)], 960)
        for n, title in enumerate(titles, start=1)
    ]

    assert dropped(slides) == [["Stedenband Mol"]] * len(titles)


def test_titles_that_are_told_apart_by_their_number_stay() -> None:
    pages = [page(n, [fragment(f"Fiche {n}", 50, TOP, size=16), *body(n)]) for n in range(1, 9)]

    assert dropped(pages) == [[]] * 8


@pytest.mark.parametrize(
    "number", ["7", "pagina 7", "Page 7", "página 7", "p. 7", "7 / 12", "7 van 12", "- 7 -", "xii"]
)
def test_a_page_number_in_the_margin_is_dropped_even_from_a_single_page(number: str) -> None:
    assert dropped([page(1, [*body(1), fragment(number, 290, BOTTOM)])]) == [[number]]


@pytest.mark.parametrize("text", ["7 vrouwen", "Artikel 7", "de 7"])
def test_other_text_in_the_margin_of_a_single_page_stays(text: str) -> None:
    assert dropped([page(1, [*body(1), fragment(text, 290, BOTTOM)])]) == [[]]


def test_a_key_figure_at_the_edge_is_no_page_number() -> None:
    large = fragment("190", 50, TOP, size=30)

    assert dropped([page(1, [large, *body(1)])]) == [[]]


def test_a_number_among_others_is_a_cell_and_no_page_number() -> None:
    row = [fragment(text, 50 + 90 * n, BOTTOM) for n, text in enumerate(("Mol", "12", "14", "Laarne"))]

    assert dropped([page(1, [*body(1), *row])]) == [[]]


def test_pages_of_an_ordinary_document_take_milliseconds() -> None:
    pages = [
        read_page([*line("Jaarrapport", 50, TOP), *lines(*[f"zin {n} van {m}" for m in range(60)])], number=n)
        for n in range(1, 40)
    ]

    found = texts(pages)

    assert not any("Jaarrapport" in text for text in found)


def test_a_map_with_thousands_of_numbers_keeps_them() -> None:
    crowd = [fragment(str(n), 5 + n % 100 * 5, 1 + n // 100) for n in range(6000)]

    assert dropped([page(1, crowd)]) == [[]]
