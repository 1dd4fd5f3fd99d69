from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.measures import Figures, first_right, mean, measure

_hits = st.lists(st.sampled_from([f"d{number}" for number in range(15)]), unique=True, max_size=15)


def figures(grades: dict[str, int], *hits: tuple[str, ...]) -> Figures:
    return measure({"q": grades}, {"q": hits})["q"]


def test_the_figures_are_those_of_a_calculation_by_hand() -> None:
    found = figures({"a": 2, "b": 1, "c": 0}, ("x",), ("b",), ("c",), ("a",))
    gained = 1 / math.log2(3) + 2 / math.log2(5)
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    assert found.ndcg == pytest.approx(gained / ideal)
    assert (found.recall, found.mrr, found.first_three, found.first_ten) == (1.0, 0.5, 1.0, 1.0)


def test_what_lies_beyond_the_tenth_place_does_not_count() -> None:
    others = [(f"x{number}",) for number in range(10)]
    assert figures({"a": 1}, *others, ("a",)) == Figures(ndcg=0, recall=0, mrr=0, first_three=0, first_ten=0)
    tenth = figures({"a": 1}, *others[:9], ("a",))
    assert (tenth.first_three, tenth.first_ten, tenth.mrr) == (0, 1, 0.1)
    assert tenth.ndcg == pytest.approx(1 / math.log2(11))


def test_a_question_without_hits_has_zeros() -> None:
    nothing = Figures(ndcg=0, recall=0, mrr=0, first_three=0, first_ten=0)
    assert measure({"q": {"a": 1}, "r": {"a": 1}}, {"q": []}) == {"q": nothing, "r": nothing}
    assert measure({}, {}) == {}


def test_a_text_in_several_places_answers_for_those_that_are_right() -> None:
    assert figures({"a": 1}, ("other", "a")).ndcg == 1
    assert figures({"a": 1, "b": 1}, ("a", "b")).ndcg == 1


def test_copies_of_a_wrong_text_take_one_place() -> None:
    assert figures({"a": 1}, ("x", "y", "z"), ("a",)).mrr == 0.5
    assert figures({"a": 1, "x": 0, "y": 0}, ("x", "y"), ("a",)).mrr == 0.5


@given(hits=_hits, right=st.sets(st.sampled_from([f"d{number}" for number in range(15)]), min_size=1))
def test_the_figures_agree_with_each_other(hits: list[str], right: set[str]) -> None:
    places = [(hit,) for hit in hits]
    found = figures(dict.fromkeys(right, 1), *places)
    rank = first_right(places, right)
    reached = rank is not None and rank <= 10
    assert found.mrr == pytest.approx(1 / rank if rank and reached else 0)
    assert (found.first_ten, found.first_three) == (reached, rank is not None and rank <= 3)
    assert (found.ndcg > 0) == (found.recall > 0) == reached
    assert all(0 <= value <= 1 + 1e-9 for value in (found.ndcg, found.recall, found.mrr))


@given(hits=_hits, right=st.sets(st.sampled_from([f"d{number}" for number in range(15)]), min_size=1))
def test_moving_a_right_hit_up_never_lowers_a_figure(hits: list[str], right: set[str]) -> None:
    moved = sorted(hits, key=lambda hit: hit not in right)
    before, after = (figures(dict.fromkeys(right, 1), *((hit,) for hit in order)) for order in (hits, moved))
    assert after.ndcg >= before.ndcg - 1e-9
    assert after.mrr >= before.mrr
    assert after.recall >= before.recall


def test_a_mean_is_that_of_each_figure() -> None:
    high, low = (Figures(ndcg=v, recall=v, mrr=v / 2, first_three=0, first_ten=v) for v in (1, 0.5))
    assert mean([high, low]) == Figures(ndcg=0.75, recall=0.75, mrr=0.375, first_three=0, first_ten=0.75)


def test_the_first_right_hit_is_counted_from_one() -> None:
    assert first_right([("x",), ("y", "a")], {"a"}) == 2
    assert first_right([("x",)], {"a"}) is None


def test_the_part_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(UsageError) as error:
        measure({}, {})
    assert error.value.key == "extra_missing"
