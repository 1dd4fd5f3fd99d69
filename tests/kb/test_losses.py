from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from kb.judged import Collection, JudgedText
from kb.losses import Losses, Outcome, worst_losses
from kb.measures import Places, measure
from kb.trial import Answer, Trial
from kb.types import SearchMode
from tests.kb.judged_sets import collection

DENSE, LEXICAL, HYBRID = SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID
Rankings = Mapping[SearchMode, Mapping[str, Sequence[str]]]

COLLECTION = collection(
    {"en": {f"d{number}": f"text {number}" for number in range(60)}},
    {"en": {"q0": "first", "q1": "second", "q2": "third"}},
    {"q0": {"d0": 1}, "q1": {"d1": 1}, "q2": {"d2": 1}},
)
OTHERS = tuple(f"d{number}" for number in range(10, 60))


class Told(Trial):
    """Gives rankings that a test writes down."""

    def __init__(self, rankings: Rankings) -> None:
        self.rankings = rankings

    def ask(self, question: JudgedText, language: str, mode: SearchMode, depth: int) -> Answer:
        assert language == "en"
        places: list[Places] = [(name,) for name in self.rankings[mode][question.id]]
        return Answer(tuple(places[:depth]), abstained=not places)


def losses(rankings: Rankings, number: int = 5, held: Collection = COLLECTION) -> Losses:
    (pair,) = held.pairs()
    outcomes = [
        Outcome(
            pair=pair,
            mode=mode,
            figures=measure(pair.judgements, {name: [(hit,) for hit in hits] for name, hits in found.items()}),
            abstentions=0,
        )
        for mode, found in rankings.items()
    ]
    return worst_losses(outcomes, held, Told(rankings), number)


FOUND = {"q0": ["d0"], "q1": ["d1"], "q2": ["d2"]}


def test_the_greatest_losses_come_first_with_the_ranks_of_each_mode() -> None:
    found = losses(
        {
            DENSE: FOUND | {"q1": ["d9", "d1"]},
            LEXICAL: FOUND | {"q0": [], "q1": []},
            HYBRID: {"q0": ["d9", "d0"], "q1": ["d9", *OTHERS[:39], "d1"], "q2": ["d2"]},
        }
    )
    assert [loss.question_id for loss in found.losses] == ["q1", "q0"]
    assert (found.mode, found.lost, found.missed, found.misses) == (HYBRID, 2, 1, ())
    worst, second = found.losses
    assert worst.ranks == {DENSE: 2, LEXICAL: None, HYBRID: 41}
    assert worst.loss == worst.ndcg[DENSE] == pytest.approx(0.6309, abs=1e-4)
    assert second.loss == pytest.approx(1 - 0.6309, abs=1e-4)
    assert (worst.question, worst.right.id, worst.right.text) == ("second", "d1", "text 1")
    assert worst.instead is not None
    assert worst.instead.id == "d9"


def test_what_nothing_finds_is_a_miss_and_no_loss() -> None:
    lost = FOUND | {"q2": [*OTHERS[:50], "d2"]}
    found = losses({DENSE: lost, LEXICAL: lost, HYBRID: lost})
    assert (found.lost, found.losses, found.missed) == (0, (), 1)
    (miss,) = found.misses
    assert (miss.question_id, miss.loss, miss.ranks) == ("q2", 0, {DENSE: None, LEXICAL: None, HYBRID: None})


def test_a_miss_that_is_named_as_a_loss_is_not_named_twice() -> None:
    nothing = dict.fromkeys(FOUND, OTHERS[:10])
    found = losses({DENSE: FOUND, LEXICAL: nothing, HYBRID: nothing}, number=1)
    assert (found.lost, found.missed) == (3, 3)
    assert [len(found.losses), len(found.misses)] == [1, 1]
    assert found.losses[0].question_id != found.misses[0].question_id


def test_of_what_is_missed_that_which_another_mode_found_comes_first() -> None:
    nothing = dict.fromkeys(FOUND, OTHERS[:10])
    found = losses({DENSE: nothing | {"q1": ["d1"], "q2": ["d9", "d2"]}, HYBRID: nothing}, number=1)
    assert [found.losses[0].question_id, found.misses[0].question_id] == ["q1", "q2"]


def test_one_mode_has_misses_only() -> None:
    found = losses({LEXICAL: FOUND | {"q0": []}})
    assert (found.mode, found.lost, [one.question_id for one in found.misses]) == (LEXICAL, 0, ["q0"])
    assert found.misses[0].instead is None


def test_none_need_be_named() -> None:
    found = losses({DENSE: FOUND, HYBRID: dict.fromkeys(FOUND, ())}, number=0)
    assert (found.lost, found.missed, found.losses, found.misses) == (3, 3, (), ())


def test_what_came_first_and_is_right_came_not_instead() -> None:
    graded = collection({"en": {"d0": "best", "d1": "good"}}, {"en": {"q0": "first"}}, {"q0": {"d0": 1, "d1": 3}})
    found = losses({DENSE: {"q0": ["d1", "d0"]}, HYBRID: {"q0": ["d0", "d1"]}}, held=graded)
    (loss,) = found.losses
    assert (loss.right.id, loss.instead) == ("d1", None)
