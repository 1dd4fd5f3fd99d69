from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from tests.ingest.layouts.score import best_score, longest_common, score, words


def block(kind: BlockKind, text: str, level: int = 0, page: int = 1) -> Block:
    return Block(kind=kind, text=text, level=level, page=page)


H, P, B, Q, A = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.BULLET,
    BlockKind.QUOTE,
    BlockKind.ATTRIBUTION,
)

TRUTH = (
    block(H, "Water", 1),
    block(P, "De pomp in het dorp werkt nog na twee jaar."),
    block(H, "Lessen", 2),
    block(B, "Begin met een kleine groep bewoners."),
    block(B, "Betaal elke maand een bijdrage."),
    block(H, "Stemmen", 1, page=2),
    block(Q, "“Wij bouwden samen iets dat blijft.”", page=2),
    block(A, "An Peeters, schepen Mol", page=2),
    block(Q, "“Zonder hen was dit nooit gelukt.”", page=2),
    block(A, "Eva Diop, maire de Pout", page=2),
)

blocks = st.lists(
    st.builds(block, st.sampled_from(list(BlockKind)), st.text("ab cd-", max_size=12), st.integers(0, 3)), max_size=8
)
some_words = st.lists(st.sampled_from("abc"), max_size=9)


def lowered(read: list[Block]) -> set[str]:
    """The measures that are not perfect."""
    return {name for name, value in asdict(score(read, TRUTH)).items() if value < 1}


def naive(first: list[str], second: list[str]) -> int:
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(some_words, some_words)
def test_the_longest_common_subsequence_is_that_of_the_plain_method(first: list[str], second: list[str]) -> None:
    assert longest_common(first, second) == naive(first, second)


@given(blocks)
def test_what_is_read_as_it_is_meant_is_perfect(read: list[Block]) -> None:
    found = score(read, [part for part in read if words(part.text)])

    assert (found.recall, found.precision, found.words, found.phrases) == (1, 1, 1, 1)


@given(blocks, blocks)
def test_every_measure_is_a_share(read: list[Block], truth: list[Block]) -> None:
    assert all(0 <= value <= 1 for value in asdict(score(read, truth)).values())


def test_the_truth_itself_is_perfect() -> None:
    assert lowered(list(TRUTH)) == set()


def test_nothing_read_is_worth_nothing() -> None:
    found = score([], TRUTH)

    assert (found.recall, found.whole, found.kinds, found.headings, found.testimonials) == (0, 0, 0, 0, 0)


def test_headings_after_their_text_lower_recall_and_headings() -> None:
    heading, text, *rest = TRUTH

    assert lowered([text, heading, *rest]) == {"recall", "page_recall", "precision", "headings", "paths"}


def test_a_wrong_level_lowers_paths_alone() -> None:
    read = [replace(part, level=1) if part.kind is H else part for part in TRUTH]

    assert lowered(read) == {"paths"}
    assert score(read, TRUTH).paths == pytest.approx(5 / 7)  # both bullets have lost the heading above theirs


def test_the_levels_themselves_may_be_others() -> None:
    assert lowered([replace(part, level=part.level + 2) if part.kind is H else part for part in TRUTH]) == set()


def test_text_read_twice_lowers_precision_alone() -> None:
    assert lowered([*TRUTH[:2], *TRUTH[1:]]) == {"precision"}


def test_a_running_header_lowers_precision_and_words() -> None:
    assert lowered([block(P, "Jaarverslag 2024"), *TRUTH]) == {"precision", "words"}


@pytest.mark.parametrize("text", ["Betaal elke maandeen bijdrage.", "Betaal elke ma and een bijdrage."])
def test_glued_and_split_words_are_seen(text: str) -> None:
    read = [replace(part, text=text) if part.text.startswith("Betaal") else part for part in TRUTH]

    assert {"words", "recall", "phrases", "whole", "items"} <= lowered(read)


def test_a_lost_hyphen_is_seen() -> None:
    truth = [block(P, "Het voedsel- en waterbeleid van het SDG-partnerschap")]

    assert score([block(P, "Het voedsel en waterbeleid van het SDG-partnerschap")], truth).words < 1
    assert score([block(P, "Het voedsel- en waterbeleid van het SDGpartnerschap")], truth).words < 1


def test_a_block_in_two_lowers_whole_and_phrases() -> None:
    halves = [block(P, "De pomp in het dorp"), block(P, "werkt nog na twee jaar.")]

    assert lowered([TRUTH[0], *halves, *TRUTH[2:]]) == {"whole", "phrases"}


def test_bullets_in_one_block_are_not_whole() -> None:
    joined = block(B, f"{TRUTH[3].text} {TRUTH[4].text}")

    assert lowered([*TRUTH[:3], joined, *TRUTH[5:]]) == {"whole", "items"}


def test_a_bullet_taken_for_a_paragraph_lowers_kinds_alone() -> None:
    assert lowered([replace(part, kind=P) if part.kind is B else part for part in TRUTH]) == {"kinds"}


def test_a_speaker_away_from_the_quotation_lowers_testimonials() -> None:
    *rest, first, first_by, second, second_by = TRUTH

    assert score([*rest, first, second, first_by, second_by], TRUTH).testimonials == 0
    assert score([*rest, first, first_by, second_by, second], TRUTH).testimonials == 0.5


def test_a_speaker_may_be_in_one_block_with_the_quotation() -> None:
    joined = block(Q, f"{TRUTH[6].text} {TRUTH[7].text}", page=2)

    assert score([*TRUTH[:6], joined, *TRUTH[8:]], TRUTH).testimonials == 1


def test_speakers_before_their_quotations_are_paired_with_what_follows() -> None:
    truth = [TRUTH[7], TRUTH[6], TRUTH[9], TRUTH[8]]

    assert score(truth, truth).testimonials == 1
    assert score([TRUTH[6], TRUTH[7], TRUTH[8], TRUTH[9]], truth).testimonials == 0


def test_a_page_read_badly_is_not_hidden_by_the_others() -> None:
    read = [part for part in TRUTH if part.page == 1] + [block(P, "niets", page=2)]

    assert score(read, TRUTH).page_recall == 0
    assert score(read, TRUTH).recall > 0.4


def test_marks_around_words_do_not_count() -> None:
    assert words("« Oui », dit-elle : 66 % de l'eau¹ (2024).") == ("Oui", "dit-elle", "66", "de", "l'eau", "2024")


def test_the_best_of_several_truths_counts() -> None:
    other = tuple(reversed(TRUTH))

    assert best_score(list(other), (TRUTH, other)) == (score(other, other), other)
