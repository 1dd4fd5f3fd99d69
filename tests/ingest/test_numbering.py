from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.numbering import Number, Rank, leveled, number_of, step_number

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def _levels(*headings: tuple[str, int]) -> list[int]:
    blocks = [Block(kind=BlockKind.HEADING, text=text, level=level) for text, level in headings]
    return [block.level for block in leveled(blocks)]


def _same(level: int, *texts: str) -> list[int]:
    return _levels(*((text, level) for text in texts))


@pytest.mark.parametrize(
    ("text", "rank", "parts"),
    [
        ("2 Aanpak", Rank.DECIMAL, (2,)),
        ("2. Aanpak", Rank.DECIMAL, (2,)),
        ("2) Aanpak", Rank.DECIMAL, (2,)),
        ("2 - Les enjeux", Rank.DECIMAL, (2,)),
        ("1- A quoi servent les algorithmes ?", Rank.DECIMAL, (1,)),
        ("3.1. ¿Quién participa?", Rank.DECIMAL, (3, 1)),
        ("2.1.3 Éligibilité", Rank.DECIMAL, (2, 1, 3)),
        ("6.1 Bijlage 1 – Evaluatie", Rank.DECIMAL, (6, 1)),
        ("Deel II Uitvoeren", Rank.PART, (2,)),
        ("Partie IV", Rank.PART, (4,)),
        ("Parte 2: el proceso", Rank.PART, (2,)),
        ("PART I", Rank.PART, (1,)),
        ("Hoofdstuk 3: De aanvraag", Rank.CHAPTER, (3,)),
        ("Chapitre 12", Rank.CHAPTER, (12,)),
        ("CAPÍTULO IX", Rank.CHAPTER, (9,)),
        ("Chapter 1 – Beginning", Rank.CHAPTER, (1,)),
        ("Stap 4: Evalueer", Rank.STEP, (4,)),
        ("Étape 2", Rank.STEP, (2,)),
        ("Paso 1. Reunir al equipo", Rank.STEP, (1,)),
        ("Step 3", Rank.STEP, (3,)),
        ("Bijlage A", Rank.ANNEX, (1,)),
        ("Annexe C : modèle", Rank.ANNEX, (3,)),
        ("Anexo 2", Rank.ANNEX, (2,)),
        ("Appendix B", Rank.ANNEX, (2,)),
    ],
)
def test_the_number_of_a_heading_is_told(text: str, rank: Rank, parts: tuple[int, ...]) -> None:
    assert number_of(text) == Number(rank, parts)


@pytest.mark.parametrize(
    "text",
    [
        "2024 in cijfers",
        "12 stedenbanden in zes landen",
        "3 conseils",
        "Deel uw ervaring",
        "Partager",
        "Stapsgewijs werken",
        "Stap voor stap",
        "Parte de la ciudad",
        "Chapter and verse",
        "Bijlagen",
        "1,5 miljoen",
        "",
    ],
)
def test_a_number_or_word_in_a_title_is_no_numbering(text: str) -> None:
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("1. Kies een partner", ("1", 1)),
        ("12) Sluit af", ("1", 12)),
        ("(2) Teken", ("1", 2)),
        ("2.3. Teken", ("2.1", 3)),
        ("2.14 Teken", ("2.1", 14)),
        ("b) Teken", ("a", 2)),
        ("Stap 3: Teken", ("step", 3)),
        ("Étape 1 – Choisir", ("step", 1)),
        ("PASO 2. Elegir", ("step", 2)),
        ("Step 4) Sign", ("step", 4)),
        ("Stap 3 was de moeilijkste", None),
        ("12 landen", None),
        ("iv) Teken", None),
        ("Kies een partner", None),
    ],
)
def test_the_number_of_a_step_is_told(text: str, counted: tuple[str, int] | None) -> None:
    assert step_number(text) == counted


def test_numbers_tell_the_levels_where_the_reader_gave_one_for_all() -> None:
    assert _same(2, "1 Doel", "2 Aanpak", "2.1 Wie", "2.1.1 Team", "2.1.2 Partner", "2.2 Hoe", "3 Slot") == [
        1, 1, 2, 3, 3, 2, 1,
    ]  # fmt: skip


def test_parts_hold_chapters_that_hold_sections_that_hold_steps() -> None:
    assert _same(
        1, "Deel I Kiezen", "Hoofdstuk 1 Doel", "1.1 Waarom", "Stap 1: Kijk", "Stap 2: Kies", "1.2 Wie",
        "Hoofdstuk 2 Team", "Deel II Doen", "Hoofdstuk 3 Plan", "Bijlage A",
    ) == [1, 2, 3, 4, 4, 3, 2, 1, 2, 2]  # fmt: skip


@pytest.mark.parametrize(
    "titles",
    [
        ("Chapitre 1", "1.1 Pourquoi", "1.2 Qui", "Chapitre 2", "2.1 Quand", "Annexe A", "Annexe B"),
        ("Capítulo I", "1.1 Por qué", "1.2 Quién", "Capítulo II", "2.1 Cuándo", "Anexo 1", "Anexo 2"),
        ("Chapter 1", "1.1 Why", "1.2 Who", "Chapter 2", "2.1 When", "Appendix A", "Appendix B"),
        ("Hoofdstuk 1", "1.1 Waarom", "1.2 Wie", "Hoofdstuk 2", "2.1 Wanneer", "Bijlage 1", "Bijlage 2"),
    ],
)
def test_chapters_and_annexes_are_told_in_four_languages(titles: tuple[str, ...]) -> None:
    assert _same(3, *titles) == [1, 2, 2, 1, 2, 1, 1]


def test_the_numbers_count_where_the_reader_gave_other_levels() -> None:
    assert _levels(("1 Doel", 1), ("1.1 Wie", 1), ("1.2 Waar", 4), ("2 Plan", 3), ("2.1 Tijd", 1)) == [1, 2, 2, 1, 2]


def test_unnumbered_headings_fit_between() -> None:
    assert _levels(("1 Doel", 1), ("1.1 Wie", 2), ("Voorbeeld", 6), ("Nog een", 6), ("1.2 Waar", 2), ("Slot", 1)) == [
        1, 2, 3, 3, 2, 1,
    ]  # fmt: skip


def test_numbering_that_begins_anew_stays_under_its_own_title() -> None:
    assert _levels(("Handboek", 1), ("Kiezen", 2), ("1. Kijk", 3), ("2. Kies", 3), ("Doen", 2), ("1. Plan", 3)) == [
        1, 2, 3, 3, 2, 3,
    ]  # fmt: skip


def test_a_section_whose_parent_is_missing_is_of_no_other() -> None:
    assert _same(1, "2 Aanpak", "2.3 Wie", "3.1 Waar", "3.2 Wanneer", "4 Slot") == [1, 2, 1, 1, 1]


def test_levels_stay_where_nothing_is_numbered() -> None:
    assert _levels(("Handboek", 2), ("Doel", 4), ("3 Landen", 4), ("Slot", 1)) == [2, 4, 4, 1]


def test_a_numbered_line_taken_for_text_becomes_a_heading_in_its_place() -> None:
    def text(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
        return Block(kind=kind, text=text)

    headings = [Block(kind=BlockKind.HEADING, text="5 Melden", level=1), text("5.1 Hoe meldt u dat?", BlockKind.STEP)]
    blocks = [*headings, text("Bel ons."), text("5.2 Wie antwoordt"), text("Wij."), text("5.4 Later"), text("Nee.")]

    found = leveled([*blocks, Block(kind=BlockKind.HEADING, text="6 Slot", level=1)])

    assert [(block.text, block.level) for block in found if block.kind is BlockKind.HEADING] == [
        ("5 Melden", 1),
        ("5.1 Hoe meldt u dat?", 2),
        ("5.2 Wie antwoordt", 2),
        ("6 Slot", 1),
    ]


@pytest.mark.parametrize("line", ["5.1 De gemeente betaalt.", "5.1 Volgende stukken:", "5.1 " + "Woord " * 25])
def test_a_numbered_sentence_stays_text(line: str) -> None:
    blocks = [Block(kind=BlockKind.HEADING, text=text, level=1) for text in ("4 Doel", "5 Melden")]
    blocks += [Block(kind=BlockKind.PARAGRAPH, text=text) for text in (line.strip(), "En verder.")]

    assert leveled(blocks) == blocks


def test_numbered_lines_without_text_between_them_stay_text() -> None:
    blocks = [Block(kind=BlockKind.HEADING, text=text, level=1) for text in ("4 Doel", "5 Melden")]
    blocks += [Block(kind=BlockKind.PARAGRAPH, text=text) for text in ("5.1 Naam", "5.2 Adres", "5.3 Datum")]

    assert leveled(blocks)[2:4] == blocks[2:4]


_titles = st.sampled_from(
    ["1 A", "1.1 B", "1.2 C", "2 D", "3.1 E", "Deel I", "Hoofdstuk 2", "Stap 1", "Stap 2", "Bijlage A", "Los"]
)


@_settings
@given(headings=st.lists(st.tuples(_titles, st.integers(1, 6)), max_size=20))
def test_levels_go_down_one_at_a_time(headings: list[tuple[str, int]]) -> None:
    if sum(number_of(text) is not None for text, _ in headings) < 2:
        assert _levels(*headings) == [level for _, level in headings]
        return
    depth = 0
    for level in _levels(*headings):
        assert 1 <= level <= depth + 1
        depth = level
