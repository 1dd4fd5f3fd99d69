"""A key figure and its label are one; nothing is lost."""

from __future__ import annotations

from hypothesis import given

from ingest.figures import key_figures
from ingest.fragments import Fragment
from tests.ingest.placed import fragments_anywhere, line, lines


@given(fragments_anywhere())
def test_each_fragment_is_in_a_figure_or_left_over(found: list[Fragment]) -> None:
    figures, rest = key_figures(found, 10.0)

    parts = [*rest, *(part for figure in figures for part in figure.lines)]
    assert sorted(map(id, parts)) == sorted(map(id, found))
    for figure in figures:
        assert (figure.left, figure.top) == (
            min(part.left for part in figure.lines),
            min(part.top for part in figure.lines),
        )


def test_a_label_stands_below_its_figure() -> None:
    label = lines(["van de lokale besturen", "gebruikt de doelen"], 50, 134)
    body = lines(["Een zin die hier niet bij hoort."], 50, 300)

    (figure,), rest = key_figures([line("66%", 50, 100, size=30), *label, *body], 10.0)

    assert [part.text for part in figure.lines] == ["66%", "van de lokale besturen", "gebruikt de doelen"]
    assert rest == body


def test_a_label_stands_beside_its_figure() -> None:
    (figure,), rest = key_figures([line("190", 50, 100, size=30), *lines(["vrouwen", "en jongeren"], 110, 103)], 10.0)

    assert [part.text for part in figure.lines] == ["190", "vrouwen", "en jongeren"]
    assert rest == []


def test_each_figure_of_a_row_has_its_own_label() -> None:
    found = [
        part
        for at, (figure, label) in enumerate([("66%", "van de besturen"), ("12", "stedenbanden")])
        for part in (line(figure, 50 + 200 * at, 100, size=30), line(label, 50 + 200 * at, 134))
    ]

    figures, rest = key_figures(found, 10.0)

    assert [[part.text for part in figure.lines] for figure in figures] == [
        ["66%", "van de besturen"],
        ["12", "stedenbanden"],
    ]
    assert rest == []


def test_a_large_word_a_small_number_and_a_number_alone_are_none() -> None:
    found = [
        line("Water", 50, 100, size=30),
        line("in de wijk", 50, 134),
        line("66%", 50, 300),
        line("van ons", 50, 313),
        line("7", 50, 500, size=30),
    ]

    figures, rest = key_figures(found, 10.0)

    assert figures == []
    assert {id(part) for part in rest} == {id(part) for part in found}
