"""The exact scan against Chroma over the number of vectors: what `EXACT_ROWS` and `_HNSW` rest on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from bench import Bench, questions, say
from figures import Figure, Part, percentile

from kb import dense
from kb.filters import PassageSet
from kb.nearest import EXACT_ROWS
from kb.vectors import Matrix, Neighbours, Vector, VectorTable

# Length of the noise that is added to a vector of length 1 to make another: its cosine with the first is about .89.
_NOISE = 0.5
_NEAREST = 50
# What `kb.nearest` fetches of Chroma where no filter is set: twice the hundred candidates of a search.
_FETCHED = 200
_ASKED = 200
_WARM_UP = 10
_SEED = 20
_MILLI = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    """An entry a question: milliseconds, shares of the true nearest that Chroma found, mean similarities."""

    exact: list[float] = field(default_factory=list)
    half: list[float] = field(default_factory=list)
    chroma: list[float] = field(default_factory=list)
    wide: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    recall_wide: list[float] = field(default_factory=list)
    similarity: list[float] = field(default_factory=list)
    exact_similarity: list[float] = field(default_factory=list)
    building: float


def measure_dense(bench: Bench, sizes: Sequence[int]) -> Part:
    """Measures the 50 nearest by exact scan and by Chroma, in milliseconds, at each number of vectors."""
    real = bench.vectors()
    asked = np.stack([bench.embedder.embed_query(text) for text in questions(bench.passages)[:_ASKED]])
    times = {size: _measure(bench, _enlarged(real, size), asked) for size in sizes}
    quicker = [size for size, found in times.items() if percentile(found.exact, 50) <= percentile(found.chroma, 50)]
    return Part(
        name="dense",
        figures=tuple(figure for size, found in times.items() for figure in _figures(size, found)),
        remarks=(
            f"{len(real):,} vectors are the corpus's; beyond, copies with noise of length {_NOISE}, of length 1 again",
            f"{len(asked)} questions, {_NEAREST} nearest each",
            f"exact is the quicker up to {max(quicker, default=0):,} of these sizes; EXACT_ROWS is {EXACT_ROWS:,}",
            "building Chroma: " + ", ".join(f"{size:,} in {found.building:.1f} s" for size, found in times.items()),
        ),
    )


def _enlarged(real: Matrix, size: int) -> Matrix:
    """Returns `size` vectors: the first of the real ones, or all and noisy copies of them."""
    if size <= len(real):
        return np.ascontiguousarray(real[:size])
    random = np.random.default_rng(_SEED)
    copies = real[random.integers(0, len(real), size - len(real))]
    noise = random.standard_normal(copies.shape, dtype=np.float32)
    noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    made = copies + noise
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return np.concatenate([real, made])


def _measure(bench: Bench, matrix: Matrix, asked: Matrix) -> _Times:
    say(f"exact scan and Chroma at {len(matrix):,} vectors")
    table = VectorTable(np.arange(1, len(matrix) + 1), matrix)
    folder = bench.scratch / f"dense-{len(matrix)}"
    start = time.perf_counter()
    dense.build(folder, table.numbers, matrix)
    building = time.perf_counter() - start
    chroma = dense.ChromaIndex(folder, len(matrix))
    try:
        return _ask(table, chroma, asked, building)
    finally:
        chroma.close()
        shutil.rmtree(folder)


def _ask(table: VectorTable, chroma: dense.ChromaIndex, asked: Matrix, building: float) -> _Times:
    everything, half = _allowed(len(table.numbers))
    for question in asked[:_WARM_UP]:
        _ask_one(table, chroma, question, (everything, half), _Times(building=building))
    times = _Times(building=building)
    for question in asked:
        _ask_one(table, chroma, question, (everything, half), times)
    return times


def _ask_one(
    table: VectorTable,
    chroma: dense.ChromaIndex,
    question: Vector,
    allowed: tuple[PassageSet, PassageSet],
    times: _Times,
) -> None:
    everything, half = allowed
    exact = _timed(partial(table.nearest, question, _NEAREST, everything), times.exact)
    near = _timed(partial(chroma.nearest, question, _NEAREST), times.chroma)
    _timed(partial(table.nearest, question, _NEAREST, half), times.half)
    wide = _timed(partial(chroma.nearest, question, _FETCHED), times.wide)
    times.recall.append(float(np.isin(exact.numbers, near.numbers).mean()))
    times.recall_wide.append(float(np.isin(exact.numbers, wide.numbers).mean()))
    times.similarity.append(float(near.similarities.mean()))
    times.exact_similarity.append(float(exact.similarities.mean()))


def _allowed(size: int) -> tuple[PassageSet, PassageSet]:
    """Returns the set of all passages and a random half of it."""
    half = np.random.default_rng(_SEED).random(size + 1) < 0.5  # noqa: PLR2004 - a half
    return np.ones(size + 1, np.bool_), half


def _timed(ask: Callable[[], Neighbours], times: list[float]) -> Neighbours:
    start = time.perf_counter()
    found = ask()
    times.append((time.perf_counter() - start) * _MILLI)
    return found


def _figures(size: int, found: _Times) -> Iterator[Figure]:
    chroma = percentile(found.chroma, 50)
    yield Figure(
        name=f"{size:,} vectors: exact scan, p50",
        product=percentile(found.exact, 50),
        bare=chroma,
        unit="ms",
        meaning="multiple of Chroma's time; below 1 the scan is the quicker",
    )
    yield Figure(
        name=f"{size:,} vectors: exact, half admitted, p50",
        product=percentile(found.half, 50),
        bare=chroma,
        unit="ms",
        meaning="as above, by a filter that admits a random half",
    )
    yield Figure(
        name=f"{size:,} vectors: Chroma, {_FETCHED} fetched, p50",
        product=percentile(found.wide, 50),
        bare=chroma,
        unit="ms",
        meaning="as search asks it, against Chroma asked for 50",
    )
    for fetched, recall in ((_NEAREST, found.recall), (_FETCHED, found.recall_wide)):
        yield Figure(
            name=f"{size:,} vectors: Chroma's recall@{_NEAREST}, {fetched} fetched",
            product=float(np.mean(recall)),
            bare=1.0,
            unit="share",
            meaning="of the exact answer",
        )
    yield Figure(
        name=f"{size:,} vectors: mean similarity of Chroma's {_NEAREST}",
        product=float(np.mean(found.similarity)),
        bare=float(np.mean(found.exact_similarity)),
        unit="cosine",
        meaning="of the exact answer's: near 1, what was missed is as good as found (noisy copies nearly tie)",
    )
