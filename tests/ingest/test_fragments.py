"""Words become lines: no letter is lost, and the order of the file's content does not matter."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fragments import Fragment, fragments, same_line
from ingest.page import Word
from tests.ingest.placed import letters, line, words_of

# Words on a grid: some touch, some have a space between them, some a gutter.
places = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12), st.sampled_from(["water", "a", "12", "Benin", "de", "3."])),
    max_size=40,
    unique_by=lambda drawn: drawn[:2],
)


def set_on_grid(drawn: list[tuple[int, int, str]]) -> list[Word]:
    return [Word(text, 9.0 * x, 7.0 * y, 9.0 * x + 5 * len(text), 7.0 * y + 10, 10.0) for x, y, text in drawn]


def shown(found: list[Fragment]) -> list[tuple[float, float, str]]:
    return sorted((round(part.left, 2), round(part.top, 2), part.text) for part in found)


@given(places)
def test_no_letter_is_lost_and_none_comes_twice(drawn: list[tuple[int, int, str]]) -> None:
    words = set_on_grid(drawn)

    assert letters(part.text for part in fragments(words)) == letters(word.text for word in words)


@given(
    st.lists(st.lists(st.sampled_from(["water", "in", "Benin", "de", "pomp"]), min_size=1), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_stream_does_not_matter(texts: list[list[str]], random: Random) -> None:
    words = [word for at, text in enumerate(texts) for word in words_of(" ".join(text), 50, 50 + 13 * at)]
    shuffled = random.sample(words, len(words))

    assert shown(fragments(shuffled)) == shown(fragments(words))
    assert [text for _, _, text in sorted(shown(fragments(shuffled)), key=lambda part: part[1])] == [
        " ".join(text) for text in texts
    ]


@given(places)
def test_a_fragment_is_as_large_as_its_words(drawn: list[tuple[int, int, str]]) -> None:
    for part in fragments(set_on_grid(drawn)):
        assert part.left == min(word.left for word in part.words)
        assert part.right == max(word.right for word in part.words)
        assert (part.top, part.bottom) == (
            min(word.top for word in part.words),
            max(word.bottom for word in part.words),
        )


def test_a_gutter_parts_two_fragments_of_a_line() -> None:
    words = [*words_of("De pomp staat", 50, 50), *words_of("Grond en water", 300, 50)]

    assert [text for _, _, text in shown(fragments(words))] == ["De pomp staat", "Grond en water"]


def test_words_that_are_printed_twice_to_look_bold_are_read_once() -> None:
    words = [*words_of("Een kop", 50, 50), *words_of("Een kop", 50.4, 50.3)]

    assert [part.text for part in fragments(words)] == ["Een kop"]


def test_pieces_of_a_word_that_were_placed_apart_are_one_word() -> None:
    pieces = [Word("Ben", 50, 50, 65, 60, 10), Word("in", 65.3, 50, 75, 60, 10)]

    assert [part.text for part in fragments(pieces)] == ["Benin"]


def test_letters_that_were_set_apart_are_words() -> None:
    spaced = [Word(letter, 50.0 + 9 * at, 50, 55.0 + 9 * at, 60, 10) for at, letter in enumerate("WATER")]
    after = [Word(letter, 98.0 + 9 * at, 50, 103.0 + 9 * at, 60, 10) for at, letter in enumerate("NU")]

    assert [part.text for part in fragments([*spaced, *after])] == ["WATER NU"]


@pytest.mark.parametrize("sign", ["\uf0b7", "o"])
def test_signs_that_stand_for_bullets_are_bullets(sign: str) -> None:
    words = [*words_of(sign, 50, 50), *words_of("Een punt", 68, 50)]

    assert [part.text for part in fragments(words)] == ["• Een punt"]


def test_lines_that_are_drawn_with_signs_and_slanted_words_are_no_text() -> None:
    slanted = Word("CONCEPT", 50, 200, 300, 210, 60, angle=45)

    assert fragments([*words_of("......... ------", 50, 50), slanted]) == []


def test_a_figure_in_large_type_stands_by_itself() -> None:
    words = [Word("42%", 50, 45, 95, 75, 30), *words_of("van de wijken", 100, 55)]

    assert [text for _, _, text in shown(fragments(words))] == ["42%", "van de wijken"]


def test_a_fragment_is_bold_and_large_as_most_of_its_letters() -> None:
    words = [*words_of("Nota", 50, 50, bold=True), *words_of("over het water van de stad", 75, 50)]
    heavy = [*words_of("Nota over water", 50, 90, size=12, bold=True), *words_of("nu", 146, 90)]

    assert [part.bold for part in fragments(words)] == [False]
    assert [(part.bold, part.size) for part in fragments(heavy)] == [(True, 12)]


@pytest.mark.parametrize(("top", "same"), [(50, True), (53, True), (58, False), (40, False)])
def test_lines_that_share_most_of_their_height_are_one(top: float, *, same: bool) -> None:
    assert same_line(line("een", 50, 50), line("ander", 90, top)) is same
