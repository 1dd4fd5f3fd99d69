"""Ingest against bare encoding of the same texts, and what a filled knowledge base takes on disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import Bench, Clock, Cost, Ingested, say
from figures import Figure, Part, median, spread

_DEFAULT_BATCH = 32
_THOUSAND = 1000
_FLOAT_BYTES = 4


@dataclass(slots=True)
class _Runs:
    ingests: list[Ingested] = field(default_factory=list)
    bare: dict[int, list[Cost]] = field(default_factory=dict)


def measure_ingest(bench: Bench, rounds: int) -> Part:
    """Measures files to published index, in passages a second, with the model loaded.

    Each round runs ingest and bare encoding; every second round runs them in the opposite order, so that a
    machine that grows slower or quicker favours neither.
    """
    runs = _Runs(ingests=[bench.first_ingest])
    size = bench.config.batch_size
    for number in range(rounds):
        steps = [_DEFAULT_BATCH, size] if size != _DEFAULT_BATCH else [size]
        if number:
            _ingest(bench, runs)
        for batch in reversed(steps) if number % 2 else steps:
            _encode(bench, runs, batch)
    if rounds % 2:
        _ingest(bench, runs)
    return Part(name="ingest", figures=tuple(_figures(bench, runs)), remarks=_remarks(bench, runs))


def _ingest(bench: Bench, runs: _Runs) -> None:
    say("ingesting once more")
    home = bench.new_home()
    runs.ingests.append(bench.ingest_into(home))
    shutil.rmtree(home)


def _encode(bench: Bench, runs: _Runs, batch: int) -> None:
    texts, model = bench.embedded_texts, bench.bare_model
    say(f"bare encode of {len(texts):,} texts, {batch} at once")
    clock = Clock()
    model.encode(texts, batch_size=batch, show_progress_bar=False)
    runs.bare.setdefault(batch, []).append(clock.cost())


def _figures(bench: Bench, runs: _Runs) -> Iterator[Figure]:
    texts = len(bench.embedded_texts)
    whole = [run.whole.seconds for run in runs.ingests]
    processor = median([run.whole.processor for run in runs.ingests])
    for batch, costs in runs.bare.items():
        bare = [cost.seconds for cost in costs]
        for run, best in (("median run", median), ("best run", min)):
            yield Figure(
                name=f"against encode({batch}), {run}",
                product=texts / best(whole),
                bare=texts / best(bare),
                unit="passages/s",
                meaning="share of bare encoding's pace; 1 = all but encoding is free",
            )
        yield Figure(
            name=f"against encode({batch}), processor time",
            product=processor / texts * _THOUSAND,
            bare=median([cost.processor for cost in costs]) / texts * _THOUSAND,
            unit="ms/passage",
            meaning="multiple of bare encoding's work, all threads together; other load sways it less",
        )
    rest = median([run.whole.seconds - run.embedding for run in runs.ingests])
    yield Figure(name="all but embedding", product=rest / texts * _THOUSAND, unit="ms/passage")


def _remarks(bench: Bench, runs: _Runs) -> tuple[str, ...]:
    bare = ", ".join(f"encode({batch}) {spread([c.seconds for c in costs])} s" for batch, costs in runs.bare.items())
    return (
        f"{len(bench.passages):,} passages, {len(bench.embedded_texts):,} different embedded texts (counted)",
        f"drift over the runs: ingest {spread([run.whole.seconds for run in runs.ingests])} s, {bare}",
        f"the model within ingest: {spread([run.embedding for run in runs.ingests])} s",
    )


def measure_disk(bench: Bench) -> Part:
    """Measures bytes on disk, in MB per 1,000 passages, beside the vectors alone."""
    catalogue = bench.base.catalog_path
    passages, dimension = bench.vectors().shape
    found = {
        "catalogue (texts, vectors, full-text index)": sum(map(_size, catalogue.parent.glob(f"{catalogue.name}*"))),
        "originals": _size(bench.home / "originals"),
        "index (vectors again, and Chroma)": _size(bench.base.index_root),
    }
    found["all"] = sum(found.values())
    scale = _THOUSAND / passages / 1e6
    figures = tuple(
        Figure(
            name=name,
            product=size * scale,
            bare=_FLOAT_BYTES * dimension * passages * scale,
            unit="MB/1,000 passages",
            meaning="multiple of the raw float32 vectors",
        )
        for name, size in found.items()
    )
    return Part(name="disk", figures=figures, remarks=(f"{passages:,} passages of {dimension} dimensions",))


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
