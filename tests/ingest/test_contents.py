from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.contents import without_contents

BULLET, HEADING, PARAGRAPH, STEP = BlockKind.BULLET, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP
TITLES = ["Inleiding", "Wie doet mee", "De aanvraag", "Het verslag"]

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def _paragraphs(*texts: str) -> list[Block]:
    return [Block(kind=PARAGRAPH, text=text) for text in texts]


def _chapters(titles: list[str], level: int = 1) -> list[Block]:
    return [
        block
        for title in titles
        for block in (
            Block(kind=HEADING, text=title, level=level),
            *_paragraphs(f"Hier staat wat er over {title.lower()} te zeggen is."),
        )
    ]


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Inhoud", ["1 Inleiding ........ 3", "2 De aanvraag ........ 5", "2.1 Het verslag .... 12"]),
        ("Inhoudsopgave", ["Inleiding\t…………… 3", "De aanvraag …… 5"]),
        ("Inhoudstafel", ["Inleiding . . . . . . . iv", "De aanvraag . . . . . 5"]),
        ("Lijst van figuren", ["Figuur 1 Het dorp ____ 4", "Figuur 2 De markt ____ 9"]),
        ("Table des matières", ["Introduction ......... 3", "La demande .......... 5"]),
        ("SOMMAIRE", ["I. Introduction ..... 3", "II. La demande ......... 5"]),
        ("Liste des tableaux :", ["Tableau 1 : Budget ..... 3", "Tableau 2 : Calendrier ..... 8"]),
        ("ÍNDICE", ["1. Introducción ....... 3 2. La solicitud ....... 5 3. El informe ....... 8 4. Anexos ....... 9"]),
        ("Contenido", ["Introducción ...... 3", "La solicitud ...... 5"]),
        ("Table of contents", ["Introduction ...... 3", "The application ...... 5"]),
        ("List of figures", ["Figure 1. The village ..... 3", "Figure 2. The market ..... 3"]),
    ],
)
def test_lines_that_lead_to_pages_go_with_their_heading(heading: str, lines: list[str]) -> None:
    text = _paragraphs("De tekst begint hier en gaat over het dorp.")
    contents = [Block(kind=HEADING, text=heading, level=1), *_paragraphs(*lines)]

    assert without_contents([*contents, *text]) == text


@pytest.mark.parametrize("kind", [HEADING, PARAGRAPH, STEP, BULLET])
def test_lines_with_page_numbers_go_where_their_titles_stand_again(kind: BlockKind) -> None:
    contents = [Block(kind=kind, text=f"{title} {page}") for title, page in zip(TITLES, (3, 4, 4, 9), strict=True)]

    assert without_contents([*_paragraphs("Inhoud"), *contents, *_chapters(TITLES)]) == _chapters(TITLES)
    assert without_contents([*contents, *_chapters(TITLES)]) == _chapters(TITLES)


def test_a_title_over_two_lines_is_one_entry() -> None:
    titles = [*TITLES, "Een titel die zo lang is dat zij over twee regels loopt"]
    lines = [*(f"{title} {page}" for page, title in enumerate(TITLES, start=3))]
    lines += ["Een titel die zo lang is", "dat zij over twee regels loopt 20", "Bijlagen 30"]

    assert without_contents([*_paragraphs("Inhoud", *lines), *_chapters([*titles, "Bijlagen"])]) == _chapters(
        [*titles, "Bijlagen"]
    )


def test_a_list_of_all_headings_without_pages_goes() -> None:
    contents = [Block(kind=BULLET, text=title) for title in TITLES]

    assert without_contents([*contents, *_chapters(TITLES, level=2)]) == _chapters(TITLES, level=2)


def test_a_list_of_some_headings_stays() -> None:
    listed = [Block(kind=BULLET, text=title) for title in TITLES]
    chapters = _chapters([*TITLES, "Nog een hoofdstuk"], level=2)

    assert without_contents([*listed, *chapters]) == [*listed, *chapters]


@pytest.mark.parametrize(
    "texts",
    [
        # A heading that only looks like that of a table of contents.
        ["Contenido", "El curso trata del agua y de la gente que la cuida.", "Dura dos días y es gratuito."],
        ["Inhoud", "De cursus heeft vier delen.", "Elk deel duurt een dag."],
        ["Sommaire", "Ce guide décrit la méthode en quatre étapes."],
        # Figures of another sort.
        ["Benin 3", "Ecuador 5", "Nicaragua 7", "Senegal 12", "Er zijn twaalf projecten in Senegal."],
        ["Huur van de zaal 120", "Vervoer 340", "Drukwerk 410", "Maaltijden 560"],
        ["Inwoners in 2019", "Inwoners in 2020", "Inwoners in 2021", "Inwoners in 2022"],
        # A form.
        [
            "Naam: ..................",
            "Gemeente: ..................",
            "Datum: ..............",
            "Handtekening: ..........",
        ],
        # Phases, each with its section further on.
        ["Fase 1", "Fase 2", "Fase 3", "Fase 4", "Meer", "Fase 1", "Tekst.", "Fase 2", "Fase 3", "Fase 4"],
        # Lines that stand again because slides repeat them.
        [
            "Versie 1",
            "Opstart",
            "Advies",
            "Goedkeuring",
            "Publicatie",
            "Opstart",
            "Advies",
            "Goedkeuring",
            "Publicatie",
        ],
        # Pages that go back.
        ["Inleiding 9", "Wie doet mee 7", "De aanvraag 5", "Het verslag 3", *TITLES],
    ],
)
def test_real_text_stays(texts: list[str]) -> None:
    blocks = _paragraphs(*texts)

    assert without_contents(blocks) == blocks


def test_the_line_below_a_table_of_contents_stays() -> None:
    lines = [f"{title} ........ {page}" for page, title in enumerate(TITLES, start=3)]
    below = _paragraphs("Versie: 1 pagina 4 van 16", "De tekst begint hier.")

    assert without_contents([*_paragraphs("Inhoud", *lines), *below]) == below


def test_the_first_heading_after_a_table_of_contents_stays_though_it_comes_again() -> None:
    lines = [f"{title} {page}" for page, title in enumerate(TITLES, start=3)]
    chapters = [*_chapters(TITLES), *_chapters(TITLES[:1])]

    assert without_contents([*_paragraphs("Inhoud", *lines), *chapters]) == chapters


@_settings
@given(
    texts=st.lists(
        st.sampled_from(
            ["Inhoud", "Inleiding 3", "Inleiding", "Slot 9", "Slot ....... 9", "Slot", "Een zin die eindigt."]
        )
    )
)
def test_nothing_is_made_or_moved_and_sentences_stay(texts: list[str]) -> None:
    kept = [block.text for block in without_contents(_paragraphs(*texts))]
    rest = iter(texts)

    assert all(text in rest for text in kept)
    assert kept.count("Een zin die eindigt.") == texts.count("Een zin die eindigt.")


@pytest.mark.parametrize(
    ("text", "count"),
    [("Inleiding 3", 20_000), ("Slot ..... 9", 20_000), ("a", 20_000), ("." * 99_999, 9), (". " * 50_000, 9)],
)
def test_time_grows_with_the_length_only(text: str, count: int) -> None:
    blocks = _paragraphs(*[text] * count)

    without_contents(blocks)
