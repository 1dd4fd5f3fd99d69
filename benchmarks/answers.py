"""Search against encode and a plain Chroma query, question by question, without and with filters."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bench import BareSearch, Bench, questions, say
from figures import Figure, Part, percentile

from kb.filters import admitted
from kb.search import Searcher
from kb.types import Filters, Query, Result, SearchMode

_SHARES = (0.5, 0.05, 0.005)
_WARM_UP = 20
_MOST_VALUES = 40
_SEED = 20
_MILLI = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Filters, used in turn, and the share of the passages that they admit."""

    name: str
    filters: tuple[Filters, ...]
    share: float


@dataclass(slots=True)
class _Times:
    """Milliseconds, an entry a question."""

    product: list[float] = field(default_factory=list)
    besides_embedding: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    bare_chroma: list[float] = field(default_factory=list)


def measure_search(bench: Bench, asked: int) -> Part:
    """Measures the time of an answer, in milliseconds, `asked` questions a case after a warm-up."""
    say("making a plain Chroma collection")
    bare = BareSearch(bench.bare_model, bench.vectors(), bench.scratch / "plain")
    cases = _cases(bench, asked)
    pool = questions(bench.passages)
    say(f"asking {min(asked, len(pool)):,} questions in each of {len(cases)} cases, {len(pool):,} to choose from")
    for text in pool[-_WARM_UP:]:
        bench.base.searcher.search(Query(text=text))
        bare.answer(text)
    times = _ask(bench, bare, cases, pool, min(asked, len(pool)))
    return Part(
        name="search",
        figures=tuple(figure for case in cases for figure in _figures(case, times[case.name])),
        remarks=_remarks(bench, cases, pool, asked),
    )


def _ask(bench: Bench, bare: BareSearch, cases: Sequence[_Case], pool: Sequence[str], asked: int) -> dict[str, _Times]:
    """Asks product and bare in turns, the one that begins changing, and all cases in turns too."""
    times = {case.name: _Times() for case in cases}
    for number in range(asked):
        for place, case in enumerate(cases):
            text = pool[(number * len(cases) + place) % len(pool)]
            query = Query(text=text, filters=case.filters[number % len(case.filters)])
            if number % 2:
                _ask_bare(bare, text, times[case.name])
                _ask_product(bench, query, times[case.name])
            else:
                _ask_product(bench, query, times[case.name])
                _ask_bare(bare, text, times[case.name])
    return times


def _ask_product(bench: Bench, query: Query, times: _Times) -> None:
    before = bench.embedder.seconds
    start = time.perf_counter()
    bench.base.searcher.search(query)
    seconds = time.perf_counter() - start
    times.product.append(seconds * _MILLI)
    times.besides_embedding.append((seconds - (bench.embedder.seconds - before)) * _MILLI)


def _ask_bare(bare: BareSearch, text: str, times: _Times) -> None:
    seconds, chroma = bare.answer(text)
    times.bare.append(seconds * _MILLI)
    times.bare_chroma.append(chroma * _MILLI)


def _cases(bench: Bench, asked: int) -> list[_Case]:
    searcher = bench.base.searcher
    everything = searcher.search(Query(text="water", mode=SearchMode.DENSE))
    cases = [_Case(name="no filter", filters=(Filters(),), share=1.0)]
    for share in _SHARES:
        facet, value = _nearest_value(everything, share)
        chosen = Filters(**{facet: (value,)})
        true = _total(searcher, chosen) / everything.total
        cases.append(_Case(name=f"{facet} {value} ({true:.1%})", filters=(chosen,), share=true))
    different = {case.name: case for case in cases}  # in a small corpus two shares may find the same value
    return [*different.values(), _varied(bench, everything, asked)]


def _nearest_value(everything: Result, share: float) -> tuple[str, str]:
    """Returns the facet and the value whose share of the passages comes nearest to the one wanted."""
    values = ((facet, found) for facet, counted in everything.facets.items() for found in counted)
    facet, best = min(values, key=lambda one: abs(math.log(one[1].count / everything.total / share)))
    return facet, best.value


def _total(searcher: Searcher, filters: Filters) -> int:
    return searcher.search(Query(text="water", filters=filters, mode=SearchMode.DENSE)).total


def _varied(bench: Bench, everything: Result, asked: int) -> _Case:
    """Returns a case in which each question has filters that no other had: no remembered facet count helps it."""
    snapshot = bench.base.catalog.snapshot()
    chosen, shares = [], []
    for filters in _combinations(everything):
        kept = int(admitted(snapshot, filters).sum())
        if kept:
            chosen.append(filters)
            shares.append(kept / int(snapshot.live.sum()))
        if len(chosen) == asked:
            break
    middle = percentile(shares, 50)
    return _Case(name=f"other filters each time ({middle:.1%})", filters=tuple(chosen), share=middle)


def _combinations(everything: Result) -> Iterator[Filters]:
    """Yields filters on three values, in random but repeatable order."""
    values = [(facet, found.value) for facet, counted in everything.facets.items() for found in counted]
    values = sorted(values[:_MOST_VALUES])
    triples = list(combinations(values, 3))
    random.Random(_SEED).shuffle(triples)  # noqa: S311 - an order, no secret
    for triple in triples:
        facets = {facet for facet, _ in triple}
        yield Filters(**{name: tuple(value for facet, value in triple if facet == name) for name in facets})


def _figures(case: _Case, times: _Times) -> Iterator[Figure]:
    for share in (50, 95):
        yield Figure(
            name=f"{case.name}: p{share}",
            product=percentile(times.product, share),
            bare=percentile(times.bare, share),
            unit="ms",
            meaning="multiple of encode + Chroma without filter; 1 = nothing added",
        )
    yield Figure(
        name=f"{case.name}: p50 besides embedding",
        product=percentile(times.besides_embedding, 50),
        bare=percentile(times.bare_chroma, 50),
        unit="ms",
        meaning="everything but the model, against Chroma's query alone",
    )


def _remarks(bench: Bench, cases: Sequence[_Case], pool: Sequence[str], asked: int) -> tuple[str, ...]:
    shares = ", ".join(f"{case.share:.2%}" for case in cases)
    reused = "each question asked once" if asked * len(cases) <= len(pool) else "questions recur in other cases"
    return (
        f"{len(bench.passages):,} passages; {min(asked, len(pool))} questions a case, {reused}",
        f"true share of the passages that each case admits, by facet counts: {shares}",
        "the last case counts facets anew for each question; the others find them counted after the first",
    )
