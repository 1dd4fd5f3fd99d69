from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.decisions import Action, Decision, concerning, decided, key_of, standing, told_of, verdict
from kb.rows import facet_values
from kb.shingles import text_key
from kb.suggestions import JUDGED
from kb.types import LIKELY, DocumentKind, Passage, PracticeKind, Suggestion
from tests.kb.curated import QUOTE, VALUES, acts, decision, in_turn, sayings, suggestion, use_small_thesaurus

SAID = (
    suggestion("kind", "context", 0.6),
    suggestion("kind", "lesson", 0.3),
    suggestion("theme", "water-points", 0.8),
    suggestion("theme", "waste", 0.4),
    suggestion("partnership", "bugesera", 0.9),
    suggestion("country", "RW", 0.9),
)


@pytest.fixture(autouse=True, scope="module")
def small_thesaurus() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        use_small_thesaurus(patch)
        yield


def passage(said: tuple[Suggestion, ...]) -> Passage:
    likely = [one for one in said if one.probability >= LIKELY]
    kind = max((one for one in said if one.facet == "kind"), key=lambda one: one.probability)
    return Passage(
        id="p",
        document_id="d" * 16,
        position=0,
        text=QUOTE,
        context="",
        pages=(1,),
        headings=(),
        kind=PracticeKind(kind.value),
        language="en",
        year=2024,
        countries=tuple(one.value for one in likely if one.facet == "country"),
        partnerships=tuple(one.value for one in likely if one.facet == "partnership"),
        document_kind=DocumentKind.REPORT,
        themes=tuple(one.value for one in likely if one.facet == "theme"),
    )


def values(facet: str, *decisions: Decision) -> tuple[str, ...]:
    return verdict(decisions).values(facet, SAID)


def accepted(facet: str, *those: str) -> Decision:
    return decision(facet, accepted=those)


def rejected(facet: str, *those: str) -> Decision:
    return decision(facet, action=Action.REJECT, rejected=those)


def test_without_decisions_the_likely_suggestions_count() -> None:
    assert {facet: values(facet) for facet in JUDGED} == {
        "kind": ("context",),
        "theme": ("water-points",),
        "partnership": ("bugesera",),
        "country": ("RW",),
    }


def test_an_accepted_kind_is_the_kind_and_the_last_one_counts() -> None:
    assert values("kind", accepted("kind", "challenge")) == ("challenge",)
    assert values("kind", accepted("kind", "challenge"), accepted("kind", "lesson")) == ("lesson",)


def test_of_a_rejected_kind_the_next_probable_takes_the_place_and_at_last_context() -> None:
    assert values("kind", rejected("kind", "context")) == ("lesson",)
    assert values("kind", rejected("kind", "context", "lesson")) == ("context",)
    assert verdict([]).kind(()) == "context"


def test_a_kind_that_was_accepted_and_then_rejected_counts_no_more() -> None:
    assert values("kind", accepted("kind", "challenge"), rejected("kind", "challenge")) == ("context",)
    assert values("kind", rejected("kind", "context"), accepted("kind", "context")) == ("context",)


@pytest.mark.parametrize("facet", ["partnership", "country"])
def test_what_is_rejected_goes_and_what_is_accepted_comes(facet: str) -> None:
    held, other = ("bugesera", "karongi") if facet == "partnership" else ("RW", "BJ")
    corrected = decision(facet, action=Action.CORRECT, accepted=(other,), rejected=(held,))
    assert values(facet, corrected) == (other,)
    assert values(facet, corrected, accepted(facet, held)) == (held, other)
    assert values(facet, corrected, rejected(facet, other)) == ()


def test_an_accepted_suggestion_that_was_not_likely_counts() -> None:
    assert values("theme", accepted("theme", "waste")) == ("water-points", "waste")


def test_who_rejects_a_theme_rejects_what_is_narrower_until_it_is_accepted() -> None:
    assert values("theme", rejected("theme", "water")) == ()
    assert values("theme", accepted("theme", "water-supply"), rejected("theme", "water")) == ()
    assert values("theme", rejected("theme", "water"), accepted("theme", "water-supply")) == ("water-supply",)
    assert values("theme", rejected("theme", "gender")) == ("water-points",)


def test_what_the_machine_says_no_more_stays_accepted() -> None:
    assert verdict([accepted("partnership", "karongi")]).values("partnership", ()) == ("karongi",)


def test_what_settles_a_suggestion() -> None:
    kind = verdict([accepted("kind", "challenge")])
    assert all(kind.settles("kind", value) for value in VALUES["kind"])
    assert not kind.settles("theme", "waste")
    rejecting = verdict([rejected("kind", "context"), rejected("theme", "water")])
    assert rejecting.settles("kind", "context")
    assert not rejecting.settles("kind", "lesson")
    assert rejecting.settles("theme", "water-points")
    accepting = verdict([accepted("theme", "water-points")])
    assert accepting.settles("theme", "water")
    assert not accepting.settles("theme", "waste")


def test_decisions_stand_in_the_order_in_which_they_were_taken_without_those_taken_back() -> None:
    first, second, third = in_turn(accepted("kind", "lesson"), accepted("kind", "result"), accepted("theme", "waste"))
    undo = replace(second, id=4, action=Action.UNDO, accepted=(), undoes=second.id, at="2026-04-01T12:00:00+00:00")
    assert standing([third, undo, first, second]) == [first, third]


def test_a_decision_follows_its_text_into_both_parts_and_into_the_whole() -> None:
    one = decision("kind", accepted=("lesson",))
    half = len(QUOTE) // 2
    texts = [QUOTE[:half], "Nothing of that is said here at all, not a single word of it.", QUOTE[half:]]
    keys = [text_key(text) for text in texts]
    assert concerning([one], texts, keys) == [[one], [], [one]]
    other = decision("theme", accepted=("waste",), quote=texts[0])
    assert concerning([one, other], texts, keys)[0] == [one, other]
    assert concerning([one, other], [QUOTE], [text_key(QUOTE)]) == [[one, other]]


def test_content_names_a_decision() -> None:
    one, other = in_turn(accepted("kind", "lesson"), accepted("kind", "lesson"))
    assert key_of(one) == key_of(replace(one, id=99))
    assert len({key_of(one), key_of(other), key_of(one, "x"), key_of(replace(one, note="why"))}) == 4
    undo = replace(one, id=3, action=Action.UNDO, undoes=2, accepted=())
    told = told_of([one, other, undo])
    assert [(held.key, held.undoes) for held in told[:2]] == [(key_of(one), ""), (key_of(other), "")]
    assert told[2].undoes == key_of(other)


@given(sayings(), st.lists(acts(), max_size=8))
def test_a_passage_has_one_kind_and_no_value_twice_whatever_people_decide(
    said: tuple[Suggestion, ...], decisions: list[Decision]
) -> None:
    found = decided(passage(said), said, in_turn(*decisions))
    assert isinstance(found.kind, PracticeKind)
    for facet in JUDGED:
        carried = facet_values(found)[facet]
        assert len(carried) == len(set(carried))


@given(sayings(), st.lists(acts(), max_size=8), st.data())
def test_undoing_everything_in_any_order_restores_what_the_machine_says(
    said: tuple[Suggestion, ...], decisions: list[Decision], data: st.DataObject
) -> None:
    taken = in_turn(*decisions)
    before = passage(said)
    held = list(taken)
    for n, one in enumerate(data.draw(st.permutations(taken)), start=len(taken) + 1):
        held.append(replace(one, id=n, action=Action.UNDO, accepted=(), rejected=(), undoes=one.id))
    changed = decided(before, said, standing(taken))
    assert decided(changed, said, standing(held)) == before


@given(sayings(), st.lists(acts(), min_size=1, max_size=8))
def test_the_last_decision_always_counts(said: tuple[Suggestion, ...], decisions: list[Decision]) -> None:
    last = decisions[-1]
    found = verdict(in_turn(*decisions))
    carried = found.values(last.facet, said)
    assert set(last.accepted) <= set(carried)
    if last.facet != "kind":
        assert not set(last.rejected) & set(carried)
    assert all(found.settles(last.facet, value) for value in (*last.accepted, *last.rejected))


@given(sayings(), st.lists(acts(), min_size=1, max_size=6))
def test_taking_a_decision_and_undoing_it_leaves_the_others(
    said: tuple[Suggestion, ...], decisions: list[Decision]
) -> None:
    *others, last = in_turn(*decisions)
    undo = replace(last, id=99, action=Action.UNDO, accepted=(), rejected=(), undoes=last.id)
    assert standing([*others, last, undo]) == others
    assert decided(passage(said), said, standing([*others, last, undo])) == decided(passage(said), said, others)
