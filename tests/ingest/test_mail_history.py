from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.mail_history import is_forwarded, new_blocks, new_lines

_LINES = [
    "De pompen werken weer.",
    "> Werken de pompen?",
    "-- ",
    "Op 12 maart 2024 schreef Jan:",
    "Van: Jan",
    "Verzonden: dinsdag",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "",
]


@pytest.mark.parametrize("subject", ["Fwd: Verslag", "FW: Verslag", "TR : Rapport", "RV: Informe", "Doorst: Verslag"])
def test_a_subject_tells_that_a_message_is_passed_on(subject: str) -> None:
    assert is_forwarded(subject)


@pytest.mark.parametrize("subject", ["Verslag", "RE: Verslag", "Transport: wie rijdt?", "Enclave", ""])
def test_other_subjects_do_not(subject: str) -> None:
    assert not is_forwarded(subject)


@pytest.mark.parametrize(
    "line",
    [
        "Op de markt van 2023 spraken we met vijf verkopers:",
        "On 12 March we met the mayor, who said:",
        "Le 5 mai, le maire a dit :",
        "Van: de markt naar het gemeentehuis",
        "- - - een streep in de tekst - - -",
    ],
)
def test_what_only_resembles_the_begin_of_history_is_kept(line: str) -> None:
    assert new_lines(["Dag Jan,", line, "Zo was het."], forwarded=False) == ["Dag Jan,", line, "Zo was het."]


def test_what_is_quoted_in_html_is_dropped_and_the_answers_below_it_are_kept() -> None:
    blocks = [
        Block(kind=BlockKind.PARAGRAPH, text="Op 12 maart 2024 schreef Jan:"),
        Block(kind=BlockKind.QUOTE, text="Werken de pompen?"),
        Block(kind=BlockKind.PARAGRAPH, text="Ja."),
    ]

    assert [block.text for block in new_blocks(blocks, forwarded=False)] == ["Ja."]
    assert new_blocks(blocks, forwarded=True) == blocks


def test_a_quotation_that_answers_nothing_is_kept() -> None:
    blocks = [Block(kind=BlockKind.QUOTE, text="Wij drinken nu water uit de eigen wijk.")]

    assert new_blocks(blocks, forwarded=False) == blocks


@settings(max_examples=200, deadline=None, derandomize=True)
@given(lines=st.lists(st.sampled_from(_LINES), max_size=10), forwarded=st.booleans())
def test_a_message_with_words_never_loses_them_all(lines: list[str], forwarded: bool) -> None:  # noqa: FBT001
    kept = new_lines(lines, forwarded=forwarded)
    known = {line.lstrip("> ") for line in lines}

    assert all(line.lstrip("> ") in known | {""} for line in kept)
    if not forwarded and any(map(str.strip, lines)):
        assert any(map(str.strip, kept))


@pytest.mark.parametrize("line", ["> " * 50_000, "-" * 100_000, "Op 1 " + "x " * 50_000, "Van: " + "* " * 50_000])
def test_a_line_is_judged_at_once_however_long(line: str) -> None:
    new_lines([line] * 3, forwarded=False)
    new_blocks([Block(kind=BlockKind.PARAGRAPH, text=line)], forwarded=False)
