"""Measures praktijkbank beside the bare libraries it stands on, in one run: `python benchmarks/run.py --help`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from answers import measure_search
from bench import Bench
from corpora import documents_folder
from figures import Part, as_json, as_table, environment
from processes import measure_memory, measure_start
from scan import measure_dense
from throughput import measure_disk, measure_ingest

from kb.config import load_config

_EXAMPLES = Path(__file__).parent.parent / "examples" / "documents"
_SIZES = (1_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def main() -> None:
    """Runs the parts that are asked for and prints each as it ends."""
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        scratch = Path(folder)
        documents = documents_folder(options.corpus.resolve(), options.passages, scratch / "documents")
        bench = Bench(documents, scratch, load_config(scratch / "none"))
        try:
            parts = _run(bench, options)
        finally:
            bench.close()
    if options.json:
        document = {"environment": environment(), "corpus": options.corpus.name, "parts": [as_json(p) for p in parts]}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _run(bench: Bench, options: argparse.Namespace) -> list[Part]:
    measures: dict[str, Callable[[], Part]] = {
        "ingest": lambda: measure_ingest(bench, options.rounds),
        "search": lambda: measure_search(bench, options.questions),
        "dense": lambda: measure_dense(bench, options.sizes),
        "start": lambda: measure_start(bench, options.repeats),
        "memory": lambda: measure_memory(bench),
        "disk": lambda: measure_disk(bench),
    }
    print(" · ".join(f"{name} {value}" for name, value in environment().items()) + "\n")
    parts = []
    for name, measure in measures.items():
        if name in (options.only or measures):
            parts.append(measure())
            print(as_table(parts[-1]), flush=True)
    return parts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--corpus", type=Path, default=_EXAMPLES, help="folder of documents, or of *.jsonl[.gz] passages")
    add("--passages", type=_count, default=10_000, help="how many passages to take of passage files (10,000)")
    add("--only", nargs="+", choices=("ingest", "search", "dense", "start", "memory", "disk"), help="these parts alone")
    add("--rounds", type=_count, default=2, help="rounds of ingest and bare encoding (2)")
    add("--questions", type=_count, default=200, help="questions a search case (200)")
    add("--repeats", type=_count, default=5, help="starts of each process (5)")
    add("--sizes", type=_count, nargs="+", default=_SIZES, help="numbers of vectors of the part dense")
    add("--json", type=Path, metavar="FILE", help="write all figures to a file as well")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, got {text}")
    return number


if __name__ == "__main__":
    main()
