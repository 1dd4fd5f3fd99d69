from __future__ import annotations

import numpy as np

from kb.filters import PassageSet, Snapshot
from kb.fulltext import NO_MATCHES, Matches
from kb.fusion import Ranking, fuse
from kb.lexical import NO_EVIDENCE, LexicalEvidence
from kb.ranking import Group, collapse, leading_names, leading_places
from kb.vectors import Neighbours
from kb.versions import Kin, Numbers, Pair, Relative, kin_of

ALL = np.ones(10, np.bool_)
KEYS = np.arange(10, dtype=np.int64)


def ranked(*numbers: int, lexical: LexicalEvidence = NO_EVIDENCE) -> Ranking:
    similarities = np.linspace(0.9, 0.5, len(numbers)).astype(np.float32)
    order = np.argsort(numbers)
    dense = Neighbours(np.array(numbers), similarities)
    return fuse(dense, lexical, np.array(numbers)[order], similarities[order])


def with_same(keys: Numbers, *equal: int) -> Numbers:
    """Returns the keys with those of some passages made equal."""
    changed = keys.copy()
    changed[list(equal)] = 42
    return changed


def snapshot(texts: Numbers = KEYS, versions: Numbers | None = None, kin: Kin | None = None) -> Snapshot:
    return Snapshot(
        revision=1,
        live=ALL,
        text_keys=texts,
        version_keys=texts if versions is None else versions,
        kin=kin or kin_of(()),
        labelled={},
    )


def shown(ranking: Ranking, found: Snapshot, allowed: PassageSet = ALL, start: int = 0, end: int = 10) -> list[Group]:
    return collapse(ranking, found, allowed, leading_places(ranking, found)[start:end])


def pair(number: int, other: int, similarity: float, *, revised: bool) -> Pair:
    return Pair(number=number, other=other, similarity=similarity, same_numbers=True, revised=revised)


def only(*numbers: int) -> PassageSet:
    return np.isin(np.arange(10), numbers)


def test_one_text_is_one_group_in_the_place_of_its_best() -> None:
    found = snapshot(with_same(KEYS, 3, 9))
    groups = shown(ranked(5, 7, 3, 9), found)
    assert [(g.best.number, g.same) for g in groups] == [(5, ()), (7, ()), (3, (9,))]
    assert [g.best.number for g in shown(ranked(5, 7, 3, 9), found, start=1, end=2)] == [7]


def test_all_places_of_a_text_are_named_even_those_that_no_retriever_brought() -> None:
    [group] = shown(ranked(5), snapshot(with_same(KEYS, 2, 5, 8)))
    assert group.same == (2, 8)


def test_a_version_takes_no_place_of_its_own_and_is_named() -> None:
    kin = kin_of([pair(6, 5, 0.8, revised=True)])
    groups = shown(ranked(6, 7, 5), snapshot(versions=with_same(KEYS, 5, 6), kin=kin))
    assert [(g.best.number, g.same) for g in groups] == [(6, ()), (7, ())]
    assert groups[0].related == (Relative(number=5, similarity=0.8, revised=True),)


def test_a_version_that_only_a_third_one_connects_is_named_too() -> None:
    kin = kin_of([pair(6, 5, 0.8, revised=True), pair(7, 6, 0.8, revised=True)])
    [group] = shown(ranked(5), snapshot(versions=with_same(KEYS, 5, 6, 7), kin=kin))
    assert group.related == (
        Relative(number=6, similarity=0.8, revised=True),
        Relative(number=7, similarity=None, revised=True),
    )


def test_kin_keep_their_places() -> None:
    kin = kin_of([pair(6, 5, 0.8, revised=False)])
    groups = shown(ranked(6, 5), snapshot(kin=kin))
    assert [(g.best.number, [one.number for one in g.related]) for g in groups] == [(6, [5]), (5, [6])]


def test_what_the_filters_do_not_admit_is_not_named() -> None:
    kin = kin_of([pair(6, 5, 0.8, revised=True), pair(5, 4, 0.6, revised=False)])
    found = snapshot(with_same(KEYS, 2, 5), with_same(KEYS, 2, 5, 6), kin)
    [group] = shown(ranked(5), found, only(5))
    assert (group.same, group.related) == ((), ())


def test_few_kin_are_named_and_all_versions() -> None:
    revised = [pair(number, 0, 0.6, revised=True) for number in (1, 2)]
    others = [pair(number, 0, number / 10, revised=False) for number in (5, 6, 7, 8, 9, 3, 4)]
    found = snapshot(versions=with_same(KEYS, 0, 1, 2), kin=kin_of([*others, *revised]))
    [group] = shown(ranked(0), found)
    assert [one.number for one in group.related] == [1, 2, 9, 8, 7, 6, 5]


def test_hits_that_hold_a_name_lead() -> None:
    names = Matches(numbers=np.array([3, 9]), scores=np.array([1.0, 0.5]))
    lexical = LexicalEvidence(matches=NO_MATCHES, names=names, by_name=True)
    ranking = ranked(5, 7, 3, 9, lexical=lexical)
    assert [group.best.number for group in shown(ranking, snapshot())] == [3, 9, 5, 7]
    places = leading_places(ranking, snapshot())
    assert [leading_names(ranking, places[start:]) for start in range(5)] == [2, 1, 0, 0, 0]


def test_hits_come_in_the_order_of_their_places_with_the_scores_that_were_read() -> None:
    groups = collapse(ranked(5, 7, 3), snapshot(), ALL, np.array([2, 0]), {2: 0.7})
    assert [(group.best.number, group.best.reranked) for group in groups] == [(3, 0.7), (5, None)]
