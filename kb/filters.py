"""Sets of passages: what a reader's filters admit and what each facet value would leave.

A set is a boolean array indexed by passage number: combining sets is arithmetic on a few kilobytes,
quicker than any index, and needs no `where` of Chroma, which is slower by orders of magnitude.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

from kb.errors import UsageError
from kb.types import FacetValue, Filters
from kb.versions import NOTHING_HELD, Held, Kin

PassageSet = npt.NDArray[np.bool_]
FACETS = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What may be found at one revision of the catalogue.

    Attributes:
        revision: the catalogue's revision that this was read at.
        live: the passages that exist, indexed by number.
        text_keys: equal numbers mark texts that are one, indexed by passage number.
        version_keys: equal numbers mark versions of one passage, which an answer shows as one hit.
        kin: passages that are like each other.
        labelled: for each facet and value, the passages that carry it.
        visibilities: for each visibility, the passages of its documents.
        held: what versions and kin were told by, so that they can be told anew without some of the documents.
        whole: nothing in the catalogue is left out.
    """

    revision: int
    live: PassageSet
    text_keys: npt.NDArray[np.int64]
    version_keys: npt.NDArray[np.int64]
    kin: Kin
    labelled: Mapping[str, Mapping[str, PassageSet]]
    visibilities: Mapping[str, PassageSet] = field(default_factory=dict)
    held: Held = NOTHING_HELD
    whole: bool = True

    @property
    def key(self) -> tuple[int, frozenset[str]]:
        """What tells it from other snapshots: its revision, and the visibilities that it holds."""
        return self.revision, frozenset(self.visibilities)

    @property
    def size(self) -> int:
        """The number of passages."""
        return int(self.live.sum())


def check_filters(filters: Filters, choices: Mapping[str, tuple[str, ...]]) -> None:
    """Rejects values that no passage could ever have; `choices` names them for closed facets.

    Raises:
        UsageError: a value is not among the choices of its facet.
    """
    for facet, allowed in choices.items():
        for value in getattr(filters, facet):
            if value not in allowed:
                raise UsageError("filter_unknown", facet=facet, value=value, known=", ".join(allowed))


def admitted(snapshot: Snapshot, filters: Filters, *, without: str | None = None) -> PassageSet:
    """Returns the live passages that carry, for each facet filtered on, at least one of its values.

    Args:
        snapshot: the passages there are.
        filters: the values asked for.
        without: a facet whose filter is left out of account.
    """
    found = snapshot.live.copy()
    for facet in FACETS:
        values = getattr(filters, facet)
        if values and facet != without:
            found &= _any_of(snapshot, facet, values)
    return found


def _any_of(snapshot: Snapshot, facet: str, values: tuple[str, ...]) -> PassageSet:
    found = np.zeros_like(snapshot.live)
    for value in values:
        if value in snapshot.labelled.get(facet, {}):
            found |= snapshot.labelled[facet][value]
    return found


def count_texts(snapshot: Snapshot, passages: PassageSet) -> int:
    """Returns the number of different texts in a set: the versions of a text count once."""
    return int(np.unique(snapshot.version_keys[passages]).size)


def counts_of(values: Iterable[FacetValue]) -> dict[str, int]:
    """Returns how many passages each value of a facet has."""
    return {one.value: one.count for one in values}


def count_facets(
    snapshot: Snapshot, filters: Filters, matching: PassageSet | None = None
) -> dict[str, tuple[FacetValue, ...]]:
    """Counts, for each value, what the answer would hold with that value chosen in its facet.

    Args:
        snapshot: the passages there are.
        filters: what is filtered on; a facet's own filter is left out of its counts.
        matching: limits all counts to these passages.

    Returns:
        For each facet its values with a count above nought, the largest first, ties in order of value.
    """
    return {facet: _count_facet(snapshot, filters, facet, matching) for facet in FACETS}


def _count_facet(
    snapshot: Snapshot, filters: Filters, facet: str, matching: PassageSet | None
) -> tuple[FacetValue, ...]:
    base = admitted(snapshot, filters, without=facet)
    if matching is not None:
        base &= matching
    counts = [
        FacetValue(value=value, count=count_texts(snapshot, base & carriers))
        for value, carriers in snapshot.labelled.get(facet, {}).items()
    ]
    return tuple(sorted((c for c in counts if c.count), key=lambda c: (-c.count, c.value)))
