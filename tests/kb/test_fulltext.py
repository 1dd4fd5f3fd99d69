from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.filters import Snapshot
from kb.fulltext import FullText, Matches, TokenGroups
from kb.lexical import WORDS
from tests.conftest import Fill, MakePassage

KNOWN = ("dam", "well", "pump", "tank", "pipe", "tap")
# Passage n (from 1) holds the words whose place, from 1, divides n.
TEXTS = [" ".join(word for place, word in enumerate(KNOWN, 1) if number % place == 0) for number in range(1, 41)]


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    fill([make_passage(f"{text} unlike{number}") for number, text in enumerate(TEXTS)])
    return base


def groups(*words: str) -> list[TokenGroups]:
    return [(frozenset((word,)),) for word in words]


def search(
    base: KnowledgeBase, asked: Sequence[TokenGroups], allowed: Sequence[int] | None = None, limit: int = 100
) -> Matches:
    inside = np.zeros(len(TEXTS) + 1, np.bool_)
    inside[list(range(1, len(TEXTS) + 1)) if allowed is None else list(allowed)] = True
    with base.catalog.engine.connect() as connection:
        cursor = connection.connection.cursor()
        return FullText(WORDS).search(cursor, asked, base.catalog.snapshot(), inside, limit=limit)


def frequencies(base: KnowledgeBase, index: FullText, snapshot: Snapshot, *tokens: str) -> Mapping[str, int]:
    with base.catalog.engine.connect() as connection:
        return index.frequencies(connection.connection.cursor(), tokens, snapshot)


def test_what_holds_a_word_is_found(filled: KnowledgeBase) -> None:
    assert sorted(search(filled, groups("tap")).numbers.tolist()) == [6, 12, 18, 24, 30, 36]


def test_rarer_words_weigh_more(filled: KnowledgeBase) -> None:
    found = search(filled, groups("well", "tap", "unlike4"))
    assert found.numbers[0] == 5
    assert found.scores.tolist() == sorted(found.scores, reverse=True)


def test_a_score_is_the_share_of_what_was_asked(filled: KnowledgeBase) -> None:
    """Of two words that are equally rare and far apart a passage holds half."""
    both, one = search(filled, groups("unlike4")), search(filled, groups("unlike4", "unlike7"))
    assert one.numbers.tolist() == [5, 8]
    assert one.scores[0] == pytest.approx(both.scores[0] / 2)


def test_a_word_that_nothing_holds_lowers_the_share(filled: KnowledgeBase) -> None:
    alone, beside = search(filled, groups("tap")), search(filled, groups("tap", "spaceship"))
    assert beside.numbers.tolist() == alone.numbers.tolist()
    size = len(TEXTS)
    tap, spaceship = (math.log((size - n + 0.5) / (n + 0.5)) for n in (6, 0))
    assert beside.scores == pytest.approx(alone.scores * tap / (tap + spaceship))


def test_the_time_that_frequent_words_take_is_saved(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.fulltext._MOST_POSTINGS", 10)
    assert (
        search(filled, groups("dam", "tap", "pipe")).numbers.tolist() == search(filled, groups("tap")).numbers.tolist()
    )
    # The rarest word counts whatever it costs.
    assert len(search(filled, groups("dam")).numbers) == 40


def test_nothing_asked_finds_nothing(filled: KnowledgeBase) -> None:
    assert search(filled, []).numbers.tolist() == []


def test_nothing_allowed_finds_nothing(filled: KnowledgeBase) -> None:
    assert search(filled, groups("dam"), allowed=[]).numbers.tolist() == []


def test_frequencies_are_read_anew_at_a_new_revision(
    filled: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    index, before = FullText(WORDS), filled.catalog.snapshot()
    assert frequencies(filled, index, before, "tap", "spaceship") == {"tap": 6, "spaceship": 0}
    fill([make_passage("a spaceship")], "another")
    assert frequencies(filled, index, before, "spaceship") == {"spaceship": 0}
    assert frequencies(filled, index, filled.catalog.snapshot(), "spaceship") == {"spaceship": 1}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from([*KNOWN, "unlike3", "unlike20", "spaceship"]), unique=True, max_size=5),
    allowed=st.sets(st.integers(1, len(TEXTS))),
    limit=st.integers(1, 45),
)
def test_scores_are_shares_within_what_is_allowed_and_a_smaller_limit_cuts(
    filled: KnowledgeBase, words: list[str], allowed: set[int], limit: int
) -> None:
    asked = groups(*words)
    whole, cut = (search(filled, asked, sorted(allowed), limit=size) for size in (len(TEXTS), limit))
    assert set(whole.numbers.tolist()) <= allowed
    assert ((whole.scores >= 0) & (whole.scores <= 1)).all()
    assert cut.numbers.tolist() == whole.numbers[:limit].tolist()
    assert cut.scores.tolist() == whole.scores[:limit].tolist()
