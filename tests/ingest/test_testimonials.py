from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.testimonials import end_of_testimonial, parts_of_testimonial

KINDS = {
    "q": BlockKind.QUOTE,
    "p": BlockKind.PARAGRAPH,
    "a": BlockKind.ATTRIBUTION,
    ":": BlockKind.ATTRIBUTION,
    "b": BlockKind.BULLET,
}


def _section(letters: str) -> list[Block]:
    """Makes a block a letter; ":" is an attribution that ends in a colon."""
    return [
        Block(kind=KINDS[letter], text=f"Tekst {place}{letter * (letter == ':')}")
        for place, letter in enumerate(letters)
    ]


def _ends(section: list[Block]) -> list[int]:
    """Returns the ends of all testimonials in turn, and of what stands between them."""
    ends, place = [], 0
    while place < len(section):
        place = max(end_of_testimonial(section, place), place + 1)
        ends.append(place)
    return ends


@pytest.mark.parametrize(
    ("letters", "cuts"),
    [
        ("qa", "qa"),
        ("pqap", "p qa p"),
        ("pa", "pa"),
        ("qaqa", "qa qa"),
        ("paqa", "pa qa"),  # all are named behind what they say
        ("qqa", "qqa"),
        ("qaa", "qaa"),  # name and role on lines of their own
        ("aqaq", "aq aq"),  # all are named before
        ("aqaqaq", "aq aq aq"),
        ("paq", "p aq"),
        ("qa:q", "qa :q"),
        (":p", ":p"),
        ("p:q", "p :q"),
        ("qaaq", "qa aq"),
        ("ab", "a b"),
        ("ba", "b a"),
        ("q", "q"),
        ("qpa", "q pa"),
        ("a", "a"),
    ],
)
def test_an_attribution_belongs_to_what_it_names(letters: str, cuts: str) -> None:
    ends = _ends(_section(letters))

    assert " ".join(letters[start:end] for start, end in zip([0, *ends], ends, strict=False)) == cuts


def test_a_closed_quotation_and_a_new_one_are_two() -> None:
    first, second = (Block(kind=BlockKind.QUOTE, text=f"“Wij leerden veel {n}.”") for n in (1, 2))
    said = Block(kind=BlockKind.ATTRIBUTION, text="Ellen Leroy")

    assert _ends([first, second, said]) == [1, 3]


def test_paragraphs_of_one_quotation_each_open_it_anew() -> None:
    first, second = (
        Block(kind=BlockKind.QUOTE, text="“Wij leerden veel."),
        Block(kind=BlockKind.QUOTE, text="“En nog meer.”"),
    )

    assert _ends([first, second, Block(kind=BlockKind.ATTRIBUTION, text="Ellen Leroy")]) == [3]


def test_a_short_testimonial_is_whole() -> None:
    section = _section("qqa")

    assert parts_of_testimonial(section) == [tuple(section)]


def test_a_long_one_is_cut_between_sentences_with_the_speaker_before_and_after_as_it_was() -> None:
    text = " ".join(f"Zin {n} telt precies zes woorden." for n in range(100))
    before, said, after = _section(":qa")
    blocks = [before, Block(kind=said.kind, text=text), after]

    parts = parts_of_testimonial(blocks)

    assert all((part[0], part[-1]) == (before, after) and len(part) == 3 for part in parts)
    assert " ".join(part[1].text for part in parts) == text
    assert all(60 <= len(part[1].text.split()) <= 180 for part in parts)
