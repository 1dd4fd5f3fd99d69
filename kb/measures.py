"""The measures of retrieval at a depth of ten, as ir-measures computes them.

Source: K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import fmean

from kb.errors import UsageError

DEPTH = 10
# Answers that a reader takes in at a glance.
GLANCE = 3

# A hit as the ids that it answers for: those of its text, and of the places where the same text stands.
Places = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures of one question, or their means, each 0 to 1.

    `first_three` and `first_ten` tell whether a right passage is among the first three or ten: as a mean, how often.
    """

    ndcg: float
    recall: float
    mrr: float
    first_three: float
    first_ten: float


def measure(judgements: Mapping[str, Mapping[str, int]], found: Mapping[str, Sequence[Places]]) -> dict[str, Figures]:
    """Returns the figures of each judged question.

    Args:
        judgements: the relevance of ids, by question.
        found: the hits, best first, by question.

    Raises:
        UsageError: ir-measures is not installed.
    """
    try:
        import ir_measures  # noqa: PLC0415 - an optional part
    except ImportError as cause:
        raise UsageError("extra_missing", extra="eval") from cause
    names = {
        ir_measures.nDCG @ DEPTH: "ndcg",
        ir_measures.R @ DEPTH: "recall",
        ir_measures.RR @ DEPTH: "mrr",
        ir_measures.Success @ GLANCE: "first_three",
        ir_measures.Success @ DEPTH: "first_ten",
    }
    run = {question: _scores(hits, judgements.get(question, {})) for question, hits in found.items()}
    values: dict[str, dict[str, float]] = {question: {} for question in judgements}
    for one in ir_measures.iter_calc(list(names), judgements, run):
        values[one.query_id][names[one.measure]] = float(one.value)
    return {question: Figures(**figures) for question, figures in values.items()}


def _scores(hits: Sequence[Places], grades: Mapping[str, int]) -> dict[str, float]:
    """Returns a score for each id, falling with its place, so that no two tie.

    A text that stands in several places is shown once: if some of them are right, it answers for these, else it
    takes one place.
    """
    order: dict[str, None] = {}
    for places in hits:
        order |= dict.fromkeys([name for name in places if grades.get(name, 0) > 0] or places[:1])
    return {name: -float(place) for place, name in enumerate(order)}


def first_right(hits: Iterable[Places], right: Collection[str]) -> int | None:
    """Returns the rank, from 1, of the first hit that is right, None if none is."""
    return next((rank for rank, places in enumerate(hits, start=1) if not set(right).isdisjoint(places)), None)


def mean(figures: Collection[Figures]) -> Figures:
    """Returns the mean of each figure; there must be at least one."""
    return Figures(**{field.name: fmean(getattr(one, field.name) for one in figures) for field in fields(Figures)})
