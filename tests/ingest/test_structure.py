from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, Place
from ingest.structure import (
    HARD_HYPHEN,
    SOFT_HYPHEN,
    Line,
    inner_lines,
    join_lines,
    paragraph_of,
    structure,
    text_lines,
)
from kb.types import Box

BULLET, HEADING, PARAGRAPH, STEP = BlockKind.BULLET, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP

_settings = settings(max_examples=100, deadline=None, derandomize=True)
_word = st.from_regex(r"[a-zA-Zéïà]{1,9}[.,:;!?]?|[0-9]{1,5}", fullmatch=True)
_mark = st.sampled_from(["", "", "", "• ", "- ", "– ", "1. ", "2) ", "“"])
_line = st.builds(lambda mark, found: mark + " ".join(found), _mark, st.lists(_word, max_size=9))


def _blocks(text: str) -> list[Block]:
    return structure(text_lines(text))


def _found(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in _blocks(text)]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["de teelt van tila-", "pia en fruit"], "de teelt van tilapia en fruit"),
        (["diensten cru-", "ciaal zijn"], "diensten cruciaal zijn"),
        (["met onder-", "steuning van"], "met ondersteuning van"),
        (["Stadsontwik-", "keling"], "Stadsontwikkeling"),
        (["stads\u00ad", "ontwikkeling"], "stadsontwikkeling"),
        (["stads\u2010", "ontwikkeling"], "stadsontwikkeling"),
        (["de SDG-", "partnerschappen"], "de SDG-partnerschappen"),
        (["het bureau B3P-", "team"], "het bureau B3P-team"),
        (["de G7-", "landen"], "de G7-landen"),
        (["de covid19-", "maatregelen"], "de covid19-maatregelen"),
        (["de CO2-", "uitstoot"], "de CO2-uitstoot"),
        (["de KeMoPoDi-", "gemeenten"], "de KeMoPoDi-gemeenten"),
        (["stad Sint-", "Niklaas"], "stad Sint-Niklaas"),
        (["voedsel-", "en waterbeleid"], "voedsel- en waterbeleid"),
        (["in- ", "of uitstroom"], "in- of uitstroom"),
        (["van 2024 –", "en later"], "van 2024 – en later"),
        (["  een ", "", " twee  drie "], "een twee drie"),
        ([], ""),
    ],
)
def test_lines_join_to_running_text(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@_settings
@given(lines=st.lists(st.lists(_word, max_size=8).map(" ".join)))
def test_joining_keeps_every_word(lines: list[str]) -> None:
    assert join_lines(lines).split() == " ".join(lines).split()


@pytest.mark.parametrize("lines", [["woord " * 12] * 600, ["a" * 10_000, "b"]])
def test_joining_takes_time_with_the_length_only(lines: list[str]) -> None:

    join_lines(lines)


@_settings
@given(text=st.lists(_line).map("\n".join))
def test_structure_keeps_every_word_in_order(text: str) -> None:
    marks = {"•", "-", "–"}

    found = [word for block in _blocks(text) for word in block.text.split()]

    assert [word for word in found if word not in marks] == [word for word in text.split() if word not in marks]


@_settings
@given(text=st.text(max_size=200))
def test_any_text_has_a_structure_without_empty_blocks(text: str) -> None:
    assert all(block.text.strip() for block in _blocks(text) if block.kind is not HEADING)


def test_nothing_has_no_blocks() -> None:
    assert _blocks("") == []
    assert structure([]) == []


def test_lines_between_white_space_are_a_paragraph() -> None:
    assert _found("Het comité vergaderde negen keer en las\nde begroting na.\n\nDaarna volgde een\ngesprek.\n") == [
        (PARAGRAPH, "Het comité vergaderde negen keer en las de begroting na."),
        (PARAGRAPH, "Daarna volgde een gesprek."),
    ]


def test_a_sentence_goes_on_across_a_page_break() -> None:
    first = Line("De ervaring van Ouinhi met dorpsraden is een", 4, blank_before=True)
    blocks = structure([first, Line("goed voorbeeld.", 5, blank_before=True)])

    assert [(block.text, block.page) for block in blocks] == [
        ("De ervaring van Ouinhi met dorpsraden is een goed voorbeeld.", 4)
    ]


@pytest.mark.parametrize("mark", ["•", "▪", "●", "✓", "➢", "■", "·", "*", "-", "–", "—", "\uf0b7", "\x7f"])
def test_bullets_are_whole_and_lose_their_mark(mark: str) -> None:
    text = f"Dit bleek:\n{mark} Ontvangers wisselen om de drie\nmaanden van markt.\n{mark} Een bord toont de cijfers."

    assert _found(text)[1:] == [
        (BULLET, "Ontvangers wisselen om de drie maanden van markt."),
        (BULLET, "Een bord toont de cijfers."),
    ]


def test_bullets_that_share_a_line_are_told_apart() -> None:
    assert _found("Dit bleek:\n• Een bord op de markt. • Een schrift met cijfers.")[1:] == [
        (BULLET, "Een bord op de markt."),
        (BULLET, "Een schrift met cijfers."),
    ]


@pytest.mark.parametrize("dash", ["–", "-", "—"])
def test_a_dash_at_a_line_start_in_mid_sentence_is_no_bullet(dash: str) -> None:
    text = (
        "Steden en gemeenten tonen er wat ze doen, want de SDG-conferentie\n"
        "van de Vlaamse vereniging op een avond in september in Gent\n"
        f"{dash} de derde op rij {dash} biedt daarvoor een uitgelezen moment."
    )

    assert _found(text) == [(PARAGRAPH, " ".join(text.split()))]


def test_a_number_at_a_line_start_in_mid_sentence_is_no_step() -> None:
    text = (
        "De ophaling met driewielers begon na lang overleg met bewoners in\n"
        "drie wijken van Pout en breidde in de herfst uit tot wijk nummer\n"
        "15. Later volgden nog andere wijken in elk van de drie gemeenten."
    )

    assert _found(text) == [(PARAGRAPH, " ".join(text.split()))]


def test_steps_keep_their_number_and_order() -> None:
    text = "Begin zodra de datum bekend is.\n1. Meld het vertrek aan de\npartner.\n2. Maak een lijst.\n10) Sluit af."

    assert _found(text)[1:] == [
        (STEP, "1. Meld het vertrek aan de partner."),
        (STEP, "2. Maak een lijst."),
        (STEP, "10) Sluit af."),
    ]


def test_a_line_set_off_above_text_is_a_heading() -> None:
    assert _found("\nUitdagingen\nIn bijna elk land is er sprake van vertraging door het vertrek van mensen.") == [
        (HEADING, "Uitdagingen"),
        (PARAGRAPH, "In bijna elk land is er sprake van vertraging door het vertrek van mensen."),
    ]


@pytest.mark.parametrize("line", ["-----------", "===", "~~~~~"])
def test_an_underlined_line_is_a_heading_without_its_line(line: str) -> None:
    assert _found(f"Cómo empezó\n{line}\n\nHasta 2020, el camión solo pasaba por el centro.") == [
        (HEADING, "Cómo empezó"),
        (PARAGRAPH, "Hasta 2020, el camión solo pasaba por el centro."),
    ]


@pytest.mark.parametrize(("line", "level"), [("2 Het jaar", 1), ("2.1 De stappen", 2), ("2.1.3. De lijst", 3)])
def test_the_number_of_a_heading_tells_its_level(line: str, level: int) -> None:
    first, _ = _blocks(f"{line}\n\nHet duurt negen maanden, van februari tot oktober.")

    assert (first.kind, first.text, first.level) == (HEADING, line, level)


@pytest.mark.parametrize(
    "line",
    [
        "Dat is alles.",
        "Vier dingen keren terug:",
        "in kleine letters",
        "2024",
        "Een regel die veel te lang is om een kop te zijn, want koppen zijn kort en deze regel gaat maar door",
        "Ellen Janssens, algemeen directeur van Laarne",
    ],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert HEADING not in [block.kind for block in _blocks(f"\n{line}\n\nHet comité vergaderde negen keer in 2023.")]


def test_a_heading_needs_text_below_it() -> None:
    assert _found("Uitdagingen") == [(PARAGRAPH, "Uitdagingen")]


def test_numbers_stay_where_there_are_no_pages() -> None:
    assert [line.text for line in text_lines("12\nTekst.\n13")] == ["12", "Tekst.", "13"]


def test_blocks_name_the_page_they_begin_on() -> None:
    texts = [("Een zin op blad een.", 1), ("Tweede zin.", 1), ("Een zin op blad twee.", 2)]
    blocks = structure([Line(text, page, blank_before=True) for text, page in texts])

    assert [block.page for block in blocks] == [1, 1, 2]


def test_a_web_address_stands_by_itself() -> None:
    assert _found("Neem een kijkje op de pagina\nhttps://example.org/verslag") == [
        (PARAGRAPH, "Neem een kijkje op de pagina"),
        (PARAGRAPH, "https://example.org/verslag"),
    ]


@pytest.mark.parametrize("figure", ["66%", "12", "1.250"])
def test_a_figure_and_its_label_are_a_key_figure(figure: str) -> None:
    assert _found(f"Tekst die eindigt.\n\n{figure}\nvan de besturen\ndoet mee\n\nAndere tekst.")[1] == (
        BlockKind.KEY_FIGURE,
        f"{figure} van de besturen doet mee",
    )


@pytest.mark.parametrize("text", ["12\nDe gemeente besliste in mei.", "2024\nwas een goed jaar", "12 steden deden mee"])
def test_other_numbers_at_a_line_s_begin_are_text(text: str) -> None:
    assert _found(text) == [(PARAGRAPH, " ".join(text.split()))]


def test_a_heading_at_the_end_of_its_page_is_none_of_what_follows() -> None:
    page = "\nGender\n\nGenderwerking blijft een aandachtspunt in alle partnerschappen.\n\n"

    assert _found(page + "Uitdagingen Kansen\n\n\n\nHet programma wordt gesteund door de federale overheid.") == [
        (HEADING, "Gender"),
        (PARAGRAPH, "Genderwerking blijft een aandachtspunt in alle partnerschappen."),
        (PARAGRAPH, "Uitdagingen Kansen"),
        (HEADING, ""),
        (PARAGRAPH, "Het programma wordt gesteund door de federale overheid."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Handboek\n\n\n\nHet programma wordt gesteund.",
        "Een zin die eindigt.\n\n\n\nUitdagingen\n\n\n\nHet programma wordt gesteund.",
        "Een zin die eindigt.\n\nUitdagingen\n\nHet programma wordt gesteund.",
        "Handboek\n\nPartnerschappen in de praktijk\n\n\n\nHet programma wordt gesteund.",
        "Een zin die eindigt.\n\n• Uitdagingen\n\n\n\nHet programma wordt gesteund.",
    ],
)
def test_a_heading_above_its_text_closes_no_section(text: str) -> None:
    assert (HEADING, "") not in _found(text)


@pytest.mark.parametrize(
    "line",
    [
        "Dit is mogelijk met de steun van het",
        "Ce programme est soutenu par la",
        "El programa recibe apoyo de la",
        "This is supported by the",
        "De stad Mol en de gemeente San-",
    ],
)
def test_a_line_that_ends_within_its_sentence_is_no_heading(line: str) -> None:
    assert _found(f"\n{line}\nFederale Overheid en haar diensten in vijf landen.")[0][0] is PARAGRAPH


@pytest.mark.parametrize("line", ["Wat we doen", "Who we work with", "Ce que nous faisons", "Vitamine A"])
def test_a_heading_may_end_with_a_small_word(line: str) -> None:
    assert _found(f"\n{line}\n\nHet programma wordt gesteund door de overheid.")[0] == (HEADING, line)


# --- places ---------------------------------------------------------------------------------------------------


def _box(number: int) -> Box:
    return Box(1, 50, 100 + 13 * number, 300, 110 + 13 * number)


def _placed(*texts: str, **looks: object) -> list[Line]:
    return [
        Line(text, 1, blank_before=False, box=_box(number), **looks)  # type: ignore[arg-type]
        for number, text in enumerate(texts)
    ]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


_end = st.sampled_from(["", "", "-", SOFT_HYPHEN, HARD_HYPHEN])
_placed_text = st.builds(lambda found, end: " ".join(found) + end, st.lists(_word, min_size=1, max_size=6), _end)


@_settings
@given(texts=st.lists(_placed_text, min_size=1, max_size=8))
def test_a_paragraph_knows_where_each_of_its_lines_stands(texts: list[str]) -> None:
    whole = paragraph_of(_placed(*texts))
    starts = [place.start for place in whole.places]

    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert [place.box for place in whole.places] == [_box(number) for number in range(len(texts))]
    held = [whole.text[start:end] for start, end in itertools.pairwise([*starts, len(whole.text)])]
    assert list(map(_letters, held)) == list(map(_letters, texts))


@_settings
@given(texts=st.lists(_line.filter(str.strip), min_size=1, max_size=10), gaps=st.lists(st.booleans(), min_size=10))
def test_the_blocks_of_placed_lines_have_each_box_once_and_in_order(texts: list[str], gaps: list[bool]) -> None:
    lines = [replace(line, blank_before=gap) for line, gap in zip(_placed(*texts), gaps, strict=False)]

    blocks = structure(lines)

    kept = [place.box for block in blocks for place in block.places]
    assert kept == sorted(kept, key=lambda box: box.top)
    assert len(kept) == len(set(kept))
    for block in blocks:
        starts = [place.start for place in block.places]
        assert starts[:1] == [0] * bool(block.text)
        assert starts == sorted(set(starts))
        assert not starts or starts[-1] < max(len(block.text), 1)


def test_what_stands_beside_a_line_follows_the_block_that_the_line_is_of() -> None:
    first, second, third = _placed("De pomp van de wijk staat al", "weken stil.", "Daarna kwam er hulp uit de stad.")
    figure = Block(kind=BlockKind.CAPTION, text="Figuur 1. De pomp")
    lines = [replace(first, inserts=(figure,)), second, replace(third, blank_before=True)]

    assert [block.text for block in structure(lines)] == [
        "De pomp van de wijk staat al weken stil.",
        "Figuur 1. De pomp",
        "Daarna kwam er hulp uit de stad.",
    ]


def test_bullets_that_share_a_line_keep_what_stands_beside_it_once() -> None:
    figure = Block(kind=BlockKind.CAPTION, text="Figuur 1")
    (line,) = _placed("• Een bord. • Een schrift. • Een pen.")

    blocks = structure(inner_lines(replace(line, inserts=(figure,))))

    assert [block.text for block in blocks] == ["Een bord.", "Een schrift.", "Een pen.", "Figuur 1"]
    assert all(block.places == (Place(0, _box(0)),) for block in blocks[:3])


def test_a_bullet_s_place_begins_with_its_text() -> None:
    (item,) = structure(_placed("• Ontvangers wisselen om de", "drie maanden van markt."))

    assert item.text == "Ontvangers wisselen om de drie maanden van markt."
    assert [place.start for place in item.places] == [0, item.text.index(" drie")]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((f"de co{SOFT_HYPHEN}", "ördinatie"), "de coördinatie"),
        ((f"de co{HARD_HYPHEN}", "creatie"), "de co-creatie"),
        ((f"het SDG{SOFT_HYPHEN}", "loket"), "het SDGloket"),
        (("onder-", "", "steuning"), "ondersteuning"),
        (("het SDG-", "", "loket"), "het SDG-loket"),
        ((f"de co{HARD_HYPHEN}", "", "creatie"), "de co-creatie"),
        (("voedsel-", "", "en waterbeleid"), "voedsel- en waterbeleid"),
    ],
)
def test_what_is_known_of_a_hyphen_goes_before_the_rule(lines: tuple[str, ...], text: str) -> None:
    assert join_lines(lines) == text
