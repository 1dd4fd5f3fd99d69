from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.layout import PlacedLine, arrange
from ingest.structure import Line, structure

BODY = PlacedLine(text="", page=1, x=50, y=0, size=10, bold=False, page_height=842)


def page(*texts: str, number: int = 1, top: float = 700, leading: float = 13) -> list[PlacedLine]:
    return [replace(BODY, text=text, page=number, y=top - leading * place) for place, text in enumerate(texts)]


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def test_running_headers_and_footers_in_the_margin_are_dropped_from_the_second_time_on() -> None:
    pages = [
        [
            replace(BODY, text=f"Jaarrapport 2023 – blad {number}", page=number, y=800),
            *page(f"Eigen tekst {name}.", number=number),
            replace(BODY, text=str(number), page=number, y=30),
        ]
        for number, name in ((1, "a"), (2, "b"))
    ]
    assert texts(arrange([line for lines in pages for line in lines])) == ["Eigen tekst a.", "Eigen tekst b."]


def test_what_repeats_at_the_edge_of_three_pages_is_dropped_and_what_repeats_amid_stays() -> None:
    lines = [
        line
        for number, name in enumerate("abc", start=1)
        for line in page(
            "Stedenband",
            f"Een {name}.",
            f"Twee {name}.",
            "Lees ook.",
            f"Drie {name}.",
            f"Vier {name}.",
            f"Vijf {name}.",
            number=number,
        )
    ]
    found = texts(arrange(lines))
    assert found.count("Stedenband") == 0
    assert found.count("Lees ook.") == 3


def test_a_line_that_repeats_on_two_pages_outside_the_margin_stays() -> None:
    lines = [*page("Getuigenissen", "Een.", "Twee.", "Drie."), *page("Getuigenissen", "Vier.", "Vijf.", number=2)]
    assert texts(arrange(lines)).count("Getuigenissen") == 2


@pytest.mark.parametrize("number", ["7", "pagina 7", "Page 7", "página 7", "p. 7", "7 / 12", "7 van 12", "7 sur 12"])
def test_a_page_number_in_the_margin_is_dropped(number: str) -> None:
    lines = [*page("Een zin op dit blad."), replace(BODY, text=number, y=30)]
    assert texts(arrange(lines)) == ["Een zin op dit blad."]


def test_a_key_figure_at_the_edge_is_no_page_number() -> None:
    lines = page("190", "vrouwen en jongeren telen groenten.", "Dat is meer dan vorig jaar.")
    assert texts(arrange(lines)) == ["190", "vrouwen en jongeren telen groenten.", "Dat is meer dan vorig jaar."]


def test_larger_and_bold_type_are_headings_by_size() -> None:
    lines = [
        replace(BODY, text="Jaarrapport", y=760, size=20, bold=True),
        replace(BODY, text="Resultaten", y=730, size=14, bold=True),
        replace(BODY, text="Water in de wijk", y=714, bold=True),
        *page("Het comité vergaderde negen keer en las de", "begroting na.", top=700),
    ]
    assert [line.heading for line in arrange(lines)] == [1, 2, 3, 0, 0]


def test_a_bold_attribution_is_no_heading() -> None:
    lines = [
        *page("“Wij schreven alles op, ook wat er niet lukte, en dat hielp ons later.”"),
        replace(BODY, text="Burgemeester van Pout, partner van Deinze", y=684, bold=True),
    ]
    assert [line.heading for line in arrange(lines)] == [0, 0]


def test_a_page_in_one_type_has_no_headings_by_looks() -> None:
    assert {line.heading for line in arrange(page("Een kop", "Een zin van het blad."))} == {0}


def test_a_bullet_and_its_text_on_one_height_are_one_line() -> None:
    lines = [replace(BODY, text="•", y=700), replace(BODY, text="Een punt.", x=62, y=700)]
    assert texts(arrange(lines)) == ["• Een punt."]


def test_a_wider_gap_sets_a_paragraph_off() -> None:
    lines = [
        *page("Een zin die op de", "volgende regel eindigt.", top=700),
        *page("Een nieuwe alinea", "gaat verder.", top=665),
    ]
    assert [line.blank_before for line in arrange(lines)] == [True, False, True, False]


def test_text_after_a_list_does_not_join_its_last_item() -> None:
    bullet = [
        replace(BODY, text="• Een punt dat op de", y=700),
        replace(BODY, text="tweede regel eindigt.", x=62, y=687),
    ]
    after = replace(BODY, text="Daarna volgt gewone tekst.", y=674)
    short = replace(BODY, text="• Een kort punt.", y=661)
    last = replace(BODY, text="Weer gewone tekst.", y=648)
    blocks = structure(arrange([*bullet, after, short, last]))
    assert [block.text for block in blocks] == [
        "Een punt dat op de tweede regel eindigt.",
        "Daarna volgt gewone tekst.",
        "Een kort punt.",
        "Weer gewone tekst.",
    ]


def test_a_first_line_that_is_indented_keeps_its_paragraph() -> None:
    lines = [replace(BODY, text="Een alinea die inspringt", x=62, y=700), *page("en dan verder gaat.", top=687)]
    assert [block.text for block in structure(arrange(lines))] == ["Een alinea die inspringt en dan verder gaat."]


def test_a_sentence_goes_on_in_the_next_column_and_page() -> None:
    lines = [
        *page("De ervaring van Ouinhi met de", "dorpsraden van het district", top=120),
        *[replace(line, x=300) for line in page("Zogbodomey is een voorbeeld voor", top=700)],
        *page("Laarne en voor andere.", number=2),
    ]
    [block] = structure(arrange(lines))
    assert block.text.endswith("district Zogbodomey is een voorbeeld voor Laarne en voor andere.")


def test_no_lines_are_no_lines() -> None:
    assert arrange([]) == []
