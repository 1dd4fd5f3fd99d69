"""The passages that a reader may see, as a snapshot in which the others do not exist.

Every answer is made from such a snapshot: what may be found, how often words and values occur, what is a version of
what. So nothing that is hidden shows, not even by a count or by the order of what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from kb.access import Reader, may_see
from kb.filters import PassageSet, Snapshot
from kb.versions import kin_of


def visible_to(reader: Reader, snapshot: Snapshot) -> frozenset[str]:
    """Returns the visibilities in a snapshot that a reader may see."""
    return frozenset(visibility for visibility in snapshot.visibilities if may_see(reader, visibility))


def only(snapshot: Snapshot, seen: frozenset[str]) -> Snapshot:
    """Returns what there is of documents of some visibilities; passage numbers stay as they are."""
    if len(seen) == len(snapshot.visibilities):
        return snapshot
    visibilities = {name: carriers for name, carriers in snapshot.visibilities.items() if name in seen}
    live = np.zeros_like(snapshot.live)
    for carriers in visibilities.values():
        live |= carriers
    held = snapshot.held.among(live)
    return replace(
        snapshot,
        live=live,
        version_keys=held.version_keys(snapshot.text_keys),
        kin=kin_of(held.pairs),
        labelled={facet: _carried(values, live) for facet, values in snapshot.labelled.items()},
        visibilities=visibilities,
        held=held,
        whole=False,
    )


def _carried(values: Mapping[str, PassageSet], live: PassageSet) -> dict[str, PassageSet]:
    left = {value: carriers & live for value, carriers in values.items()}
    return {value: carriers for value, carriers in left.items() if carriers.any()}
