from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from api.web_marks import excerpt, marked

TEXT = st.text(alphabet=st.sampled_from("ab <>&\"'é𝄞/\n"), max_size=120)


@st.composite
def highlighted(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(TEXT)
    places = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8)))
    return text, list(zip(places[::2], places[1::2], strict=False))


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", markup))


@given(highlighted())
def test_what_is_read_is_the_text_and_what_is_marked_are_its_highlights(
    made: tuple[str, list[tuple[int, int]]],
) -> None:
    text, highlights = made
    found = str(marked(text, highlights))
    assert plain(found) == text
    assert [html.unescape(one) for one in re.findall(r"<mark>(.*?)</mark>", found, re.DOTALL)] == [
        text[start:end] for start, end in highlights
    ]
    assert not re.search(r"<(?!/?mark>)", found)


@given(highlighted(), st.integers(10, 60))
def test_an_excerpt_is_a_part_of_the_text_with_the_first_highlight(
    made: tuple[str, list[tuple[int, int]]], most: int
) -> None:
    text, highlights = made
    read = plain(str(excerpt(text, highlights, most)))
    assert read.removeprefix("…").removesuffix("…") in text or read in text
    assert len(read) <= max(most, len(text) if len(text) <= most else 0) + 2


def test_an_excerpt_begins_shortly_before_what_is_found() -> None:
    text = "word " * 100 + "needle in the hay " + "word " * 100
    found = str(excerpt(text, [(500, 506)], 200))
    assert found.startswith("…word ")
    assert "<mark>needle</mark> in the hay" in found
    assert found.endswith(" word…")
