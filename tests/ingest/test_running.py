"""Headers, footers and page numbers go; nothing else does, and each page comes once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fragments import Fragment
from ingest.running import WINDOW, ReadPage, without_running
from tests.ingest.placed import HEIGHT, line, lines, read_page

EDGE = 0.1


def kept(pages: list[list[Fragment]], width: float = 595.0) -> list[list[str]]:
    read = [read_page(found, number=number, width=width) for number, found in enumerate(pages, start=1)]
    return [[part.text for part in page.fragments] for page in without_running(read)]


bodies = st.lists(st.sampled_from(["Stedenband", "Een zin.", "Lees ook.", "12", "Slot."]), max_size=12)


@given(st.lists(bodies, max_size=3 * WINDOW))
def test_each_page_comes_once_and_in_order_and_only_its_edges_are_dropped(texts: list[list[str]]) -> None:
    pages = [read_page(lines(body, 50, 30, leading=68), number=number) for number, body in enumerate(texts, start=1)]

    found = list(without_running(pages))

    assert [page.page.number for page in found] == list(range(1, len(texts) + 1))
    for before, after in zip(pages, found, strict=True):
        left = [id(part) for part in after.fragments]
        middle = [
            part
            for place, part in enumerate(before.fragments)
            if 2 <= place < len(before.fragments) - 2 and EDGE * HEIGHT < part.middle < (1 - EDGE) * HEIGHT
        ]
        assert {id(part) for part in middle} <= {*left}
        assert left == [id(part) for part in before.fragments if id(part) in left]


def test_no_more_than_a_window_of_pages_is_read_ahead() -> None:
    taken = 0

    def pages() -> Iterator[ReadPage]:
        nonlocal taken
        for number in range(1, 40):
            taken = number
            yield read_page([], number=number)

    for page in without_running(pages()):
        assert taken <= page.page.number + WINDOW


def test_what_is_in_the_margin_of_two_pages_runs_along() -> None:
    pages = [
        [
            line(f"Jaarrapport 2023 – blad {number}", 50, 30),
            line(f"Eigen tekst {name}.", 50, 300),
            line(str(number), 290, 810),
        ]
        for number, name in enumerate("ab", start=1)
    ]

    assert kept(pages) == [["Eigen tekst a."], ["Eigen tekst b."]]


def test_what_repeats_at_the_edge_of_three_pages_goes_and_what_repeats_amid_stays() -> None:
    pages = [
        lines(["Stedenband", f"Een {n}.", f"Twee {n}.", "Lees ook.", f"Drie {n}.", f"Vier {n}.", f"Vijf {n}."], 50, 140)
        for n in "abc"
    ]

    assert [("Stedenband" in page, "Lees ook." in page) for page in kept(pages)] == [(False, True)] * 3


def test_a_line_that_repeats_on_two_pages_outside_the_margin_stays() -> None:
    pages = [lines(["Getuigenissen", *rest], 50, 140) for rest in (["Een.", "Twee."], ["Drie.", "Vier."])]

    assert [page[0] for page in kept(pages)] == ["Getuigenissen"] * 2


def test_headers_of_a_chapter_far_away_do_not_count() -> None:
    pages = [[line("Water", 50, 30), line(f"Tekst {number}.", 50, 300)] for number in range(2)]
    between = [[line(f"Tekst {name}.", 50, 300)] for name in "abcdef"]

    assert kept([pages[0], *between, pages[1]])[0] == ["Water", "Tekst 0."]


@pytest.mark.parametrize(
    "number", ["7", "- 7 -", "pagina 7", "Page 7", "página 7", "p. 7", "7 / 12", "7 van 12", "7 sur 12", "xii", "A-7"]
)
def test_a_page_number_in_the_margin_goes(number: str) -> None:
    assert kept([[line("Een zin op dit blad.", 50, 300), line(number, 290, 810)]]) == [["Een zin op dit blad."]]


def test_a_key_figure_and_a_number_amid_the_page_stay() -> None:
    page = [line("190", 50, 30, size=30), line("vrouwen en jongeren", 50, 300), line("190", 50, 400)]

    assert kept([page]) == [["190", "vrouwen en jongeren", "190"]]


def test_the_title_of_slides_stays_unless_most_slides_have_it() -> None:
    def slides(titles: list[str]) -> list[list[Fragment]]:
        return [
            [line(title, 50, 100, size=24), line(f"Punt {name} van ons.", 50, 300)]
            for name, title in zip("abcde", titles, strict=True)
        ]

    goes_on = kept(slides(["Aanpak", "Aanpak", "Kosten", "Slot", "Vragen"]), width=1200.0)
    same = kept(slides(["Aanpak"] * 5), width=1200.0)

    assert [page[0] for page in goes_on[:2]] == ["Aanpak"] * 2
    assert [page[0] for page in same] == [f"Punt {name} van ons." for name in "abcde"]
