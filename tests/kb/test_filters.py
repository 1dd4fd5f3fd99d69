from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.filters import FACETS, Snapshot, admitted, check_filters, count_facets, count_texts
from kb.types import Filters
from kb.versions import NO_KIN

COUNTRIES = ("BJ", "SN", "RW")
YEARS = ("2023", "2024")


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    size = draw(st.integers(1, 12))
    mask = st.lists(st.booleans(), min_size=size, max_size=size).map(np.array)
    live = draw(mask)
    keys = np.array(draw(st.lists(st.integers(0, 5), min_size=size, max_size=size)), dtype=np.int64)
    labelled = {facet: {} for facet in FACETS} | {
        "country": {value: draw(mask) for value in COUNTRIES},
        "year": {value: draw(mask) for value in YEARS},
    }
    return Snapshot(revision=1, live=live, text_keys=keys, version_keys=keys, kin=NO_KIN, labelled=labelled)


filters = st.builds(
    lambda country, year: Filters(country=tuple(country), year=tuple(year)),
    st.lists(st.sampled_from([*COUNTRIES, "XX"]), max_size=2),
    st.lists(st.sampled_from(YEARS), max_size=2),
)


@given(snapshots(), filters)
def test_admitted_passages_meet_every_filter(snapshot: Snapshot, chosen: Filters) -> None:
    found = admitted(snapshot, chosen)
    for number in range(snapshot.live.size):
        meets = snapshot.live[number]
        for facet, values in (("country", chosen.country), ("year", chosen.year)):
            carried = [value for value, carriers in snapshot.labelled[facet].items() if carriers[number]]
            meets = meets and (not values or bool(set(values) & set(carried)))
        assert found[number] == meets


@given(snapshots(), filters, st.sampled_from(YEARS))
def test_combining_filters_never_adds(snapshot: Snapshot, chosen: Filters, year: str) -> None:
    with_year = Filters(country=chosen.country, year=(year,))
    without = Filters(country=chosen.country)
    assert not (admitted(snapshot, with_year) & ~admitted(snapshot, without)).any()


@given(snapshots(), filters)
def test_facets_count_what_the_filter_would_return(snapshot: Snapshot, chosen: Filters) -> None:
    for value in count_facets(snapshot, chosen)["country"]:
        narrowed = Filters(country=(value.value,), year=chosen.year)
        assert value.count == count_texts(snapshot, admitted(snapshot, narrowed))
        assert value.count > 0


@given(snapshots())
def test_a_filter_that_matches_nothing_gives_nothing(snapshot: Snapshot) -> None:
    assert not admitted(snapshot, Filters(country=("XX",))).any()


def test_unknown_values_of_closed_facets_are_rejected() -> None:
    with pytest.raises(UsageError, match="lesson"):
        check_filters(Filters(kind=("wisdom",)), {"kind": ("lesson", "result")})
