from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.step_lists import end_of_steps, introduction_line, starts_of_steps

LONG = "Dit is een alinea die niets inleidt. " * 5


def _section(*texts: str) -> list[Block]:
    """Makes a step of what begins with a number or letter, a bullet, warning or paragraph of anything else."""

    def kind(text: str) -> BlockKind:
        if text[1] in ".)":
            return BlockKind.STEP
        marks = {"•": BlockKind.BULLET, "!": BlockKind.WARNING, "“": BlockKind.QUOTE, "|": BlockKind.TABLE_ROW}
        return marks.get(text[0], BlockKind.PARAGRAPH)

    return [Block(kind=kind(text), text=text) for text in texts]


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["1. Kies.", "2. Doe.", "Einde."], 2),
        (["Zo gaat het:", "1. Kies.", "2. Doe."], 3),
        (["Volg deze stappen.", "1. Kies.", "2. Doe."], 3),
        ([LONG.strip(), "1. Kies.", "2. Doe."], 0),
        (["1. Kies.", "Samen.", "! Let op.", "2. Doe.", "Einde."], 4),
        (["1. Kies.", "a) Eén.", "b) Twee.", "2. Doe.", "a) Drie."], 5),
        (["1. Kies.", "2. Doe:", "• Dit.", "• Dat.", "Einde."], 4),
        (["1. Kies.", "2. Doe.", "• Los."], 2),
        (["1. Kies.", "2. Doe.", "1. Anders.", "2. Weer."], 2),
        (["1. Kies.", "3. Doe.", "Einde."], 2),  # a number that was lost
        (["1. Kies.", "Tekst.", "3. Doe."], 0),
        (["1. Kies.", "“Wij kozen samen”", "2. Doe."], 0),
        (["1. Kies.", "1.1. Eén.", "1.2. Twee.", "2. Doe."], 4),
        (["1. Kies.", "Einde."], 0),
        (["Einde."], 0),
    ],
)
def test_a_list_of_end_of_stepss_behind_its_last_step(texts: list[str], count: int) -> None:
    assert end_of_steps(_section(*texts), 0) == count


def test_the_steps_of_a_list_are_counted_one_way() -> None:
    section = _section("1. Kies.", "a) Eén.", "b) Twee.", "2. Doe.")

    assert starts_of_steps(section, 0) == [0, 3]
    assert starts_of_steps(section, 1) == [1, 2]


def test_named_steps_are_steps() -> None:
    section = [Block(kind=BlockKind.STEP, text=f"Stap {n}: doe.") for n in (1, 2)]

    assert end_of_steps(section, 0) == 2


def test_steps_with_numbers_of_another_sort_are_a_list_where_they_follow_each_other() -> None:
    section = [Block(kind=BlockKind.STEP, text=text) for text in ("ii) Kies.", "iii) Doe.")]

    assert end_of_steps(section, 0) == 2
    assert end_of_steps([section[0], Block(kind=BlockKind.PARAGRAPH, text="Tekst."), section[1]], 0) == 0


def test_the_last_sentence_above_a_list_introduces_it() -> None:
    assert introduction_line(_section("De subsidie is nieuw. Zo vraagt u haar aan:")) == "Zo vraagt u haar aan:"
    assert introduction_line([]) == ""
    assert introduction_line(_section("Zo " + "en zo " * 20 + ":")) == ""
