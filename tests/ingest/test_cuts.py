from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.cuts import LONGEST_WHOLE, MOST_WORDS, cheapest, parts, price_of_size, sentences

_settings = settings(max_examples=100, deadline=None, derandomize=True)


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hij komt. Zij gaat! Wie blijft? Niemand…", ["Hij komt.", "Zij gaat!", "Wie blijft?", "Niemand…"]),
        ("Ze zei: “Ja.” Daarna niets.", ["Ze zei: “Ja.”", "Daarna niets."]),
        ("Il dit : « Oui. » Puis rien.", ["Il dit : « Oui. »", "Puis rien."]),
        ("Dijo que no. ¿Por qué? “Nada.”", ["Dijo que no.", "¿Por qué?", "“Nada.”"]),
        ("Zie p. 12 en C. Diop. Einde.", ["Zie p. 12 en C. Diop.", "Einde."]),
        ("Versie 1.5 is af.  Einde", ["Versie 1.5 is af.", "Einde"]),
        ("geen einde", ["geen einde"]),
        ("", [""]),
    ],
)
def test_sentences_are_told_with_the_quotes_that_close_them(text: str, expected: list[str]) -> None:
    assert _found(text) == expected


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    found = _found("woord " * 400 + "slot.")

    assert [len(part.split()) for part in found] == [134, 134, 133]
    assert " ".join(found) == ("woord " * 400 + "slot.")


@_settings
@given(text=st.text(alphabet=" ab.?”A1\n", max_size=400))
def test_sentences_hold_all_words_in_order(text: str) -> None:
    assert [word for part in _found(text) for word in part.split()] == text.split()


@_settings
@given(sizes=st.lists(st.integers(0, 250), min_size=1, max_size=9))
def test_the_cuts_cost_least_of_all_that_keep_to_the_bounds(sizes: list[int]) -> None:
    def price(cuts: list[tuple[int, int]]) -> float:
        return sum(price_of_size(start, end, sum(sizes[start:end])) for start, end in cuts)

    places = range(1, len(sizes))
    chosen = [subset for count in range(len(sizes)) for subset in itertools.combinations(places, count)]
    possible = [list(itertools.pairwise([0, *inner, len(sizes)])) for inner in chosen]
    allowed = [
        cuts for cuts in possible if all(end - start == 1 or sum(sizes[start:end]) <= MOST_WORDS for start, end in cuts)
    ]

    found = cheapest(sizes)

    assert found in possible
    assert price(found) == pytest.approx(min(map(price, allowed)))


def test_a_long_block_is_cut_into_parts_of_a_good_size() -> None:
    block = Block(kind=BlockKind.BULLET, text=" ".join(f"Zin {n} telt vijf woorden." for n in range(100)))

    assert parts(block, LONGEST_WHOLE * 2) == [block]
    found = parts(block, LONGEST_WHOLE)
    assert " ".join(part.text for part in found) == block.text
    assert all(part.kind is BlockKind.BULLET and 60 <= len(part.text.split()) <= MOST_WORDS for part in found)


def test_many_cuts_take_time_with_the_length_only() -> None:

    cheapest([3] * 20_000)
