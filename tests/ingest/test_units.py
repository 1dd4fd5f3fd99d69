from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.units import units

KINDS = {
    "p": BlockKind.PARAGRAPH,
    "b": BlockKind.BULLET,
    "w": BlockKind.WARNING,
    "c": BlockKind.CAPTION,
    "r": BlockKind.TABLE_ROW,
    "q": BlockKind.QUESTION,
    "k": BlockKind.KEY_FIGURE,
    "t": BlockKind.QUOTE,
    "a": BlockKind.ATTRIBUTION,
    "f": BlockKind.FOOTNOTE,
}


def _blocks(letters: str, words: int) -> list[Block]:
    return [
        Block(kind=KINDS[letter], text=("woord " * words).strip(), level=place) for place, letter in enumerate(letters)
    ]


@pytest.mark.parametrize(
    ("letters", "together"),
    [
        ("pwp", "pw p"),
        ("wpp", "wp p"),
        ("pwwp", "pww p"),
        ("bwb", "bw b"),
        ("pcp", "pc p"),
        ("cpp", "cp p"),
        ("pcrr", "p crr"),
        ("prrp", "p rr p"),
        ("qpp", "qp p"),
        ("qbb", "qb b"),
        ("kk", "k k"),
        ("kw", "k w"),
        ("tawp", "ta wp"),
        ("qta", "q ta"),
        ("pfp", "p p f"),
        ("cw", "cw"),
    ],
)
def test_what_belongs_together_is_a_unit(letters: str, together: str) -> None:
    blocks = _blocks(letters, 20)
    found = ["".join(letters[block.level] for block in unit.blocks) for unit in units(blocks)]

    assert " ".join(found) == together


def test_what_is_too_long_for_a_passage_is_not_joined() -> None:
    assert [len(unit.blocks) for unit in units(_blocks("pw", 170))] == [2]
    assert [len(unit.blocks) for unit in units(_blocks("bw", 190))] == [1, 1]


def test_a_long_table_may_be_cut_between_rows() -> None:
    assert [len(unit.blocks) for unit in units(_blocks("rrr", 60))] == [3]
    assert [len(unit.blocks) for unit in units(_blocks("rrrr", 60))] == [1] * 4


def test_only_a_testimonial_stands_alone() -> None:
    assert [unit.alone for unit in units(_blocks("ptak", 20))] == [False, True, False]
