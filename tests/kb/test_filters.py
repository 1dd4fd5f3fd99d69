from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.filters import FACETS, PassageSet, Snapshot, admitted, check_filters, count_facets, count_texts
from kb.types import Filters
from kb.versions import NO_KIN
from tests.kb.small_thesaurus import SMALL

STRANGER = "nobody carries this"
# What passages are said to be; goals and markers follow from their themes.
SAID = {
    "country": ("BJ", "SN", "RW"),
    "partnership": ("laarne-ouinhi", "tambacounda"),
    "kind": ("lesson", "result", "challenge"),
    "theme": tuple(SMALL.concepts),
    "voice": ("claim", "testimony", "evaluation"),
    "language": ("nl", "fr"),
    "year": ("2023", "2024"),
    "document_kind": ("report", "handbook"),
}
VALUES = {**SAID, "sdg": ("5", "6", "11", "12", "17"), "marker": ("gender", "environment")}


def values_of(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Draws what one passage carries, with what is broader and what follows."""
    said = {facet: tuple(draw(st.sets(st.sampled_from(values), max_size=2))) for facet, values in SAID.items()}
    themes = said["theme"]
    return {
        **said,
        "theme": SMALL.with_broader(themes),
        "sdg": SMALL.sdgs(themes),
        "marker": SMALL.markers(themes),
    }


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    size = draw(st.integers(1, 8))
    carried = [values_of(draw) for _ in range(size)]
    keys = np.array(draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)), dtype=np.int64)
    return Snapshot(
        revision=1,
        live=np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size))),
        text_keys=keys,
        version_keys=keys,
        kin=NO_KIN,
        labelled={facet: carriers(facet, carried) for facet in FACETS},
    )


def carriers(facet: str, carried: list[dict[str, tuple[str, ...]]]) -> Mapping[str, PassageSet]:
    present = {value for values in carried for value in values[facet]}
    return {value: np.array([value in values[facet] for values in carried]) for value in present}


filters = st.fixed_dictionaries(
    {}, optional={facet: st.lists(st.sampled_from([*VALUES[facet], STRANGER]), max_size=2) for facet in FACETS}
).map(lambda chosen: Filters(**{facet: tuple(values) for facet, values in chosen.items()}))


def with_facet(chosen: Filters, facet: str, *values: str) -> Filters:
    changes: dict[str, Any] = {facet: values}
    return replace(chosen, **changes)


def total(snapshot: Snapshot, chosen: Filters) -> int:
    return count_texts(snapshot, admitted(snapshot, chosen))


def test_every_facet_is_drawn() -> None:
    assert set(VALUES) == set(FACETS) == set(Filters.__slots__)


@given(snapshots(), filters)
def test_admitted_passages_meet_every_filter(snapshot: Snapshot, chosen: Filters) -> None:
    found = admitted(snapshot, chosen)
    for number in range(snapshot.live.size):
        meets = bool(snapshot.live[number])
        for facet in FACETS:
            wanted = getattr(chosen, facet)
            carried = {value for value, those in snapshot.labelled[facet].items() if those[number]}
            meets = meets and (not wanted or bool(carried & set(wanted)))
        assert found[number] == meets


@given(snapshots(), filters)
def test_facets_count_what_the_filter_would_return(snapshot: Snapshot, chosen: Filters) -> None:
    counted = count_facets(snapshot, chosen)
    assert set(counted) == set(FACETS)
    for facet, values in counted.items():
        counts = {one.value: one.count for one in values}
        assert list(counts.values()) == sorted(counts.values(), reverse=True)
        for value in (*VALUES[facet], STRANGER):
            assert counts.get(value, 0) == total(snapshot, with_facet(chosen, facet, value))
        assert all(counts.values())


@given(snapshots(), filters, st.data())
def test_facets_count_within_what_matches(snapshot: Snapshot, chosen: Filters, data: st.DataObject) -> None:
    size = snapshot.live.size
    matching = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    for facet, values in count_facets(snapshot, chosen, matching).items():
        for one in values:
            narrowed = admitted(snapshot, with_facet(chosen, facet, one.value))
            assert one.count == count_texts(snapshot, narrowed & matching)


@given(snapshots(), filters, st.sampled_from(FACETS), st.data())
def test_combining_filters_never_adds(snapshot: Snapshot, chosen: Filters, facet: str, data: st.DataObject) -> None:
    without = with_facet(chosen, facet)
    combined = with_facet(chosen, facet, data.draw(st.sampled_from([*VALUES[facet], STRANGER])))
    assert not (admitted(snapshot, combined) & ~admitted(snapshot, without)).any()
    assert total(snapshot, combined) <= total(snapshot, without)


@given(snapshots(), filters, st.sampled_from(FACETS), st.data())
def test_another_alternative_takes_nothing_away(
    snapshot: Snapshot, chosen: Filters, facet: str, data: st.DataObject
) -> None:
    first, second = (data.draw(st.sampled_from(VALUES[facet])) for _ in range(2))
    one, both = with_facet(chosen, facet, first), with_facet(chosen, facet, first, second)
    assert not (admitted(snapshot, one) & ~admitted(snapshot, both)).any()


@given(snapshots(), filters, st.sampled_from(FACETS))
def test_a_filter_that_matches_nothing_gives_nothing(snapshot: Snapshot, chosen: Filters, facet: str) -> None:
    asked = with_facet(chosen, facet, STRANGER)
    assert not admitted(snapshot, asked).any()
    others = (values for name, values in count_facets(snapshot, asked).items() if name != facet)
    assert not any(others)


@given(snapshots(), filters, st.sampled_from([one for one in SMALL.concepts.values() if one.broader]))
def test_a_broader_theme_admits_what_is_narrower(snapshot: Snapshot, chosen: Filters, concept: Any) -> None:
    narrow = admitted(snapshot, with_facet(chosen, "theme", concept.id))
    for broader in concept.broader:
        assert not (narrow & ~admitted(snapshot, with_facet(chosen, "theme", broader))).any()


def test_unknown_values_of_closed_facets_are_rejected() -> None:
    with pytest.raises(UsageError, match="lesson"):
        check_filters(Filters(kind=("wisdom",)), {"kind": ("lesson", "result")})
