"""Measures the reading of PDFs beside bare text extraction by pypdf and by PDFium.

`python benchmarks/reading.py --help` tells how. Each way reads in a process of its own, so that its
peak memory is its own too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import Figure, Part, as_json, as_table, environment, median, spread
from long_pdf import write_long_pdf
from reading_child import WAYS

_PRODUCT, *_BARE = WAYS
_MEGABYTE = 1_000_000
_EXAMPLES = Path(__file__).parent.parent / "examples" / "documents"
_PATIENCE = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What one process took: of the files that every way could read."""

    pages: int
    parts: int
    seconds: float
    processor: float
    slowest: float
    megabytes: float


def main() -> None:
    """Measures the given files, then one of many pages, and prints a table of each."""
    options = _parser().parse_args()
    parts: list[Part] = []
    if files := _files(options.paths):
        parts.append(_measure("reading", files, options.rounds))
        print(as_table(parts[-1]), flush=True)
    if options.pages:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            file = Path(folder) / "long.pdf"
            write_long_pdf(file, options.pages)
            parts.append(_measure(f"one file of {options.pages:,} pages", [file], 1))
        print(as_table(parts[-1]), flush=True)
    if options.json:
        document = {"environment": environment(), "parts": [as_json(part) for part in parts]}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _measure(name: str, files: Sequence[Path], rounds: int) -> Part:
    """Runs all ways in turns; every second round in the opposite order, so that a busier machine favours none."""
    answers: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in reversed(WAYS) if number % 2 else WAYS:
            answers[way].append(_answer(way, files))
    told_of = {str(file): [run["files"][str(file)] for told in answers.values() for run in told] for file in files}
    readable = [file for file, told in told_of.items() if all("pages" in one for one in told)]
    if not readable:
        raise SystemExit(f"None of the files can be read in all ways: {answers[_PRODUCT][0]['files']}")
    runs = {way: [_run(answer, readable) for answer in told] for way, told in answers.items()}
    remarks = tuple(_remarks(runs, len(files), len(readable)))
    return Part(name=name, figures=tuple(_figures(runs)), remarks=remarks)


def _answer(way: str, files: Sequence[Path]) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).with_name("reading_child.py")), way, *map(str, files)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=_PATIENCE)
    if done.returncode:
        raise SystemExit(f"Reading by {way} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _run(answer: dict[str, Any], files: Sequence[str]) -> _Run:
    told = [answer["files"][file] for file in files]
    return _Run(
        pages=sum(one["pages"] for one in told),
        parts=sum(one["parts"] for one in told),
        seconds=sum(one["seconds"] for one in told),
        processor=sum(one["processor"] for one in told),
        slowest=max(one["seconds"] for one in told),
        megabytes=answer["peak"] / _MEGABYTE,
    )


def _figures(runs: dict[str, list[_Run]]) -> Iterator[Figure]:
    product = runs[_PRODUCT]
    for bare in _BARE:
        yield Figure(
            name=f"to passages, against bare {bare}",
            product=median([run.pages / run.seconds for run in product]),
            bare=median([run.pages / run.seconds for run in runs[bare]]),
            unit="pages/s",
            meaning="share of the bare library's pace",
        )
    for bare in _BARE:
        yield Figure(
            name=f"processor time, against bare {bare}",
            product=median([run.pages / run.processor for run in product]),
            bare=median([run.pages / run.processor for run in runs[bare]]),
            unit="pages/s of one core",
            meaning="the same, but other load sways it less",
        )
    for bare in _BARE:
        yield Figure(
            name=f"peak memory, against bare {bare}",
            product=max(run.megabytes for run in product),
            bare=max(run.megabytes for run in runs[bare]),
            unit="MB",
            meaning="multiple of the bare library's",
        )
    yield Figure(name="slowest file", product=max(run.slowest for run in product), unit="s")


def _remarks(runs: dict[str, list[_Run]], given: int, readable: int) -> Iterator[str]:
    one = runs[_PRODUCT][0]
    yield f"{readable} files of {given} that all ways read, {one.pages:,} pages, {one.parts:,} passages"
    paces = (f"{way} {spread([run.pages / run.seconds for run in told])} pages/s" for way, told in runs.items())
    yield f"drift over the rounds: {', '.join(paces)}"


def _files(paths: Sequence[Path]) -> list[Path]:
    """Returns the PDFs that are named or stand in the folders."""
    return sorted({file.resolve() for path in paths for file in (path.rglob("*.pdf") if path.is_dir() else [path])})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    add = parser.add_argument
    add("paths", type=Path, nargs="*", default=[_EXAMPLES], help="PDFs, or folders with some (the bundled examples)")
    add("--pages", type=int, default=0, help="measure a made file of so many pages as well (10000 takes minutes)")
    add("--rounds", type=int, default=3, help="rounds over the given files (3)")
    add("--json", type=Path, metavar="FILE", help="write all figures to a file as well")
    return parser


if __name__ == "__main__":
    main()
