"""Pages of every layout that partnership documents have, each with what a person reads in it.

The pages are made when a test asks for them; nothing of them is stored. `score.py` measures a reading against the
truth, `floors.toml` says how good it must be, and `python benchmarks/show_reading.py` draws a reading on its page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.ingest.layouts import boxes, columns, hidden, letters, lists, margins, pages, speech, tables, tagged
from tests.ingest.layouts.chance import page_by_chance
from tests.ingest.layouts.sheet import Case

_FAMILIES = (columns, boxes, margins, tables, lists, letters, speech, pages, tagged, hidden)

_BY_CHANCE = 24

CASES: dict[str, Callable[[], Case]] = {
    **{make.__name__: make for family in _FAMILIES for make in family.CASES},
    **{f"by_chance_{seed}": partial(page_by_chance, seed) for seed in range(_BY_CHANCE)},
}
