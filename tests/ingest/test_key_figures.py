from __future__ import annotations

import pytest

from ingest.key_figures import is_figure, is_key_figure, is_label


@pytest.mark.parametrize(
    "text", ["66%", "66 %", "12", "1.250", "1 250 000", "€ 3,5 miljoen", "3,5 miljoen €", "+15%", "±40", "12 km"]
)
def test_a_number_with_its_unit_is_a_figure(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["", "66% van", "deel 2", "2024-2025", "2024", "12 landen", "1a", "%", "…"])
def test_text_is_no_figure(text: str) -> None:
    assert not is_figure(text)


@pytest.mark.parametrize(
    ("figure", "label"),
    [
        ("66%", "van de Vlaamse lokale besturen gebruikt de SDG's"),
        ("66%", "Vlaamse lokale besturen gebruiken de SDG's"),
        ("12", "stedenbanden"),
        ("300", "deelnemers aan de webinars"),
        ("1 250", "habitants formés au tri"),
        ("€ 40.000", "Budget voor de eerste fase"),
        ("15", "municipios con un plan de agua"),
        ("7", "active partnerships"),
    ],
)
def test_a_short_line_says_what_a_figure_counts(figure: str, label: str) -> None:
    assert is_label(figure, label)


@pytest.mark.parametrize(
    ("figure", "label"),
    [
        ("3", "Inleiding"),  # the number of a chapter
        ("12", "De gemeente besliste in mei."),  # of a page
        ("12%", "Benin"),  # a table's cell
        ("66%", "14%"),
        ("66%", "• van de besturen"),
        ("66%", "van de besturen. De rest volgt later dit jaar"),
        ("66%", "van de besturen gebruikt:"),
        ("66%", "van " + "woorden " * 15),
    ],
)
def test_other_lines_are_no_labels(figure: str, label: str) -> None:
    assert not is_label(figure, label)


@pytest.mark.parametrize(
    "text",
    [
        "66% van de besturen gebruikt de SDG's.",
        "66 % des communes ont un plan",
        "12,5% de los municipios",
        "8% of towns",
    ],
)
def test_a_short_sentence_that_begins_with_a_share_is_a_key_figure(text: str) -> None:
    assert is_key_figure(text)


@pytest.mark.parametrize(
    "text",
    [
        "12 stedenbanden waren actief.",
        "In 66% van de besturen wordt gemeten.",
        "66% van de besturen meet. De rest niet.",
        "66% van de besturen die wij in het voorjaar bevroegen, gebruikt de doelen bij de eigen analyse.",
    ],
)
def test_running_text_is_no_key_figure(text: str) -> None:
    assert not is_key_figure(text)
