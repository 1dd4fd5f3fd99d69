from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fragments import fragment_of, fragments, same_line
from ingest.page import Word
from tests.ingest.typed import SIZE, letters, line, lines

_settings = settings(max_examples=60, deadline=None, derandomize=True)

_token = st.text(alphabet="abcdeéXYZ0123456789.,:%•-", min_size=1, max_size=9)
_word = st.builds(
    lambda text, left, top, wide, high: Word(text, left, top, left + wide, top + high, high or 1.0),
    _token,
    st.floats(-50, 600),
    st.floats(-50, 900),
    st.floats(0, 80),
    st.sampled_from([0.0, 4.0, 10.0, 11.0, 40.0]),
)
# Texts of lines, each in one, two or three columns.
_cell = st.lists(st.sampled_from(["water", "plan", "12", "%", "de", "Sint-Niklaas"]), min_size=1, max_size=6)
_sheet = st.lists(st.lists(_cell, max_size=3), max_size=8)


def texts(words: list[Word]) -> list[str]:
    return sorted(fragment.text for fragment in fragments(words))


@_settings
@given(words=st.lists(_word, max_size=40))
def test_no_letter_is_lost(words: list[Word]) -> None:
    apart = [
        replace(word, left=word.left + 700 * place, right=word.right + 700 * place) for place, word in enumerate(words)
    ]
    drawn = [word for word in apart if not _is_drawn(word.text)]

    assert letters(fragment.text for fragment in fragments(drawn)) == letters(word.text for word in drawn)


def _is_drawn(text: str) -> bool:
    return len(text) > 4 and len(set(text)) == 1 and not text.isalnum()


@_settings
@given(words=st.lists(_word, max_size=40))
def test_words_that_overlap_come_out_once(words: list[Word]) -> None:
    named = [replace(word, text=f"w{place}w") for place, word in enumerate(words)]

    assert letters(fragment.text for fragment in fragments(named)) == letters(word.text for word in named)


@_settings
@given(rows=_sheet, seed=st.integers(0, 99))
def test_the_order_of_the_content_makes_no_difference(rows: list[list[list[str]]], seed: int) -> None:
    words = [
        word
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        for word in line(" ".join(cell), 50 + 400 * column, 100 + 13 * row)
    ]
    shuffled = list(words)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, no secret

    assert texts(shuffled) == texts(words)


@_settings
@given(words=st.lists(_word, min_size=1, max_size=40))
def test_a_fragment_s_box_holds_its_words_from_left_to_right(words: list[Word]) -> None:
    for fragment in fragments(words):
        lefts = [word.left for word in fragment.words]
        assert lefts == sorted(lefts)
        assert fragment.left == min(lefts)
        assert fragment.right == max(word.right for word in fragment.words)
        assert (fragment.top, fragment.bottom) == (
            min(word.top for word in fragment.words),
            max(word.bottom for word in fragment.words),
        )


def test_words_with_a_space_between_them_are_one_fragment_and_a_gutter_parts_two() -> None:
    assert texts([*line("Een zin links", 50), *line("en een rechts", 300)]) == ["Een zin links", "en een rechts"]


def test_words_of_lines_below_each_other_stay_apart() -> None:
    assert texts(lines("Een zin op", "twee regels")) == ["Een zin op", "twee regels"]


def test_nothing_has_no_fragments() -> None:
    assert fragments([]) == []


def test_words_that_are_set_at_an_angle_are_left_out() -> None:
    assert texts([*line("Een zin"), replace(*line("ONTWERP", 50, 300), angle=45)]) == ["Een zin"]


def test_a_word_printed_twice_to_look_bold_is_read_once() -> None:
    once = line("Een kop")
    again = [replace(word, left=word.left + 0.4, right=word.right + 0.4, top=word.top + 0.4) for word in once]

    assert texts([*once, *again]) == ["Een kop"]


def test_a_word_that_comes_twice_on_a_line_is_read_twice() -> None:
    assert texts(line("nu en nu en nu")) == ["nu en nu en nu"]


def test_letters_set_apart_are_a_word_and_wider_gaps_are_spaces() -> None:
    spaced = line("G E L E E R D E")
    rest = line("L E S S E N", spaced[-1].right + 7)

    assert texts([*spaced, *rest]) == ["GELEERDE LESSEN"]


def test_pieces_of_a_word_that_were_kerned_are_joined() -> None:
    (first,) = line("Ta")
    (second,) = line("fel", first.right + 0.2)

    assert texts([first, second]) == ["Tafel"]


@pytest.mark.parametrize("mark", ["\uf0b7", "\uf0a7", "o"])
def test_the_signs_of_symbol_fonts_and_a_round_letter_set_apart_are_bullets(mark: str) -> None:
    assert texts([*line(mark, 50), *line("Een punt.", 68)]) == ["• Een punt."]


def test_a_round_letter_within_a_line_stays() -> None:
    assert texts(line("o jee")) == ["o jee"]


@pytest.mark.parametrize("mark", ["•", "1.", "a)", "–"])
def test_a_bullet_or_number_belongs_to_the_text_right_of_it(mark: str) -> None:
    assert texts([*line(mark, 50), *line("Een punt.", 85)]) == [f"{mark} Een punt."]


def test_another_word_as_far_away_is_of_another_fragment() -> None:
    assert texts([*line("Een", 50), *line("punt.", 85)]) == ["Een", "punt."]


@pytest.mark.parametrize("drawn", ["----------", "..........", "__________"])
def test_a_line_drawn_with_signs_is_no_text(drawn: str) -> None:
    assert texts([*line(drawn), *line("Tekst", 50, 150)]) == ["Tekst"]


def test_a_large_figure_stands_by_itself() -> None:
    (figure,) = line("190", 50, 100, size=40)

    assert texts([figure, *line("vrouwen", figure.right + 2, 120)]) == ["190", "vrouwen"]


def test_the_type_of_a_fragment_is_that_of_most_letters() -> None:
    (mark,) = line("1", 140, 98, size=6)
    found = fragment_of([*line("Een lange zin"), mark])

    assert (found.size, found.bold) == (SIZE, False)
    assert fragment_of([*line("Vetgedrukt", bold=True), *line("en", 110)]).bold


def test_what_shares_half_its_height_is_on_one_line() -> None:
    (one,) = line("een", 50, 100)

    assert same_line(one, *line("twee", 90, 104))
    assert not same_line(one, *line("twee", 90, 107))


_COUNT = 8000


@pytest.mark.parametrize(
    "words",
    [
        [Word("a", 100, place * 2, 105, place * 2 + 1, 1) for place in range(_COUNT)],
        [Word(f"a{n}", n / _COUNT, 0, n / _COUNT + 0.1, 10, 1 + 9 * (n % 2)) for n in range(_COUNT)],
    ],
    ids=["a letter again and again below itself", "words of two sizes in one heap"],
)
def test_hostile_pages_take_time_with_the_number_of_words_only(words: list[Word]) -> None:

    found = fragments(words)

    assert letters(fragment.text for fragment in found) == letters(word.text for word in words)
