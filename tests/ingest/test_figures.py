from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.figures import KeyFigure, key_figures
from ingest.fragments import Fragment
from tests.ingest.typed import SIZE, fragment, parts_of

_settings = settings(max_examples=60, deadline=None, derandomize=True)

_fragment = st.builds(
    lambda text, left, top, size: fragment(text, left, top, size=size),
    st.sampled_from(["66%", "190", "€ 1.250", "vrouwen", "en jongeren", "12 steden", "Een zin."]),
    st.sampled_from([50.0, 60.0, 130.0, 300.0]) | st.floats(0, 500),
    st.sampled_from([100.0, 113.0, 126.0, 150.0]) | st.floats(0, 800),
    st.sampled_from([8.0, 10.0, 30.0]),
)


def said(figures: list[KeyFigure]) -> list[list[str]]:
    return [[part.text for part in figure.lines] for figure in figures]


@_settings
@given(found=st.lists(_fragment, max_size=25))
def test_every_fragment_is_in_a_figure_or_in_the_rest(found: list[Fragment]) -> None:
    figures, rest = key_figures(found, SIZE)

    parts = [part for figure in figures for part in parts_of(figure)]
    assert Counter(map(id, [*parts, *rest])) == Counter(map(id, found))


@_settings
@given(found=st.lists(_fragment, max_size=25))
def test_the_box_of_a_figure_holds_its_parts(found: list[Fragment]) -> None:
    for figure in key_figures(found, SIZE)[0]:
        assert figure.label
        assert figure.left == min(part.left for part in figure.lines)
        assert figure.top == min(part.top for part in figure.lines)
        assert figure.right == max(part.right for part in figure.lines)
        assert figure.bottom == max(part.bottom for part in figure.lines)


def test_a_large_number_is_read_with_the_label_beside_it() -> None:
    figure = fragment("66%", 50, 100, size=30)
    label = [fragment("van de besturen", 110, 104), fragment("doet mee", 110, 117)]

    made, rest = key_figures([*label, figure], SIZE)

    assert said(made) == [["66%", "van de besturen", "doet mee"]]
    assert rest == []


def test_a_large_number_is_read_with_the_label_below_it() -> None:
    figure = fragment("190", 50, 100, size=30)
    label = [fragment("vrouwen en jongeren", 50, 136), fragment("telen groenten", 50, 149)]

    made, _ = key_figures([figure, *label], SIZE)

    assert said(made) == [["190", "vrouwen en jongeren", "telen groenten"]]


def test_figures_beside_each_other_keep_their_own_labels() -> None:
    found = [
        *[fragment("12", 50, 100, size=30), fragment("42", 200, 100, size=30), fragment("7", 350, 100, size=30)],
        *[fragment("steden", 50, 136), fragment("projecten", 200, 136), fragment("landen", 350, 136)],
    ]

    made, rest = key_figures(found, SIZE)

    assert said(made) == [["12", "steden"], ["42", "projecten"], ["7", "landen"]]
    assert rest == []


def test_text_far_below_is_no_part_of_the_label() -> None:
    found = [fragment("12", 50, 100, size=30), fragment("steden", 50, 136), fragment("Een andere alinea.", 50, 180)]

    made, (left_over,) = key_figures(found, SIZE)

    assert said(made) == [["12", "steden"]]
    assert left_over.text == "Een andere alinea."


def test_a_number_above_a_whole_paragraph_is_no_key_figure() -> None:
    text = [fragment("Een zin van de alinea die verder gaat", 50, 136 + 13 * n) for n in range(9)]

    made, rest = key_figures([fragment("12", 50, 100, size=30), *text], SIZE)

    assert made == []
    assert len(rest) == 10


@pytest.mark.parametrize("text", ["12 steden", "Kans", "12.345.678.901.234", "II"])
def test_other_large_text_is_no_figure(text: str) -> None:
    found = [fragment(text, 50, 100, size=30), fragment("doen mee", 50, 136)]

    assert key_figures(found, SIZE) == ([], found)


@pytest.mark.parametrize("text", ["66%", "+12", "€ 1.250", "4,5 km", "> 100", "1 200", "≥ 3x", "30+"])
def test_numbers_with_signs_and_units_are_figures(text: str) -> None:
    made, _ = key_figures([fragment(text, 50, 100, size=30), fragment("doen mee", 50, 136)], SIZE)

    assert said(made) == [[text, "doen mee"]]


def test_a_number_in_the_usual_type_is_text() -> None:
    found = [fragment("12", 50, 100, size=12), fragment("doen mee", 50, 116)]

    assert key_figures(found, SIZE) == ([], found)


def test_a_number_alone_stays() -> None:
    (figure,) = found = [fragment("12", 50, 100, size=30)]

    assert key_figures(found, SIZE) == ([], [figure])
